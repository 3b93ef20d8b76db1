import type { JSX } from "preact";
import { Button } from "../../parts/button.tsx";
import { Notice } from "../../parts/notice.tsx";
import { useSpeech } from "../../text/texts.ts";

/** No bank of that name: what to try next. */
export function NoResult(props: { readonly term: string; readonly tenant: string }): JSX.Element {
  const { text } = useSpeech();
  return (
    <div class="empty">
      <p>
        <strong>{text.search.none(props.term)}</strong>
      </p>
      <ul>
        {text.search.hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
      <p class="muted">{text.search.noneHelp(props.tenant)}</p>
    </div>
  );
}

/** The list could not be fetched. */
export function NotLoaded({ onAgain }: { readonly onAgain: () => void }): JSX.Element {
  const { text } = useSpeech();
  return (
    <>
      <Notice tone="warn">{text.search.failed}</Notice>
      <Button kind="secondary" onClick={onAgain}>
        {text.search.again}
      </Button>
    </>
  );
}
