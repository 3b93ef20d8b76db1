import type { PersonInput, SessionView } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { announce } from "./announce.ts";
import { useIdle } from "./idle/use-idle.ts";
import { Frame } from "./parts/frame.tsx";
import { Notice } from "./parts/notice.tsx";
import { ExitConfirm } from "./screens/exit-confirm/exit-confirm.tsx";
import { IdleWarning } from "./screens/idle-warning/idle-warning.tsx";
import type { Actions } from "./screens/screen-props.ts";
import { StepScreen } from "./screens/step-screen.tsx";
import { applyTheme } from "./style/apply-theme.ts";
import { sealField } from "@drawbridge/seal";
import type { PageState } from "./session/page-state.ts";
import { canGoBack, type SessionClient } from "./session/session-client.ts";
import { useSpeech } from "./text/texts.ts";

type Open = Extract<PageState, { at: "open" }>;

/** A session at one of its steps, with the dialogs around it. */
export function OpenPage({ state, client }: { readonly state: Open; readonly client: SessionClient }): JSX.Element {
  const { text } = useSpeech();
  const { view } = state;
  const { step } = view;
  const [touched, setTouched] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const send = useCallback((input: PersonInput) => void client.send(input), [client]);
  const idle = useIdle(step.at === "ended" ? null : view.idleMs, send);
  const actions = useActions(client, view, () => setTouched(true));
  useRedirect(view);
  useEffect(() => applyTheme(view.brand.theme), [JSON.stringify(view.brand.theme)]);
  const ask = (): void => {
    setLeaving(true);
    send({ type: "dialog_shown", dialog: "exit_confirm" });
  };
  const stay = (): void => {
    setLeaving(false);
    send({ type: "dialog_shown", dialog: null });
  };
  const close = (): void => {
    if (step.at === "review" || (step.at === "manage" && !step.canGoBack && !step.working)) return send({ type: "submitted" });
    return touched || entered.has(step.at) ? ask() : send({ type: "exit" });
  };
  const ended = step.at === "ended";
  return (
    <>
      <Frame
        tenant={view.tenant}
        logo={view.brand.logo}
        supportCode={view.sessionId.slice(0, 12)}
        busy={state.busy}
        onBack={canGoBack(view) ? () => send({ type: "back" }) : null}
        onClose={ended ? null : close}
      >
        <div role="status" class="banner">
          {!state.online && !ended && <Notice tone="warn">{text.page.offline}</Notice>}
        </div>
        <StepScreen key={step.at} view={view} step={step} busy={state.busy} bankWindow={state.bankWindow} actions={actions} />
      </Frame>
      {leaving && !ended && <ExitConfirm onStay={stay} onLeave={() => send({ type: "exit" })} />}
      {idle.warnUntil !== null && !ended && <IdleWarning until={idle.warnUntil} onStay={idle.stay} />}
    </>
  );
}

/** Steps that are only reached by entering something. */
const entered: ReadonlySet<string> = new Set(["mfa", "connecting", "accounts", "duplicate", "approval"]);

const useActions = (client: SessionClient, view: SessionView, touch: () => void): Actions =>
  useMemo(
    () => ({
      send: (input) => void client.send(input),
      sealAndSend: (type, fields) => {
        const sealed = Promise.all(fields.map((field) => sealField(view.vault, field)));
        void sealed.then((values) => client.send({ type, fields: values }));
      },
      find: client.find,
      openBank: (url) => {
        const opened = client.openBank(url);
        void client.send({ type: "oauth_launched", blocked: !opened });
      },
      tellBankLinkUsed: () => void client.tellBankLinkUsed(),
      touch,
      announce,
    }),
    [client, view.vault.keyId, view.vault.binding],
  );

const useRedirect = ({ step }: SessionView): void => {
  const target = step.at === "ended" ? step.redirectTo : null;
  useEffect(() => {
    if (target !== null && mayLeaveTo(target)) window.location.assign(target);
  }, [target]);
};

// App links have schemes of their own; what could run as code here is refused.
const mayLeaveTo = (target: string): boolean =>
  URL.canParse(target) && !/^(javascript|data|blob|vbscript|file|about):$/.test(new URL(target).protocol);
