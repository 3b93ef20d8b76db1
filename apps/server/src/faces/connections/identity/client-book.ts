import { oidcClients, type OidcClient, type Storage } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { Envelope, type Purpose, type Vault } from "../../../vault/vault.ts";
import { ClientSettings } from "./client-record.ts";

/** A client as the identity server and the resource server know it. */
export interface KnownClient {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** The registration as the library reads it, secret included. */
  readonly registration: Readonly<Record<string, unknown>>;
  /** The secret before; null: none that may still work. */
  readonly previous: { readonly secret: string; readonly until: Date } | null;
  readonly settings: ClientSettings;
}

/** Clients by id, remembered for seconds: a token is asked for before every call. */
export interface ClientBook {
  readonly find: (id: string) => Promise<KnownClient | null>;
}

const REMEMBERED_MS = 30_000; // changes are announced; this is for announcements that got lost
const LONGEST_ID = 100;

/** What a client's secret is sealed for. */
export const secretPurpose = ({ id, tenantId }: Pick<OidcClient, "id" | "tenantId">): Purpose => ({
  tenantId,
  userId: "",
  ownerId: id,
  purpose: "oidc_secret",
});

/** The secret that a client's secret replaced, while it works. */
export const previousSecretOf = ({ previous }: KnownClient, now: Date): string | null => (previous && now < previous.until ? previous.secret : null);

const know = (vault: Vault, client: OidcClient): KnownClient => {
  const { id, tenantId, name, metadata, settings, secretSealed, previousSecretSealed, previousSecretUntil: until } = client;
  const open = (sealed: unknown): string | null => (Value.Check(Envelope, sealed) ? vault.open(sealed, secretPurpose(client)).reveal() : null);
  const [secret, before] = [open(secretSealed), open(previousSecretSealed)];
  return {
    id,
    tenantId,
    name,
    registration: { ...metadata, client_id: id, client_name: name, ...(secret !== null && { client_secret: secret }) },
    previous: before === null || until === null ? null : { secret: before, until },
    settings: Value.Parse(ClientSettings, settings),
  };
};

/** Makes the book and follows changes of the clients. */
export const createClientBook = async (storage: Storage, vault: Vault): Promise<ClientBook> => {
  const known = new Map<string, { readonly client: Promise<KnownClient | null>; readonly until: number }>();
  await storage.listen("oidc_clients_changed", (id) => void known.delete(id));
  const load = async (id: string): Promise<KnownClient | null> => {
    const client = await oidcClients(storage.pool).byId(id);
    return client && know(vault, client);
  };
  return {
    find: async (id) => {
      if (id.length > LONGEST_ID) return null;
      const remembered = known.get(id);
      if (remembered && remembered.until > performance.now()) return remembered.client;
      const client = load(id);
      known.set(id, { client, until: performance.now() + REMEMBERED_MS });
      // Unknown ids and failures are not remembered: a stranger could fill the memory with them.
      const found = await client.catch((error: unknown) => {
        known.delete(id);
        throw error;
      });
      if (!found) known.delete(id);
      return found;
    },
  };
};
