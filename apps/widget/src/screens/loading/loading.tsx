import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { useSpeech } from "../../text/texts.ts";

const spokenAfterMs = 1000;
const slowAfterMs = 10_000;

/** The shape of the next screen while it loads; words after a second, a way out after ten. */
export function Loading({ onRetry }: { readonly onRetry: () => void }): JSX.Element {
  const { text } = useSpeech();
  const [stage, setStage] = useState<"silent" | "spoken" | "slow">("silent");
  useEffect(() => {
    const timers = [setTimeout(() => setStage("spoken"), spokenAfterMs), setTimeout(() => setStage("slow"), slowAfterMs)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div class="body">
      <h1 class="visually-hidden">{text.loading.title}</h1>
      <div class="bone bone-title" />
      <div class="bone" />
      <div class="bone bone-short" />
      <div class="bone bone-tall" />
      <p class="lead" role="status">
        {stage === "spoken" && text.loading.slow}
        {stage === "slow" && text.loading.verySlow}
      </p>
      {stage === "slow" && (
        <Button kind="secondary" onClick={onRetry}>
          {text.loading.retry}
        </Button>
      )}
    </div>
  );
}
