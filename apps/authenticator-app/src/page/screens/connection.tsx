import type { ConsentReceipt, ManagedConnection } from "@drawbridge/contract";
import { Button } from "@drawbridge/widget/parts/button";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { Fact, Facts } from "../parts/facts.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";

interface Props {
  readonly state: AppState;
  readonly client: Client;
  readonly connection: ManagedConnection;
  readonly tenant: string;
}

/** What is shared of one bank, until when, and the ways to renew and end it: each signed like everything else. */
export function Connection({ state, client, connection, tenant }: Props): JSX.Element {
  const { text } = useSpeech();
  const { id, institution } = connection;
  useEffect(client.loadShared, []);
  return (
    <Screen title={institution.name} lead={<span class={`state state-${connection.state}`}>{text.shared.states[connection.state]}</span>}>
      {state.trouble && <TroubleNote id="connection-trouble">{troubleText(text, state.trouble)}</TroubleNote>}
      <Sharing connection={connection} tenant={tenant} />
      {connection.state !== "revoked" && (
        <div class="actions">
          <p class="muted">{text.shared.exact}</p>
          <Button kind={connection.state === "expired" ? "primary" : "secondary"} busy={state.asking} onClick={() => client.askAbout(id, "renew")}>
            {text.shared.renew}
          </Button>
          <Button kind="secondary" busy={state.asking} onClick={() => client.askAbout(id, "revoke")}>
            {text.shared.stop}
          </Button>
        </div>
      )}
      <Permissions receipts={connection.receipts} />
    </Screen>
  );
}

function Sharing({ connection, tenant }: Pick<Props, "connection" | "tenant">): JSX.Element {
  const { text, format } = useSpeech();
  const { accounts, lastUpdatedAt, receipts } = connection;
  return (
    <Facts>
      <Fact name={text.shared.who}>{tenant}</Fact>
      <Fact name={text.shared.accountsTitle}>
        <ul>
          {accounts.map((account) => (
            <li key={account.id}>
              {account.name} <span class="muted">{account.masked}</span>
            </li>
          ))}
        </ul>
      </Fact>
      <Fact name={text.shared.dataTitle}>
        <ul>
          {receipts[0]?.jobTypes.map((jobType) => (
            <li key={jobType}>{text.shared.data[jobType]}</li>
          ))}
          <li class="muted">{lastUpdatedAt ? text.shared.updated(format.moment(lastUpdatedAt)) : text.shared.never}</li>
        </ul>
      </Fact>
    </Facts>
  );
}

function Permissions({ receipts }: { readonly receipts: readonly ConsentReceipt[] }): JSX.Element {
  const { text, format } = useSpeech();
  return (
    <section aria-labelledby="permissions-title">
      <h2 id="permissions-title">{text.shared.permissions}</h2>
      <ul class="rows">
        {receipts.map(({ id, state, givenAt, expiresAt, revokedAt }) => (
          <li key={id} class="row">
            <span>{text.shared.given(format.date(givenAt), format.date(revokedAt ?? expiresAt))}</span>
            <span class="muted">{text.shared.permissionStates[state]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
