import type { OfferedAccount } from "@drawbridge/contract";
import type { JSX } from "preact";
import { BankText } from "../../parts/bank-text.tsx";
import { useSpeech } from "../../text/texts.ts";

/** One account: name, masked number, balance, and why it cannot be chosen. */
export function AccountRow(props: {
  readonly account: OfferedAccount;
  readonly kind: "radio" | "checkbox";
  readonly checked: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  const { account, kind } = props;
  const { text, format } = useSpeech();
  return (
    <label class={account.eligible ? "option account" : "option account option-off"}>
      <input type={kind} name="account" value={account.id} checked={props.checked} disabled={!account.eligible} onChange={props.onToggle} />
      <span class="bank-text">
        <strong>
          <BankText>{account.name}</BankText>
        </strong>
        <span class="muted">
          <BankText>{account.masked}</BankText>
        </span>
        {account.reason !== null && <span class="reason">{text.accounts.reasons[account.reason]}</span>}
      </span>
      {account.balance !== null && (
        <span class="balance">
          <bdi dir="ltr">{format.money(account.balance, account.currency)}</bdi>
        </span>
      )}
    </label>
  );
}
