import type { JSX } from "preact";
import { useSpeech } from "../../text/texts.ts";
import type { StepAt } from "../screen-props.ts";
import { MessagePage } from "./message-page.tsx";

const marks = { complete: "check", exit: "close", timeout: "clock", error: "alert" } as const;
const tones = { complete: "ok", exit: "brand", timeout: "warn", error: "danger" } as const;

/** The end of the session; usually the host takes the page away before it is read. */
export function Ended({ step }: { readonly step: StepAt<"ended"> }): JSX.Element {
  const { text } = useSpeech();
  const [title, sentence] = text.ended[step.reason];
  const words = [title, step.redirectTo === null ? sentence : text.ended.leaving] as const;
  return <MessagePage words={words} icon={marks[step.reason]} tone={tones[step.reason]} />;
}
