import type { ManagedConnection } from "@drawbridge/contract";
import type { JSX } from "preact";
import { BankText } from "../../parts/bank-text.tsx";
import { Button } from "../../parts/button.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { Stopping } from "./manage.tsx";

/** One connection: how it is, its accounts, and the ways to stop it. */
export function ConnectionCard(props: {
  readonly connection: ManagedConnection;
  readonly removing: boolean;
  readonly disabled: boolean;
  readonly onStop: (stopping: Stopping) => void;
}): JSX.Element {
  const { text, format } = useSpeech();
  const { connection, removing, disabled, onStop } = props;
  const { id, institution, state, lastUpdatedAt, consentExpiresAt, accounts } = connection;
  const stop = (name: string, accountIds: string[] | null): void =>
    onStop({ name, input: { type: "removal_requested", connectionId: id, accountIds } });
  return (
    <li>
      <div class="managed-head">
        {institution.logo && <img src={institution.logo} alt="" width="32" height="32" />}
        <strong>
          <BankText>{institution.name}</BankText>
        </strong>
        <span class={`chip chip-${state}`}>{text.manage[state]}</span>
      </div>
      {lastUpdatedAt && <span class="muted">{text.manage.updated(format.date(lastUpdatedAt))}</span>}
      {consentExpiresAt && <span class="muted">{text.manage.until(format.date(consentExpiresAt))}</span>}
      <ul class="managed-accounts" aria-label={text.manage.accounts}>
        {accounts.map((account) => (
          <li key={account.id}>
            <span>
              <BankText>{account.name}</BankText>{" "}
              <span class="muted">
                <BankText>{account.masked}</BankText>
              </span>
            </span>
            {accounts.length > 1 && (
              <button
                type="button"
                class="link-button"
                disabled={disabled}
                aria-label={text.manage.removeAccount(`${account.name} ${account.masked}`)}
                onClick={() => stop(account.name, [account.id])}
              >
                {text.manage.stop}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Button kind="secondary" busy={removing} disabled={disabled} onClick={() => stop(institution.name, null)}>
        {removing ? text.manage.removing : text.manage.remove(institution.name)}
      </Button>
    </li>
  );
}
