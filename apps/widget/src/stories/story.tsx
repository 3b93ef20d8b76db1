import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SessionView } from "@drawbridge/contract";
import { announce } from "../announce.ts";
import { Frame } from "../parts/frame.tsx";
import type { Actions, ScreenProps } from "../screens/screen-props.ts";
import { StepScreen } from "../screens/step-screen.tsx";
import { canGoBack } from "../session/session-client.ts";
import { institutions, sessionView } from "./fixtures.ts";

/** The states of one screen, by name. */
export type Stories = Readonly<Record<string, () => JSX.Element>>;

const matching = (term: string) => institutions.filter(({ name, domain }) => `${name} ${domain}`.toLowerCase().includes(term.toLowerCase()));

/** Actions that go nowhere; the search answers from the fixtures. */
export const storyActions: Actions = {
  send: () => {},
  sealAndSend: () => {},
  find: async (term) => ({ total: matching(term).length, institutions: matching(term) }),
  openBank: () => {},
  tellBankLinkUsed: () => {},
  touch: () => {},
  announce,
};

/** A step inside the widget's frame. */
export function StepStory(props: {
  readonly step: SessionView["step"];
  readonly view?: Partial<SessionView>;
  readonly bankWindow?: ScreenProps<never>["bankWindow"];
  readonly busy?: boolean;
  readonly actions?: Partial<Actions>;
}): JSX.Element {
  const [view] = useState(() => sessionView(props.step, props.view));
  return (
    <Frame tenant={view.tenant} supportCode="ses_1" onClose={() => {}} onBack={canGoBack(view) ? () => {} : null}>
      <StepScreen
        view={view}
        step={props.step}
        busy={props.busy ?? false}
        bankWindow={props.bankWindow ?? "unknown"}
        actions={{ ...storyActions, ...props.actions }}
      />
    </Frame>
  );
}
