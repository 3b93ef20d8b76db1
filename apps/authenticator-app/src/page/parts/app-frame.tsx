import { Icon } from "@drawbridge/widget/parts/icon";
import { Notice } from "@drawbridge/widget/parts/notice";
import type { ComponentChildren, JSX } from "preact";
import type { AppState } from "../mc/app-state.ts";
import { LanguageChoice } from "./language-choice.tsx";
import { useSpeech } from "../text/speech.ts";

/** The card around every screen: the way back above, and what is wrong with the line. */
export function AppFrame(props: {
  readonly line: AppState["line"];
  readonly busy: boolean;
  readonly onBack: (() => void) | null;
  /** Leads to what waits, on pages that do not show it. */
  readonly onWaiting: (() => void) | null;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { text } = useSpeech();
  const { line, busy, onBack, onWaiting } = props;
  return (
    <div class="frame">
      <main class="card" aria-busy={busy ? "true" : undefined}>
        <div class="bar">
          {onBack ? (
            <button type="button" class="bar-button" aria-label={text.back} onClick={onBack}>
              <Icon name="back" />
            </button>
          ) : (
            <span />
          )}
          <span class="bar-title">{text.app}</span>
          <span />
        </div>
        <div role="status" class="banner">
          {line === "CONNECTION_LOST" && <Notice tone="warn">{text.offline}</Notice>}
          {line === "NOT_REACHABLE" && <Notice tone="warn">{text.unreachable}</Notice>}
          {onWaiting && (
            <button type="button" class="waiting" onClick={onWaiting}>
              <Icon name="clock" />
              <span>{text.home.elsewhere}</span>
              <Icon name="chevron" />
            </button>
          )}
        </div>
        {props.children}
        <div class="foot">
          <span class="secured">
            <Icon name="lock" />
            {text.foot}
          </span>
          <LanguageChoice />
        </div>
      </main>
    </div>
  );
}
