import type { InstitutionCard } from "@drawbridge/contract";
import type { JSX } from "preact";
import { BankLogo } from "./bank-logo.tsx";
import { BankText } from "./bank-text.tsx";

/** A bank with its exact domain, so that a person can tell it from a look-alike. */
export function BankLine(props: { readonly bank: InstitutionCard; readonly note: string }): JSX.Element {
  return (
    <div class="bank-line">
      <BankLogo bank={props.bank} />
      <div>
        <span class="muted">{props.note}</span>
        <strong class="domain">
          <BankText>{props.bank.domain}</BankText>
        </strong>
      </div>
    </div>
  );
}
