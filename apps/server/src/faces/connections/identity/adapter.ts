import { createHash } from "node:crypto";
import { oidcArtifacts, type Storage } from "@drawbridge/storage";
import { errors, type Adapter, type AdapterPayload } from "oidc-provider";
import type { ClientBook } from "./client-book.ts";

/** An id of the library is a code or a cookie's value: a stolen table must not be worth anything. */
export const hashArtifactId = (id: string): string => createHash("sha256").update(id).digest("base64url");

const HOUR_S = 3600;

const expiryOf = (expiresIn = HOUR_S): Date => new Date(Date.now() + expiresIn * 1000);

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Keeps what the library asks to keep. */
const artifactAdapter = (storage: Storage, kind: string): Adapter => {
  const artifacts = oidcArtifacts(storage.pool);
  const read = (found: Awaited<ReturnType<typeof artifacts.find>>): AdapterPayload | undefined =>
    found ? { ...found.payload, ...(found.consumedAt && { consumed: Math.floor(found.consumedAt.getTime() / 1000) }) } : undefined;
  return {
    upsert: (id, payload, expiresIn) =>
      artifacts.put({
        kind,
        idHash: hashArtifactId(id),
        payload: { ...payload },
        grantId: textOf(payload.grantId),
        uid: textOf(payload.uid),
        expiresAt: expiryOf(expiresIn),
      }),
    find: async (id) => read(await artifacts.find(kind, hashArtifactId(id))),
    findByUid: async (uid) => read(await artifacts.byUid(kind, uid)),
    findByUserCode: () => Promise.resolve(undefined),
    consume: async (id) => {
      // Two exchanges at once both found it unused; only one of them may go on.
      if (!(await artifacts.consume(kind, hashArtifactId(id)))) throw new errors.InvalidGrant("already used");
    },
    destroy: (id) => artifacts.remove(kind, hashArtifactId(id)),
    revokeByGrantId: (grantId) => artifacts.removeOfGrant(grantId),
  };
};

/** Notes used assertions by one insert; the insert itself tells whether one was used before. */
const replayAdapter = (storage: Storage, nothing: Adapter): Adapter => ({
  ...nothing,
  find: () => Promise.resolve(undefined),
  upsert: async (id, _payload, expiresIn) => {
    if (!(await oidcArtifacts(storage.pool).useAssertion(id, expiryOf(expiresIn))))
      throw new errors.InvalidClientAuth("client assertion tokens must only be used once");
  },
});

const KEYS_MS = 600_000; // a key that was taken back is not trusted for longer

// The library reads published keys again only when none of those it has fits, so a withdrawn one would serve for ever.
// It remembers a client, keys included, by everything that is said of it: another word every ten minutes makes it look anew.
const withFreshKeys = (registration: Readonly<Record<string, unknown>>, now: number): AdapterPayload =>
  registration["jwks_uri"] === undefined ? { ...registration } : { ...registration, drawbridge_keys_of: Math.floor(now / KEYS_MS) };

const clientAdapter = (clients: ClientBook, nothing: Adapter): Adapter => ({
  ...nothing,
  find: async (id) => {
    const client = await clients.find(id);
    return client ? withFreshKeys(client.registration, Date.now()) : undefined;
  },
});

/** What the library stores where. Access tokens are not stored at all. */
export const createOidcAdapter =
  (storage: Storage, clients: ClientBook) =>
  (name: string): Adapter => {
    const adapter = artifactAdapter(storage, name);
    if (name === "Client") return clientAdapter(clients, adapter);
    return name === "ReplayDetection" ? replayAdapter(storage, adapter) : adapter;
  };
