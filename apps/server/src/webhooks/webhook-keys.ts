import { generateKeyPairSync, randomBytes } from "node:crypto";
import { Secret } from "@drawbridge/adapter-kit";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { Envelope, type Vault } from "../vault/vault.ts";

/** A signing key as stored: secret parts sealed. Two are in use while a key rotates. */
const StoredKey = Type.Object({
  id: Type.String(),
  sealed: Envelope,
  publicKey: Type.String(),
  createdAt: Type.String(),
  retiresAt: Type.Union([Type.String(), Type.Null()]),
});
export type StoredKey = Static<typeof StoredKey>;

const KeyMaterial = Type.Object({ secret: Type.String(), ed25519: Type.Object({ d: Type.String(), x: Type.String() }) });

/** What a key signs with: `whsec_…` for HMAC, and an Ed25519 key for receivers that want no shared secret. */
export type KeyMaterial = Static<typeof KeyMaterial>;

const SECRET_BYTES = 32; // Standard Webhooks: 24 to 64
const OVERLAP_MS = 24 * 3_600_000; // a day to roll a new secret out
const MOST_KEYS = 2;

const base64 = (base64url: string): string => Buffer.from(base64url, "base64url").toString("base64");

/** Reads the keys of an endpoint's row. */
export const readKeys = (stored: unknown): readonly StoredKey[] => Value.Parse(Type.Array(StoredKey), stored);

/** What an endpoint's secrets are sealed for. */
const purposeOf = (tenantId: string, ownerId: string) => ({ tenantId, userId: "", ownerId, purpose: "webhook_key" as const });

/** A new key. `secret` is for the integrator, once. */
export const createKey = (vault: Vault, owner: { readonly tenantId: string; readonly endpointId: string }, now: Date) => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { d = "", x = "" } = privateKey.export({ format: "jwk" });
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
  const material: KeyMaterial = { secret, ed25519: { d, x } };
  const key: StoredKey = {
    id: `whk_${randomBytes(8).toString("hex")}`,
    sealed: vault.seal(new Secret(JSON.stringify(material)), purposeOf(owner.tenantId, owner.endpointId)),
    publicKey: `whpk_${base64(x)}`,
    createdAt: now.toISOString(),
    retiresAt: null,
  };
  return { key, secret };
};

/** Keys that sign at a time, newest first. */
export const activeKeys = (keys: readonly StoredKey[], now: Date): readonly StoredKey[] =>
  keys.filter(({ retiresAt }) => retiresAt === null || new Date(retiresAt) > now).toReversed();

/** The keys after a rotation: the newest one before signs for another day, older ones are gone. */
export const rotateKeys = (keys: readonly StoredKey[], next: StoredKey, now: Date): readonly StoredKey[] => {
  const retiresAt = new Date(now.getTime() + OVERLAP_MS).toISOString();
  const kept = keys.slice(-(MOST_KEYS - 1)).map((key) => ({ ...key, retiresAt }));
  return [...kept, next];
};

/** Opens a key for signing. */
export const openKey = (vault: Vault, owner: { readonly tenantId: string; readonly endpointId: string }, key: StoredKey): KeyMaterial =>
  Value.Parse(KeyMaterial, JSON.parse(vault.open(key.sealed, purposeOf(owner.tenantId, owner.endpointId)).reveal()));
