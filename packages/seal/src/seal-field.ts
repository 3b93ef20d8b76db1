import type { SealedField, SessionView } from "@drawbridge/contract";
import { toBase64url } from "./base64url.ts";

/** One value to seal: a credential by its field name, or an answer by its challenge id. */
export interface PlainField {
  readonly name: string;
  readonly value: string;
}

const curve = { name: "ECDH", namedCurve: "P-256" } as const;
const utf8 = new TextEncoder();

/**
 * Seals one value so that only the vault can read it: ephemeral ECDH P-256, HKDF-SHA-256, AES-256-GCM, with the
 * session and the field name as additional data, so that a sealed value cannot be moved elsewhere.
 *
 * @example const sealed = await sealField(view.vault, { name: "password", value: "pass_ok" });
 */
export const sealField = async (vault: SessionView["vault"], field: PlainField): Promise<SealedField> => {
  const ephemeral = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const key = await sealingKey(vault.publicKey, ephemeral.privateKey);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = utf8.encode(`${vault.binding}|${field.name}`);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, key, utf8.encode(field.value));
  const point = await crypto.subtle.exportKey("raw", ephemeral.publicKey);
  return {
    name: field.name,
    keyId: vault.keyId,
    ephemeralKey: toBase64url(new Uint8Array(point)),
    nonce: toBase64url(nonce),
    ciphertext: toBase64url(new Uint8Array(sealed)),
  };
};

const sealingKey = async (vaultKey: JsonWebKey, ephemeralKey: CryptoKey): Promise<CryptoKey> => {
  const { kty, crv, x, y } = vaultKey;
  const peer = await crypto.subtle.importKey("jwk", pick({ kty, crv, x, y }), curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: peer }, ephemeralKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const hkdf = {
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(32),
    info: utf8.encode("drawbridge-seal-v1"),
  };
  return crypto.subtle.deriveKey(hkdf, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
};

// Only the public point is imported: `use`, `alg` or `key_ops` of a published key would make some browsers refuse it.
const pick = (parts: Readonly<Record<string, string | undefined>>): JsonWebKey =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
