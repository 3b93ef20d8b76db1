import type { OwnReceipt } from "@drawbridge/contract";
import { Mark } from "@drawbridge/widget/parts/icon";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { Loading } from "../parts/loading.tsx";
import { saveFile } from "../parts/save-file.ts";
import { useSpeech } from "../text/speech.ts";

/** Every answer about a consent the person signed, each with the receipt that proves it. */
export function Receipts({ state, client }: { readonly state: AppState; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  const { shared, trouble } = state;
  useEffect(client.loadShared, []);
  const signed = shared?.receipts ?? [];
  return (
    <Screen title={text.receipts.title} lead={signed.length > 0 ? text.receipts.lead : undefined}>
      {!shared && <Loading trouble={trouble} onAgain={client.loadShared} />}
      {shared && signed.length === 0 && (
        <div class="empty">
          <Mark name="receipt" />
          <p>
            <strong>{text.receipts.none}</strong>
          </p>
          <p class="muted">{text.receipts.noneText}</p>
        </div>
      )}
      <ul class="rows">
        {signed.map((one) => (
          <ReceiptRow key={one.operationId} signed={one} />
        ))}
      </ul>
    </Screen>
  );
}

function ReceiptRow({ signed }: { readonly signed: OwnReceipt }): JSX.Element {
  const { text, format } = useSpeech();
  const { operationId, question, decision, decidedAt, receipt } = signed;
  const answer = text.receipts.answers[decision === "ACCEPTED" ? question : "refused"];
  const when = format.moment(decidedAt);
  return (
    <li class="row receipt">
      <span class="row-text">
        <strong>{answer}</strong>
        <span class="muted">{when}</span>
        <span class="signed" dir="auto">
          {signed.text}
        </span>
      </span>
      <button
        type="button"
        class="link-button"
        aria-label={text.receipts.saveNamed(answer, when)}
        onClick={() => saveFile(`receipt-${operationId}.jws`, receipt)}
      >
        {text.receipts.save}
      </button>
    </li>
  );
}
