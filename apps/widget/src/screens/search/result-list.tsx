import type { InstitutionCard } from "@drawbridge/contract";
import type { JSX } from "preact";
import { BankLogo } from "../../parts/bank-logo.tsx";
import { BankText } from "../../parts/bank-text.tsx";
import { useSpeech } from "../../text/texts.ts";

/** The id of an option, for `aria-activedescendant`. */
export const optionId = (index: number): string => `bank-${index}`;

/** The listbox below the search field. Banks that cannot be connected stay visible and say so. */
export function ResultList(props: {
  readonly banks: readonly InstitutionCard[];
  readonly active: number;
  readonly label: string;
  readonly tiles: boolean;
  readonly onChoose: (bank: InstitutionCard) => void;
}): JSX.Element {
  return (
    <div id="banks" role="listbox" aria-label={props.label} class={props.tiles ? "tiles" : "results"}>
      {props.banks.map((bank, index) => (
        <div
          key={bank.id}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === props.active ? "true" : "false"}
          class="bank"
          onClick={() => props.onChoose(bank)}
        >
          <BankLogo bank={bank} />
          <span class="bank-text">
            <strong>
              <BankText>{bank.name}</BankText>
            </strong>
            <span class="muted">
              <BankText>{bank.domain}</BankText>
            </span>
            <Chip bank={bank} />
          </span>
        </div>
      ))}
    </div>
  );
}

function Chip({ bank }: { readonly bank: InstitutionCard }): JSX.Element | null {
  const { text } = useSpeech();
  if (!bank.connectable) return <span class="chip">{text.search.notYet}</span>;
  if (bank.health === "healthy") return null;
  return <span class={`chip chip-${bank.health}`}>{text.search.health[bank.health]}</span>;
}
