import { announce } from "@drawbridge/widget/announce";
import { Icon } from "@drawbridge/widget/parts/icon";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useSpeech } from "../text/speech.ts";
import { useCountdown } from "./use-countdown.ts";

const spoken: ReadonlySet<number> = new Set([60, 30, 10]);

/** The time left to answer: counted down for the eye, said aloud only three times. */
export function TimeLeft({ until }: { readonly until: number }): JSX.Element {
  const { text, format } = useSpeech();
  const left = useCountdown(until);
  useEffect(() => {
    if (spoken.has(left)) announce(text.operation.spokenLeft(left));
  }, [left]);
  return (
    <p class={left <= 10 ? "time-left time-left-short" : "time-left"} role="timer">
      <Icon name="clock" />
      {text.operation.left(format.countdown(left))}
    </p>
  );
}
