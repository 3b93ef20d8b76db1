import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import published from "./webauthn-vectors.json" with { type: "json" };

/** A registration and the sign-in after it, as published in W3C WebAuthn Level 3, "Test Vectors"; hex. */
export type Vector = (typeof published.vectors)[number];

/** Every registration of the document. */
export const vectors: readonly Vector[] = published.vectors;

/** The certificate of the document that signed all others there. */
export const root: Buffer<ArrayBuffer> = Buffer.from(published.caCertificate, "hex");

/** What the document calls its site. */
export const site = { expectedOrigin: "https://example.org", expectedRPID: "example.org" } as const;

/** The vector of a name. */
export const vectorOf = (name: string): Vector => {
  const vector = vectors.find((candidate) => candidate.name === name);
  if (!vector) throw new Error(name);
  return vector;
};

/** As browsers send bytes. */
export const toBase64Url = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");

const commonOf = ({ id }: Vector) => ({ id: toBase64Url(id), rawId: toBase64Url(id), type: "public-key", clientExtensionResults: {} }) as const;

/** What the browser sends of a registration, and the challenge it answers. */
export const registrationOf = (vector: Vector): { readonly response: RegistrationResponseJSON; readonly expectedChallenge: string } => {
  const said = { attestationObject: toBase64Url(vector.attestationObject), clientDataJSON: toBase64Url(vector.created) };
  return { response: { ...commonOf(vector), response: said }, expectedChallenge: toBase64Url(vector.createChallenge) };
};

/** What the browser sends of a sign-in, and the challenge it answers. */
export const signInOf = (vector: Vector) => {
  const { authenticatorData, got, signature, getChallenge } = vector;
  const said = { authenticatorData: toBase64Url(authenticatorData), clientDataJSON: toBase64Url(got), signature: toBase64Url(signature) };
  return { response: { ...commonOf(vector), response: said }, expectedChallenge: toBase64Url(getChallenge) };
};

const key = Buffer.from("authData").toString("hex");

/** What a browser sends of a vector to a site that asks for no attestation (W3C WebAuthn Level 3, 5.1.3): an empty statement. */
export const withoutAttestation = (vector: Vector): Vector => {
  const authData = vector.attestationObject.slice(vector.attestationObject.lastIndexOf(`68${key}`));
  return { ...vector, fmt: "none", attestationObject: `a363666d74646e6f6e656761747453746d74a0${authData}` };
};

/** The published chain ends at the certificate below the root; this one carries the root, too, as a phone's does. */
export const withRoot = (vector: Vector): Vector => {
  const [all = "", length = "", rest = ""] = /63783563815902(..)(.*)/.exec(vector.attestationObject) ?? [];
  const cut = (512 + Number.parseInt(length, 16)) * 2;
  const chain = `63783563825902${length}${rest.slice(0, cut)}59020b${published.caCertificate}${rest.slice(cut)}`;
  return { ...vector, attestationObject: vector.attestationObject.replace(all, chain) };
};
