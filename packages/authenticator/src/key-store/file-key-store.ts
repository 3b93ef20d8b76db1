import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { UserIdentifier } from "@drawbridge/contract";
import { fromBase64Url, toBase64Url, utf8 } from "../bytes.ts";
import {
  emptyDevice,
  encryptionAlgorithm,
  signingAlgorithm,
  type DeviceKeys,
  type KeyStore,
  type OfflineSeed,
  type Removal,
  type StoredDevice,
  type StoredUser,
} from "./key-store.ts";
import { lockFile } from "./lock-file.ts";

const NONCE_BYTES = 12;

const Jwk = Type.Object({ kty: Type.String(), crv: Type.String(), x: Type.String(), y: Type.String(), d: Type.String() });
const Seed = Type.Object({ seedId: Type.String(), masked: Type.String(), salt: Type.String(), atc: Type.Integer(), codes: Type.Integer() });
const PinLock = Type.Object({ until: Type.Union([Type.String(), Type.Null()]) });
const FileContent = Type.Object({
  users: Type.Array(
    Type.Object({
      userIdentifier: UserIdentifier,
      displayName: Type.String(),
      deviceId: Type.String(),
      deviceName: Type.String(),
      signing: Jwk,
      encryption: Jwk,
      authMode: Type.Union([Type.Enum(["NO", "BIOMETRIC", "PASSWORD", "PIN"]), Type.Null()]),
      clientId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      seed: Type.Union([Seed, Type.Null()]),
      pinLock: Type.Optional(Type.Union([PinLock, Type.Null()])),
    }),
  ),
  removals: Type.Array(Type.Object({ deviceId: Type.String(), signing: Jwk })),
  lastUser: Type.Union([UserIdentifier, Type.Null()]),
  seenPushes: Type.Optional(Type.Array(Type.Object({ jti: Type.String(), until: Type.String() }))),
});

type JwkPair = Type.Static<typeof Jwk>;

/** Where the file is, and the 32 bytes that seal it: from the keyring of the system, or a file only its user may read. */
export interface FileKeyStoreOptions {
  readonly path: string;
  readonly secret: Uint8Array<ArrayBuffer>;
}

/** A key store of Node: one sealed file (AES-256-GCM), written whole, with one writer at a time. */
export const openFileKeyStore = async ({ path, secret }: FileKeyStoreOptions): Promise<KeyStore> => {
  const sealing = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
  const unlock = await lockFile(`${path}.lock`);
  const jwks = new WeakMap<CryptoKeyPair, JwkPair>();
  return {
    generateKeys: async () => ({ signing: await makeKey(jwks, "signing"), encryption: await makeKey(jwks, "encryption") }),
    read: async () => {
      const sealed = await readFile(path).catch(() => null);
      return sealed === null ? emptyDevice : fromContent(jwks, parseContent(await unseal(sealing, sealed)));
    },
    write: async (device) => {
      const next = `${path}.next`;
      await writeFile(next, await seal(sealing, JSON.stringify(toContent(jwks, device))), { mode: 0o600 });
      await rename(next, path);
    },
    close: unlock,
  };
};

const algorithms = { signing: signingAlgorithm, encryption: encryptionAlgorithm } as const;
const uses = { signing: ["sign"], encryption: ["deriveBits"] } as const satisfies Record<string, readonly KeyUsage[]>;
const publicUses = { signing: ["verify"], encryption: [] } as const satisfies Record<string, readonly KeyUsage[]>;

type Jwks = WeakMap<CryptoKeyPair, JwkPair>;
type Purpose = keyof typeof algorithms;

const makeKey = async (jwks: Jwks, purpose: Purpose): Promise<CryptoKeyPair> => {
  const pair = await crypto.subtle.generateKey(algorithms[purpose], true, [...uses[purpose], ...publicUses[purpose]]);
  const jwk = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return importPair(jwks, purpose, Value.Parse(Jwk, jwk));
};

/** What is handed out cannot be exported; only this module knows the key behind it. */
const importPair = async (jwks: Jwks, purpose: Purpose, jwk: JwkPair): Promise<CryptoKeyPair> => {
  const { kty, crv, x, y } = jwk;
  const privateKey = await crypto.subtle.importKey("jwk", { ...jwk }, algorithms[purpose], false, [...uses[purpose]]);
  const publicKey = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithms[purpose], true, [...publicUses[purpose]]);
  const pair = { privateKey, publicKey };
  jwks.set(pair, jwk);
  return pair;
};

const jwkOf = (jwks: Jwks, pair: CryptoKeyPair): JwkPair => {
  const jwk = jwks.get(pair);
  if (!jwk) throw new RangeError("the key is not of this store");
  return jwk;
};

const seal = async (key: CryptoKey, text: string): Promise<Uint8Array> => {
  const iv = randomBytes(NONCE_BYTES);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, Uint8Array.from(utf8(text)));
  return Buffer.concat([iv, Buffer.from(sealed)]);
};

const unseal = async (key: CryptoKey, sealed: Buffer): Promise<string> => {
  const iv = Uint8Array.from(sealed.subarray(0, NONCE_BYTES));
  const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, Uint8Array.from(sealed.subarray(NONCE_BYTES)));
  return new TextDecoder().decode(open);
};

const parseContent = (text: string): Type.Static<typeof FileContent> => Value.Parse(FileContent, JSON.parse(text));

const seedToContent = (seed: OfflineSeed | null) => (seed ? { ...seed, masked: toBase64Url(seed.masked), salt: toBase64Url(seed.salt) } : null);

const toContent = (jwks: Jwks, { users, removals, lastUser, seenPushes = [] }: StoredDevice): Type.Static<typeof FileContent> => ({
  users: users.map(({ keys, seed, pinLock, ...user }) => ({
    ...user,
    ...(pinLock && { pinLock: { until: pinLock.until?.toISOString() ?? null } }),
    signing: jwkOf(jwks, keys.signing),
    encryption: jwkOf(jwks, keys.encryption),
    seed: seedToContent(seed),
  })),
  removals: removals.map(({ deviceId, signing }) => ({ deviceId, signing: jwkOf(jwks, signing) })),
  lastUser,
  seenPushes: seenPushes.map(({ jti, until }) => ({ jti, until: until.toISOString() })),
});

const fromContent = async (jwks: Jwks, content: Type.Static<typeof FileContent>): Promise<StoredDevice> => ({
  users: await Promise.all(content.users.map((user) => userFromContent(jwks, user))),
  removals: await Promise.all(
    content.removals.map(async ({ deviceId, signing }): Promise<Removal> => ({ deviceId, signing: await importPair(jwks, "signing", signing) })),
  ),
  lastUser: content.lastUser,
  seenPushes: (content.seenPushes ?? []).map(({ jti, until }) => ({ jti, until: new Date(until) })),
});

const userFromContent = async (
  jwks: Jwks,
  { signing, encryption, seed, pinLock, ...user }: Type.Static<typeof FileContent>["users"][number],
): Promise<StoredUser> => {
  const keys: DeviceKeys = { signing: await importPair(jwks, "signing", signing), encryption: await importPair(jwks, "encryption", encryption) };
  const open = seed ? { ...seed, masked: Uint8Array.from(fromBase64Url(seed.masked)), salt: Uint8Array.from(fromBase64Url(seed.salt)) } : null;
  const locked = pinLock && { pinLock: { until: pinLock.until === null ? null : new Date(pinLock.until) } };
  return { ...user, ...locked, keys, seed: open };
};
