import { describe, expect, it } from "vitest";
import { fromBase64url } from "./base64url.ts";
import { sealField } from "./seal-field.ts";

const curve = { name: "ECDH", namedCurve: "P-256" };

const openVault = async () => {
  const pair = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const publicKey = {
    kty: "EC",
    crv: "P-256",
    x: String(jwk.x),
    y: String(jwk.y),
    use: "enc",
    alg: "ECDH-ES",
  };
  return {
    privateKey: pair.privateKey,
    view: { keyId: "key_1", publicKey, binding: "ses_1|ten_1" },
  };
};

const unseal = async (privateKey: CryptoKey, sealed: Awaited<ReturnType<typeof sealField>>, aad: string) => {
  const peer = await crypto.subtle.importKey("raw", fromBase64url(sealed.ephemeralKey), curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: peer }, privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode("drawbridge-seal-v1");
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  const key = await crypto.subtle.deriveKey(hkdf, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const params = {
    name: "AES-GCM",
    iv: fromBase64url(sealed.nonce),
    additionalData: new TextEncoder().encode(aad),
  };
  return new TextDecoder().decode(await crypto.subtle.decrypt(params, key, fromBase64url(sealed.ciphertext)));
};

describe("sealField", () => {
  it("seals a value that the vault's key opens again", async () => {
    const vault = await openVault();
    const sealed = await sealField(vault.view, { name: "password", value: " pässword ✓ " });
    expect(sealed).toMatchObject({ name: "password", keyId: "key_1" });
    expect(fromBase64url(sealed.nonce)).toHaveLength(12);
    expect(fromBase64url(sealed.ephemeralKey)).toHaveLength(65);
    expect(await unseal(vault.privateKey, sealed, "ses_1|ten_1|password")).toBe(" pässword ✓ ");
  });

  it("binds the value to its session and field", async () => {
    const vault = await openVault();
    const sealed = await sealField(vault.view, { name: "password", value: "secret" });
    await expect(unseal(vault.privateKey, sealed, "ses_2|ten_1|password")).rejects.toThrow();
    await expect(unseal(vault.privateKey, sealed, "ses_1|ten_1|username")).rejects.toThrow();
  });

  it("never uses a key or nonce twice", async () => {
    const { view } = await openVault();
    const [one, two] = await Promise.all([sealField(view, { name: "a", value: "x" }), sealField(view, { name: "a", value: "x" })]);
    expect(one.ephemeralKey).not.toBe(two.ephemeralKey);
    expect(one.nonce).not.toBe(two.nonce);
  });
});
