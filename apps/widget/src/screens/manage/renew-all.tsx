import type { ManagedConnection } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { BankText } from "../../parts/bank-text.tsx";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { Actions } from "../screen-props.ts";

interface RenewAllProps {
  readonly connections: readonly ManagedConnection[];
  readonly tenant: string;
  readonly consentDays: number;
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly send: Actions["send"];
}

const DAY_MS = 86_400_000;

/** Every permission that can be renewed now, in one go; a single one has its own button. The way back has the focus: pressing twice allows nothing. */
export function RenewAll({ connections, tenant, consentDays, busy, disabled, send }: RenewAllProps): JSX.Element | null {
  const { text, format } = useSpeech();
  const [asking, setAsking] = useState(false);
  const due = connections.filter(({ action }) => action === "reconsent");
  const words = text.manage.renewAll;
  const confirm = (): void => {
    setAsking(false);
    send({ type: "renewals_requested", connectionIds: due.map(({ id }) => id) });
  };
  if (due.length < 2 && !busy) return null;
  return (
    <section class="renew-all">
      <h2>{words.title(due.length)}</h2>
      <p class="muted">{words.lead}</p>
      <Button kind="primary" busy={busy} disabled={disabled} onClick={() => setAsking(true)}>
        {busy ? text.manage.working.renewing : words.open}
      </Button>
      {asking && (
        <Dialog title={words.ask} onClose={() => setAsking(false)}>
          <ul class="renew-all-list">
            {due.map((connection) => (
              <Due key={connection.id} connection={connection} />
            ))}
          </ul>
          <p>{words.until(tenant, format.date(new Date(Date.now() + consentDays * DAY_MS).toISOString()))}</p>
          <div class="actions">
            <Button onClick={confirm}>{words.confirm}</Button>
            <Button kind="secondary" autoFocus onClick={() => setAsking(false)}>
              {text.manage.back}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}

/** What one bank was allowed to give, and gives on. */
function Due({ connection: { institution, receipts } }: { readonly connection: ManagedConnection }): JSX.Element {
  const { text } = useSpeech();
  const jobTypes = receipts[0]?.jobTypes ?? [];
  return (
    <li>
      <strong>
        <BankText>{institution.name}</BankText>
      </strong>
      <span class="muted">{jobTypes.map((job) => text.consent.data[job].name).join(", ")}</span>
    </li>
  );
}
