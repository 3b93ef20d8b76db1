import { createHash } from "node:crypto";
import { oidcArtifacts, type Storage } from "@drawbridge/storage";
import { errors, type Adapter, type AdapterPayload } from "oidc-provider";
import type { ClientBook } from "./client-book.ts";
import { registrationOf } from "./secret-before.ts";

/** An id of the library is a code or a cookie's value: a stolen table must not be worth anything. */
export const hashArtifactId = (id: string): string => createHash("sha256").update(id).digest("base64url");

/** What the adapter works with. */
export interface AdapterMeans {
  readonly storage: Storage;
  readonly clients: ClientBook;
  readonly now: () => Date;
}

const HOUR_S = 3600;

const expiryOf = (now: Date, expiresIn = HOUR_S): Date => new Date(now.getTime() + expiresIn * 1000);

/** Whoever asks again shortly after the end of these is told that they ended, not that they never were. */
const keptLonger: ReadonlySet<string> = new Set(["BackchannelAuthenticationRequest"]);

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Keeps what the library asks to keep. */
const artifactAdapter = ({ storage, now }: AdapterMeans, kind: string): Adapter => {
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
        expiresAt: expiryOf(now(), keptLonger.has(kind) ? Math.max(expiresIn ?? 0, 0) + HOUR_S : expiresIn),
      }),
    find: async (id) => read(await artifacts.find(kind, hashArtifactId(id), now())),
    findByUid: async (uid) => read(await artifacts.byUid(kind, uid, now())),
    findByUserCode: () => Promise.resolve(undefined),
    consume: async (id) => {
      // Two exchanges at once both found it unused; only one of them may go on.
      if (!(await artifacts.consume(kind, hashArtifactId(id), now()))) throw new errors.InvalidGrant("already used");
    },
    destroy: (id) => artifacts.remove(kind, hashArtifactId(id)),
    revokeByGrantId: (grantId) => artifacts.removeOfGrant(grantId),
  };
};

/** Notes used assertions by one insert; the insert itself tells whether one was used before. */
const replayAdapter = ({ storage, now }: AdapterMeans, nothing: Adapter): Adapter => ({
  ...nothing,
  find: () => Promise.resolve(undefined),
  upsert: async (id, _payload, expiresIn) => {
    if (!(await oidcArtifacts(storage.pool).useAssertion(id, expiryOf(now(), expiresIn))))
      throw new errors.InvalidClientAuth("client assertion tokens must only be used once");
  },
});

const KEYS_MS = 600_000; // a key that was taken back is not trusted for longer

// The library reads published keys again only when none of those it has fits, so a withdrawn one would serve for ever.
// It remembers a client, keys included, by everything that is said of it: another word every ten minutes makes it look anew.
const withFreshKeys = (registration: Readonly<Record<string, unknown>>, now: number): AdapterPayload =>
  registration["jwks_uri"] === undefined ? { ...registration } : { ...registration, drawbridge_keys_of: Math.floor(now / KEYS_MS) };

const clientAdapter = ({ clients, now }: AdapterMeans, nothing: Adapter): Adapter => ({
  ...nothing,
  find: async (id) => {
    const client = await clients.find(id);
    return client ? withFreshKeys(registrationOf(client), now().getTime()) : undefined;
  },
});

/** What the library stores where. Access tokens are not stored at all. */
export const createOidcAdapter =
  (means: AdapterMeans) =>
  (name: string): Adapter => {
    const adapter = artifactAdapter(means, name);
    if (name === "Client") return clientAdapter(means, adapter);
    return name === "ReplayDetection" ? replayAdapter(means, adapter) : adapter;
  };
