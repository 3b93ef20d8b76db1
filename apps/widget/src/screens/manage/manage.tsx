import type { ManageNotice, PersonInput } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Screen } from "../../parts/screen.tsx";
import { type Speech, useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";
import { ConnectionCard } from "./connection-card.tsx";
import { RenewAll } from "./renew-all.tsx";
import { StopConfirm } from "./stop-confirm.tsx";

/** What the person may be about to end: the sharing, or also the data. */
export interface Stopping {
  readonly name: string;
  readonly input: Extract<PersonInput, { type: "removal_requested" | "revocation_requested" }>;
}

/** Everything that is connected: how it is, what to do about it, and how to stop it. */
export function Manage({ view, step, busy, actions }: ScreenProps<"manage">): JSX.Element {
  const { text } = useSpeech();
  const [stopping, setStopping] = useState<Stopping | null>(null);
  const confirm = (): void => {
    if (stopping) actions.send(stopping.input);
    setStopping(null);
  };
  const waiting = busy || step.working !== null;
  const none = step.connections.length === 0;
  return (
    <Screen
      title={none ? text.manage.none : text.manage.title}
      lead={none ? text.manage.noneText(view.tenant.name) : text.manage.lead(view.tenant.name)}
      actions={<Ways step={step} busy={waiting} send={actions.send} />}
    >
      <Outcome step={step} announce={actions.announce} />
      <News step={step} announce={actions.announce} />
      <RenewAll
        connections={step.connections}
        tenant={view.tenant.name}
        consentDays={view.consentDays}
        busy={step.working?.what === "renewing"}
        disabled={waiting}
        send={actions.send}
      />
      <ul class="managed">
        {step.connections.map((connection) => (
          <ConnectionCard
            key={connection.id}
            connection={connection}
            tenant={view.tenant.name}
            working={step.working?.connectionId === connection.id ? step.working.what : null}
            disabled={waiting}
            onStop={setStopping}
            send={actions.send}
          />
        ))}
      </ul>
      {stopping && <StopConfirm stopping={stopping} tenant={view.tenant.name} onKeep={() => setStopping(null)} onStop={confirm} />}
    </Screen>
  );
}

/** On from the list. Who has connected nothing can begin here. */
function Ways({ step, busy, send }: Pick<ScreenProps<"manage">, "step" | "busy"> & Pick<ScreenProps<"manage">["actions"], "send">): JSX.Element {
  const { text } = useSpeech();
  const begins = step.connections.length === 0 && step.canConnect;
  return (
    <>
      {begins && (
        <Button kind="primary" busy={busy} onClick={() => send({ type: "another_requested" })}>
          {text.manage.connect}
        </Button>
      )}
      <Button
        kind={step.connections.length > 0 || begins ? "secondary" : "primary"}
        busy={busy}
        onClick={() => send({ type: step.canGoBack ? "back" : "submitted" })}
      >
        {step.canGoBack ? text.manage.back : text.manage.done}
      </Button>
    </>
  );
}

/** Says how a connection is now when that changed by itself; what the person did is told by its outcome. */
function News({ step, announce }: Pick<ScreenProps<"manage">, "step"> & Pick<ScreenProps<"manage">["actions"], "announce">): null {
  const { text } = useSpeech();
  const before = useRef<ReadonlyMap<string, string>>(new Map());
  const wasWorking = useRef(false);
  useEffect(() => {
    const known = before.current;
    before.current = new Map(step.connections.map(({ id, state }) => [id, state]));
    const byPerson = step.working !== null || wasWorking.current;
    wasWorking.current = step.working !== null;
    const changed = byPerson ? [] : step.connections.filter(({ id, state }) => known.has(id) && known.get(id) !== state);
    if (changed.length > 0) announce(changed.map(({ institution, state }) => `${institution.name}: ${text.manage.states[state]}`).join(". "));
  }, [step.connections, step.working]);
  return null;
}

/** What came of the last thing the person did: shown above the list, and said once. */
function Outcome({ step, announce }: Pick<ScreenProps<"manage">, "step"> & Pick<ScreenProps<"manage">["actions"], "announce">): JSX.Element | null {
  const speech = useSpeech();
  const words = step.failure ? speech.text.manage.failed : step.notice && noticeText(speech, step.notice);
  const bad = step.failure !== null || step.notice?.kind === "sync_failed" || step.notice?.kind === "sync_not_possible";
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!words) return;
    announce(words, bad ? "assertive" : "polite");
    box.current?.scrollIntoView({ block: "nearest" }); // above a list that may be scrolled far down
  }, [words, bad]);
  if (!words) return null;
  return (
    <div ref={box}>
      <Notice tone={bad || step.notice?.kind === "sync_too_early" ? "warn" : "ok"}>{words}</Notice>
    </div>
  );
}

const noticeText = ({ text, format }: Speech, { kind, institutionName, until }: ManageNotice): string => {
  const said = text.manage.notices[kind](institutionName);
  return until === null ? said : `${said} ${text.manage.again(format.moment(until))}`;
};
