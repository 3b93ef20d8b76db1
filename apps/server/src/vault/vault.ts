import { createCipheriv, createDecipheriv, randomBytes, webcrypto } from "node:crypto";
import { Secret } from "@drawbridge/adapter-kit";
import { type SealedField } from "@drawbridge/contract";
import type { JWK } from "jose";
import { Type, type Static } from "typebox";
import type { Kek } from "./keks.ts";
import type { Kms } from "./kms.ts";

/**
 * The one module that opens secrets (security.md, "Credentials and tokens at rest"). Every envelope has a data key
 * of its own, wrapped by the key-encryption key, so that re-wrapping never touches the data.
 */
export const Envelope = Type.Object(
  { v: Type.Literal(1), kek: Type.String(), wrapped: Type.String(), data: Type.String() },
  { additionalProperties: false },
);
export type Envelope = Static<typeof Envelope>;

/** What an envelope belongs to; opening it for anything else fails. */
export interface Purpose {
  readonly tenantId: string;
  readonly userId: string;
  /** Connection or session the secret is of. */
  readonly ownerId: string;
  readonly purpose:
    | "sign_in_state"
    | "access"
    | "oauth_return"
    | "account_number"
    | "webhook_key"
    | "webhook_headers"
    | "sink_secrets"
    | "partner_secret"
    | "oidc_secret"
    | "auth_request"
    | "pin_try"
    | "offline_seed"
    | "push_token"
    | "property"
    | "backchannel_request"
    | "operator_totp"
    | "link_address";
}

/** A purpose as storage tells of it; one that nothing was sealed for opens nothing. */
type AnyPurpose = Omit<Purpose, "purpose"> & { readonly purpose: string };

/** Seals and opens; built once in the wiring. */
export interface Vault {
  readonly seal: (secret: Secret, purpose: Purpose) => Envelope;
  /** Throws `VaultError` when the envelope was changed or belongs to something else. */
  readonly open: (envelope: Envelope, purpose: Purpose) => Secret;
  /** The same envelope, its data key wrapped by the newest key-encryption key; the data is not opened. Throws as `open` does. */
  readonly rewrap: (envelope: Envelope, purpose: AnyPurpose) => Envelope;
  /** Opens what a browser sealed; null when it was not sealed for this session and field. */
  readonly openSealed: (field: SealedField, binding: string) => Promise<Secret | null>;
}

/** An envelope that cannot be opened: changed, foreign, or sealed with a key that is gone. */
export class VaultError extends Error {
  override readonly name = "VaultError";
}

const aadOf = (p: AnyPurpose): Buffer => Buffer.from([p.tenantId, p.userId, p.ownerId, p.purpose, "1"].join("|"));

const encrypt = (key: Uint8Array, plain: Uint8Array, aad: Uint8Array): string => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url");
};

const decrypt = (key: Uint8Array, sealed: string, aad: Uint8Array): Buffer => {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(aad);
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
};

const { subtle } = webcrypto;
const info = new TextEncoder().encode("drawbridge-seal-v1");

const openFromBrowser = async (sealing: JWK, field: SealedField, binding: string): Promise<string> => {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const { alg: _alg, use: _use, kid: _kid, ...jwk } = sealing;
  const own = await subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]);
  const theirs = await subtle.importKey("raw", Buffer.from(field.ephemeralKey, "base64url"), curve, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, own, 256);
  const root = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const key = await subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info },
    root,
    { name: "AES-GCM", length: 256 },
    false,
    ["decrypt"],
  );
  const additionalData = new TextEncoder().encode(`${binding}|${field.name}`);
  const iv = Buffer.from(field.nonce, "base64url");
  const plain = await subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, Buffer.from(field.ciphertext, "base64url"));
  return new TextDecoder().decode(plain);
};

const kekOf = (kms: Kms, { kek: id }: Envelope): Kek => {
  const kek = kms.keks.find(id);
  if (!kek) throw new VaultError(`unknown key ${id}`);
  return kek;
};

const orVaultError = <T>(work: () => T): T => {
  try {
    return work();
  } catch (cause) {
    throw new VaultError("envelope does not open", { cause });
  }
};

/** Builds the vault on a Kms. */
export const createVault = (kms: Kms): Vault => ({
  seal: (secret, purpose) => {
    const aad = aadOf(purpose);
    const key = randomBytes(32);
    const kek = kms.keks.newest();
    const envelope = {
      v: 1 as const,
      kek: kek.id,
      wrapped: encrypt(kek.key, key, aad),
      data: encrypt(key, Buffer.from(secret.reveal()), aad),
    };
    key.fill(0);
    return envelope;
  },
  open: (envelope, purpose) => {
    const kek = kekOf(kms, envelope);
    return orVaultError(() => {
      const aad = aadOf(purpose);
      const key = decrypt(kek.key, envelope.wrapped, aad);
      const secret = new Secret(decrypt(key, envelope.data, aad).toString("utf8"));
      key.fill(0);
      return secret;
    });
  },
  rewrap: (envelope, purpose) => {
    const [kek, newest] = [kekOf(kms, envelope), kms.keks.newest()];
    return orVaultError(() => {
      const aad = aadOf(purpose);
      const key = decrypt(kek.key, envelope.wrapped, aad);
      const rewrapped = { ...envelope, kek: newest.id, wrapped: encrypt(newest.key, key, aad) };
      key.fill(0);
      return rewrapped;
    });
  },
  openSealed: async (field, binding) => {
    // A page that was opened before the key changed has sealed to the one before.
    const sealing = kms.sealing.privateKeys.find(({ kid }) => kid === field.keyId);
    if (!sealing) return null;
    try {
      return new Secret(await openFromBrowser(sealing, field, binding));
    } catch {
      return null;
    }
  },
});
