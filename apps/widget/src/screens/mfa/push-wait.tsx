import type { Challenge } from "@drawbridge/contract";
import type { JSX } from "preact";
import { BankText } from "../../parts/bank-text.tsx";
import { Mark } from "../../parts/icon.tsx";
import { useSpeech } from "../../text/texts.ts";
import { useSecondsLeft } from "../../idle/use-seconds-left.ts";

/** Waiting for an approval on another device: the page goes on by itself, and never waits without an end in sight. */
export function PushWait({ challenge }: { readonly challenge: Challenge }): JSX.Element {
  const { text, format } = useSpeech();
  const left = useSecondsLeft(challenge.expiresAt);
  return (
    <div class="push">
      <Mark name="device" />
      <p>
        <strong>
          <BankText>{challenge.prompt}</BankText>
        </strong>
      </p>
      {challenge.sentTo !== null && <p class="muted">{text.mfa.sentTo(challenge.sentTo)}</p>}
      {left === 0 ? (
        <p role="status">{text.mfa.pushOver}</p>
      ) : (
        <p class="waiting">
          <span class="spinner" aria-hidden="true" />
          {text.mfa.push}
          {left !== null && <span class="timer">{text.mfa.pushLeft(format.countdown(left))}</span>}
        </p>
      )}
    </div>
  );
}
