import type { ManagedAction, ManagedConnection, PersonInput, StepView } from "@drawbridge/contract";
import type { JSX } from "preact";
import { BankLogo } from "../../parts/bank-logo.tsx";
import { BankText } from "../../parts/bank-text.tsx";
import { Button } from "../../parts/button.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { Actions } from "../screen-props.ts";
import type { Stopping } from "./manage.tsx";
import { Receipts } from "./receipts.tsx";

type Working = NonNullable<Extract<StepView, { at: "manage" }>["working"]>["what"];

interface CardProps {
  readonly connection: ManagedConnection;
  readonly tenant: string;
  readonly working: Working | null;
  readonly disabled: boolean;
  readonly onStop: (stopping: Stopping) => void;
  readonly send: Actions["send"];
}

/** One connection: how it is in words, what to do about it with one button, what is shared, and the ways to stop it. */
export function ConnectionCard(props: CardProps): JSX.Element {
  const { text, format } = useSpeech();
  const { connection, tenant, working, disabled, onStop } = props;
  const { institution, state, reason, notBefore, receipts } = connection;
  return (
    <li>
      <div class="managed-head">
        <BankLogo bank={institution} />
        <h2>
          <BankText>{institution.name}</BankText>
        </h2>
        <span class={`chip chip-${state}`}>{text.manage.states[state]}</span>
      </div>
      <p>
        {text.manage.reasons[reason]}
        {notBefore && ` ${text.manage.again(format.moment(notBefore))}`}
      </p>
      <Times connection={connection} />
      <Repair {...props} />
      <AccountList connection={connection} disabled={disabled} onStop={onStop} />
      <Receipts receipts={receipts} tenant={tenant} />
      <Ways {...props} working={working} />
    </li>
  );
}

function Times({ connection: { lastUpdatedAt, consentExpiresAt, state } }: { readonly connection: ManagedConnection }): JSX.Element {
  const { text, format } = useSpeech();
  const over = state === "expired" || state === "revoked";
  return (
    <p class="managed-times muted">
      <span>{lastUpdatedAt ? text.manage.updated(format.moment(lastUpdatedAt)) : text.manage.never}</span>
      {consentExpiresAt && state !== "revoked" && (
        <span>{over ? text.manage.ended(format.date(consentExpiresAt)) : text.manage.until(format.date(consentExpiresAt))}</span>
      )}
    </p>
  );
}

const inputOf = (connectionId: string, action: ManagedAction): PersonInput | null => {
  if (action === "sync") return { type: "sync_requested", connectionId };
  if (action === "reauth" || action === "reconsent" || action === "refresh") return { type: "repair_requested", connectionId, journey: action };
  return null;
};

/** The one button: what is recommended, or what else may help while we wait. */
function Repair({ connection, working, disabled, send }: CardProps): JSX.Element | null {
  const { text } = useSpeech();
  const lead = inputOf(connection.id, connection.action);
  const action = lead ? connection.action : connection.alternative;
  const input = action && inputOf(connection.id, action);
  if (!input || (action !== "sync" && action !== "reauth" && action !== "reconsent" && action !== "refresh")) return null;
  const syncing = working === "syncing";
  const label = connection.state === "revoked" ? text.manage.shareAgain : text.manage.actions[action];
  return (
    <Button kind={lead ? "primary" : "secondary"} busy={syncing} disabled={disabled} onClick={() => send(input)}>
      {syncing ? text.manage.working.syncing : label}
      <span class="visually-hidden"> {connection.institution.name}</span>
    </Button>
  );
}

function AccountList({ connection, disabled, onStop }: Pick<CardProps, "connection" | "disabled" | "onStop">): JSX.Element {
  const { text } = useSpeech();
  const { id, accounts } = connection;
  return (
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
              onClick={() => onStop({ name: account.name, input: { type: "removal_requested", connectionId: id, accountIds: [account.id] } })}
            >
              {text.manage.removeShort}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Ending the sharing keeps what came; deleting does not. */
function Ways({ connection, working, disabled, onStop }: CardProps): JSX.Element {
  const { text } = useSpeech();
  const { id, state, institution } = connection;
  const { name } = institution;
  return (
    <div class="managed-ways">
      {state !== "revoked" && (
        <Button
          kind="secondary"
          busy={working === "revoking"}
          disabled={disabled}
          onClick={() => onStop({ name, input: { type: "revocation_requested", connectionId: id } })}
        >
          {working === "revoking" ? text.manage.working.revoking : text.manage.revoke(name)}
        </Button>
      )}
      <Button
        kind="quiet"
        busy={working === "removing"}
        disabled={disabled}
        onClick={() => onStop({ name, input: { type: "removal_requested", connectionId: id, accountIds: null } })}
      >
        {working === "removing" ? text.manage.working.removing : text.manage.remove(name)}
      </Button>
    </div>
  );
}
