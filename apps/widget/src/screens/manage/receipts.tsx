import type { ConsentReceipt } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useSpeech } from "../../text/texts.ts";

/** What the person allowed and when: the newest first, with every renewal. */
export function Receipts({ receipts, tenant }: { readonly receipts: readonly ConsentReceipt[]; readonly tenant: string }): JSX.Element | null {
  const { text } = useSpeech();
  if (receipts.length === 0) return null;
  return (
    <details class="receipts">
      <summary>{text.manage.receipts(receipts.length)}</summary>
      <ul>
        {receipts.map((receipt) => (
          <li key={receipt.id}>
            <Receipt receipt={receipt} tenant={tenant} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Receipt({ receipt, tenant }: { readonly receipt: ConsentReceipt; readonly tenant: string }): JSX.Element {
  const { text, format } = useSpeech();
  const { id, jobTypes, givenAt, expiresAt, revokedAt, state } = receipt;
  const words = text.manage.receipt;
  const facts: readonly (readonly [string, string])[] = [
    [words.what, jobTypes.map((job) => text.consent.data[job].name).join(", ")],
    [words.why, text.consent.whyText(tenant)],
    [words.given, format.moment(givenAt)],
    [words.until, format.date(expiresAt)],
    ...(revokedAt ? [[words.revoked, format.moment(revokedAt)] as const] : []),
    [words.code, id],
  ];
  return (
    <>
      <strong>{text.manage.receiptStates[state]}</strong>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{name === words.code ? <bdi class="receipt-code">{value}</bdi> : value}</dd>
          </>
        ))}
      </dl>
    </>
  );
}
