import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registrationOf, root, signInOf, site, toBase64Url, vectorOf, vectors, withRoot, type Vector } from "./webauthn-stage.ts";
import { readAttestation } from "./webauthn-statement.ts";

/** W3C WebAuthn Level 3, test vectors with a certificate: the library that the console's passkeys use, given the document's root. */

const formats = ["packed", "apple", "fido-u2f", "android-key", "tpm"] as const;
const before = formats.map((identifier) => [identifier, SettingsService.getRootCertificates({ identifier })] as const);
const from = { ...site, requireUserVerification: false };
const register = (vector: Vector) =>
  verifyRegistrationResponse({ ...from, ...registrationOf(vector), supportedAlgorithmIDs: [-7, -8, -35, -36, -53, -257] });
const signIn = (vector: Vector, publicKey: Uint8Array<ArrayBuffer>) =>
  verifyAuthenticationResponse({ ...from, ...signInOf(vector), credential: { id: toBase64Url(vector.id), publicKey, counter: 0 } });
const keyIn = (vector: Vector): Uint8Array<ArrayBuffer> => new Uint8Array(readAttestation(vector).authData.subarray(-77));

const certified = vectors.filter(({ name, fmt }) => fmt !== "none" && name !== "packed-self.ES256");
const accepted = certified.filter(({ name, fmt }) => fmt !== "fido-u2f" && fmt !== "tpm" && name !== "packed.Ed448");

describe("W3C WebAuthn Level 3, test vectors with a certificate", () => {
  beforeAll(() => formats.forEach((identifier) => SettingsService.setRootCertificates({ identifier, certificates: [root] })));
  afterAll(() =>
    before.forEach(([identifier, certificates]) => SettingsService.setRootCertificates({ identifier, certificates: [...certificates] })),
  );

  it.each(accepted)("$name: is registered, and signs in", async (vector) => {
    const registered = await register(vector.fmt === "android-key" ? withRoot(vector) : vector);
    const credential = { id: toBase64Url(vector.id), counter: 0 };
    expect(registered).toMatchObject({ verified: true, registrationInfo: { fmt: vector.fmt, credential } });
    if (!registered.verified) return;
    expect(await signIn(vector, registered.registrationInfo.credential.publicKey)).toMatchObject({ verified: true });
  });

  it("packed.Ed448: the attestation is right, the library has no such key to sign in with", async () => {
    const vector = vectorOf("packed.Ed448");
    const registered = await register(vector);
    expect(registered).toMatchObject({ verified: true });
    if (!registered.verified) return;
    await expect(signIn(vector, registered.registrationInfo.credential.publicKey)).rejects.toThrow("invalid alg -53");
  });

  it("android-key.ES256 as published, without its root: refused", async () => {
    await expect(register(vectorOf("android-key.ES256"))).rejects.toThrow("certificate path (Android Key)");
  });

  // The library asks more than the document here: a FIDO U2F key has no model number, and a TPM has a maker.
  it("fido-u2f.ES256: the library refuses its model number; the credential signs in", async () => {
    const vector = vectorOf("fido-u2f.ES256");
    await expect(register(vector)).rejects.toThrow("AAGUID");
    expect(await signIn(vector, keyIn(vector))).toMatchObject({ verified: true });
  });

  it("tpm.ES256: the library refuses its maker 00000000; the credential signs in", async () => {
    const vector = vectorOf("tpm.ES256");
    await expect(register(vector)).rejects.toThrow('Could not match TPM manufacturer "id:00000000"');
    expect(await signIn(vector, keyIn(vector))).toMatchObject({ verified: true });
  });

  it("packed.ES256 below a root that nobody gave: refused", async () => {
    SettingsService.setRootCertificates({ identifier: "packed", certificates: [...SettingsService.getRootCertificates({ identifier: "mds" })] });
    await expect(register(vectorOf("packed.ES256"))).rejects.toThrow();
    SettingsService.setRootCertificates({ identifier: "packed", certificates: [root] });
  });
});
