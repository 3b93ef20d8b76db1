import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { Icon } from "../../parts/icon.tsx";
import { BankLogo } from "../../parts/bank-logo.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";

const phases = ["signing_in", "finding_accounts", "getting_data"] as const;
const slowAfterMs = 20_000;
const tellAfterMs = 50_000; // the host hears of it after 45 to 60 s (widget-and-data.md, 6.2)

/** What is really happening, step by step; never an invented percentage. */
export function Connecting({ view, step, actions }: ScreenProps<"connecting">): JSX.Element {
  const { text } = useSpeech();
  const [slow, setSlow] = useState(false);
  const current = phases.indexOf(step.phase);
  useEffect(() => actions.announce(text.connecting.phases[step.phase]), [step.phase]);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowAfterMs);
    const telling = setTimeout(() => actions.send({ type: "connecting_slow" }), tellAfterMs);
    return () => {
      clearTimeout(timer);
      clearTimeout(telling);
    };
  }, []);
  return (
    <Screen mark={view.institution && <BankLogo bank={view.institution} />} title={text.connecting.title(view.institution?.name ?? text.error.bank)}>
      <ol class="phases">
        {phases.map((phase, index) => (
          <li key={phase} class={phaseClass(index, current)} aria-current={index === current ? "step" : undefined}>
            <span class="phase-dot" aria-hidden="true">
              {index < current && <Icon name="check" />}
              {index === current && <span class="spinner" />}
            </span>
            <span>{text.connecting.phases[phase]}</span>
            <span class="visually-hidden"> {text.connecting[phaseClass(index, current)]}</span>
          </li>
        ))}
      </ol>
      <div role="status">{slow && <Notice tone="info">{text.connecting.slow(view.tenant.name)}</Notice>}</div>
    </Screen>
  );
}

const phaseClass = (index: number, current: number): "done" | "now" | "next" => {
  if (index < current) return "done";
  return index === current ? "now" : "next";
};
