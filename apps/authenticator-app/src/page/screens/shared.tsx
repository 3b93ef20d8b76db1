import type { ManagedConnection } from "@drawbridge/contract";
import { Mark, Icon } from "@drawbridge/widget/parts/icon";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AppState, Shared as SharedThings } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { Letter } from "../parts/letter.tsx";
import { LinkRow } from "../parts/link-row.tsx";
import { Loading } from "../parts/loading.tsx";
import { useSpeech } from "../text/speech.ts";

/** Everything the person shares, and with whom. */
export function Shared({ state, client }: { readonly state: AppState; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  const { shared } = state;
  useEffect(client.loadShared, []);
  return (
    <Screen title={text.shared.title} lead={shared ? text.shared.lead(shared.tenant) : undefined}>
      {shared ? <Connections shared={shared} client={client} /> : <Loading trouble={state.trouble} onAgain={client.loadShared} />}
      <nav aria-label={text.home.more} class="links">
        <LinkRow icon="receipt" onClick={() => client.go("receipts")}>
          {text.receipts.title}
        </LinkRow>
      </nav>
    </Screen>
  );
}

function Connections({ shared, client }: { readonly shared: SharedThings; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  const { connections, tenant } = shared;
  if (connections.length === 0) {
    return (
      <div class="empty">
        <Mark name="bank" />
        <p>
          <strong>{text.shared.none}</strong>
        </p>
        <p class="muted">{text.shared.noneText(tenant)}</p>
      </div>
    );
  }
  return (
    <ul class="cards">
      {connections.map((connection) => (
        <li key={connection.id}>
          <ConnectionCard connection={connection} onOpen={() => client.go("connection", connection.id)} />
        </li>
      ))}
    </ul>
  );
}

function ConnectionCard({ connection, onOpen }: { readonly connection: ManagedConnection; readonly onOpen: () => void }): JSX.Element {
  const { text, format } = useSpeech();
  const { institution, state, accounts, consentExpiresAt } = connection;
  const over = state === "expired" || state === "revoked";
  return (
    <button type="button" class="shared-card" onClick={onOpen}>
      <Letter name={institution.name} />
      <span class="row-text">
        <strong dir="auto">{institution.name}</strong>
        <span class="muted">{text.shared.accounts(accounts.length)}</span>
        {consentExpiresAt && !over && <span class="muted">{text.shared.until(format.date(consentExpiresAt))}</span>}
        <span class={`state state-${state}`}>{text.shared.states[state]}</span>
      </span>
      <Icon name="chevron" />
    </button>
  );
}
