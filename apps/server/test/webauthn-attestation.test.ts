import { createHash, verify, X509Certificate } from "node:crypto";
import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { caCertificate, derived, vectors, type AttestationVector } from "./webauthn-attestation-vectors.ts";

/** W3C WebAuthn Level 3, test vectors with a certificate: the library that the console's passkeys use, given the document's root. */

const formats = ["packed", "apple", "fido-u2f", "android-key", "tpm"] as const;
const before = formats.map((identifier) => [identifier, SettingsService.getRootCertificates({ identifier })] as const);
const root = Buffer.from(caCertificate, "hex");
const toBase64Url = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");
const from = { expectedOrigin: "https://example.org", expectedRPID: "example.org", requireUserVerification: false };

const clientData = (type: "create" | "get", challenge: string, extra?: string): string => {
  const extension = `clientDataJSON may be extended with additional fields in the future, such as this: ${extra}`;
  const said = { type: `webauthn.${type}`, challenge, origin: "https://example.org", crossOrigin: false, ...(extra && { extraData: extension }) };
  return Buffer.from(JSON.stringify(said)).toString("base64url");
};

const registrationOf = ({ name, id, extra, attestationObject }: AttestationVector) => {
  const expectedChallenge = derived(name, 0).toString("base64url");
  const common = { id: toBase64Url(id), rawId: toBase64Url(id), type: "public-key", clientExtensionResults: {} } as const;
  const response = { attestationObject: toBase64Url(attestationObject), clientDataJSON: clientData("create", expectedChallenge, extra) };
  return { common, asked: { ...from, response: { ...common, response }, expectedChallenge, supportedAlgorithmIDs: [-7, -8, -257] } };
};

/** The published chain ends at the certificate below the root; this one carries the root, too, as a phone's does. */
const withRoot = (vector: AttestationVector): AttestationVector => {
  const certificate = /63783563815902(..)(.*)/.exec(vector.attestationObject);
  const [all = "", length = "", rest = ""] = certificate ?? [];
  const cut = (512 + Number.parseInt(length, 16)) * 2;
  const chain = `63783563825902${length}${rest.slice(0, cut)}59020b${caCertificate}${rest.slice(cut)}`;
  return { ...vector, attestationObject: vector.attestationObject.replace(all, chain) };
};

const accepted = vectors.filter(({ fmt }) => fmt !== "fido-u2f" && fmt !== "tpm");
const vectorOf = (format: string): AttestationVector => {
  const vector = vectors.find(({ fmt }) => fmt === format);
  if (!vector) throw new Error(format);
  return vector;
};

const signIn = ({ signIn: { challenge, extra, authenticatorData, signature }, id }: AttestationVector, publicKey: Uint8Array<ArrayBuffer>) => {
  const expectedChallenge = toBase64Url(challenge);
  const said = { authenticatorData: toBase64Url(authenticatorData), clientDataJSON: clientData("get", expectedChallenge, extra) };
  const common = { id: toBase64Url(id), rawId: toBase64Url(id), type: "public-key", clientExtensionResults: {} } as const;
  const response = { ...common, response: { ...said, signature: toBase64Url(signature) } };
  return verifyAuthenticationResponse({ ...from, response, expectedChallenge, credential: { id: common.id, publicKey, counter: 0 } });
};

/** What a statement carries, read by its CBOR headers. */
const partsOf = ({ attestationObject }: AttestationVector) => {
  const field = (pattern: RegExp): Buffer => {
    const [, length = "", rest = ""] = pattern.exec(attestationObject) ?? [];
    return Buffer.from(rest, "hex").subarray(0, Number.parseInt(length, 16));
  };
  const authData = field(/686175746844617461(?:58|59)(..)(.*)/);
  const certificate = new X509Certificate(field(/637835638159(....)(.*)/));
  return {
    authData,
    certificate,
    sig: field(/6373696758(..)(.*)/),
    certInfo: field(/6863657274496e666f58(..)(.*)/),
    cose: new Uint8Array(authData.subarray(-77)),
  };
};
const hashOf = (...parts: readonly Uint8Array[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const clientHashOf = (vector: AttestationVector): Buffer =>
  hashOf(Buffer.from(registrationOf(vector).asked.response.response.clientDataJSON, "base64url"));

describe("W3C WebAuthn Level 3, test vectors with a certificate", () => {
  beforeAll(() => formats.forEach((identifier) => SettingsService.setRootCertificates({ identifier, certificates: [root] })));
  afterAll(() =>
    before.forEach(([identifier, certificates]) => SettingsService.setRootCertificates({ identifier, certificates: [...certificates] })),
  );

  it.each(accepted)("$name: is registered, and signs in", async (vector) => {
    const { common, asked } = registrationOf(vector.fmt === "android-key" ? withRoot(vector) : vector);
    const registered = await verifyRegistrationResponse(asked);
    expect(registered).toMatchObject({ verified: true, registrationInfo: { fmt: vector.fmt, credential: { id: common.id, counter: 0 } } });
    if (!registered.verified) return;
    expect(await signIn(vector, registered.registrationInfo.credential.publicKey)).toMatchObject({ verified: true });
  });

  it("android-key.ES256 as published, without its root: refused", async () => {
    await expect(verifyRegistrationResponse(registrationOf(vectorOf("android-key")).asked)).rejects.toThrow("certificate path (Android Key)");
  });

  // The library asks more than the document here: a FIDO U2F key has no model number, and a TPM has a maker.
  it("fido-u2f.ES256: the statement is signed right, the library refuses its model number; the credential signs in", async () => {
    const vector = vectorOf("fido-u2f");
    const { authData, certificate, sig, cose } = partsOf(vector);
    const point = Buffer.concat([Buffer.of(4), cose.subarray(10, 42), cose.subarray(45, 77)]);
    const signed = Buffer.concat([Buffer.of(0), authData.subarray(0, 32), clientHashOf(vector), Buffer.from(vector.id, "hex"), point]);
    expect(verify("sha256", signed, certificate.publicKey, sig)).toBe(true);
    await expect(verifyRegistrationResponse(registrationOf(vector).asked)).rejects.toThrow("AAGUID");
    expect(await signIn(vector, cose)).toMatchObject({ verified: true });
  });

  it("tpm.ES256: the statement is signed right, the library refuses its maker 00000000; the credential signs in", async () => {
    const vector = vectorOf("tpm");
    const { authData, certificate, sig, certInfo, cose } = partsOf(vector);
    expect(certInfo.includes(hashOf(authData, clientHashOf(vector)))).toBe(true);
    expect(verify("sha256", certInfo, certificate.publicKey, sig)).toBe(true);
    expect(certificate.verify(new X509Certificate(root).publicKey)).toBe(true);
    await expect(verifyRegistrationResponse(registrationOf(vector).asked)).rejects.toThrow('Could not match TPM manufacturer "id:00000000"');
    expect(await signIn(vector, cose)).toMatchObject({ verified: true });
  });

  it("packed.ES256 below a root that nobody gave: refused", async () => {
    SettingsService.setRootCertificates({ identifier: "packed", certificates: [...SettingsService.getRootCertificates({ identifier: "mds" })] });
    await expect(verifyRegistrationResponse(registrationOf(vectorOf("packed")).asked)).rejects.toThrow();
    SettingsService.setRootCertificates({ identifier: "packed", certificates: [root] });
  });
});
