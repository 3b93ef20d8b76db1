import type { JSX } from "preact";
import { Button } from "../../parts/button.tsx";
import type { PageProblem } from "../../session/api.ts";
import type { Texts } from "../../text/en.ts";
import { useSpeech } from "../../text/texts.ts";
import { MessagePage } from "./message-page.tsx";

/** The page could not open: an old link, no network, or a fault. */
export function Refused(props: { readonly problem: PageProblem; readonly onRetry: () => void }): JSX.Element {
  const { text } = useSpeech();
  const { code, status } = props.problem;
  if (status === 401) return <MessagePage words={text.ended.timeout} icon="clock" tone="warn" />;
  const final = code.startsWith("LINK_");
  return (
    <MessagePage words={wordsFor(text, code)} icon={final ? "clock" : "alert"} tone="warn">
      {!final && <Button onClick={props.onRetry}>{text.refused.retry}</Button>}
    </MessagePage>
  );
}

const wordsFor = ({ refused }: Texts, code: string): readonly [string, string] => {
  switch (code) {
    case "LINK_EXPIRED":
    case "LINK_SPENT":
    case "LINK_UNKNOWN":
    case "OFFLINE":
      return refused[code];
    default:
      return refused.OTHER;
  }
};
