import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { describe, expect, it } from "vitest";
import { checkNewPasskey, checkPasskeyProof, passkeyAlgorithms } from "../src/operators/passkey-checks.ts";
import { registrationOf, signInOf, site, toBase64Url, vectorOf, vectors, withoutAttestation, type Vector } from "./webauthn-stage.ts";
import { readAttestation } from "./webauthn-statement.ts";

/** Vectors of W3C WebAuthn Level 3 without a certificate, and every vector as the console takes it; those with one are in webauthn-attestation.test.ts. */

const asked = { ...site, requireUserVerification: false };
const credentialOf = (vector: Vector) => {
  const cose = readAttestation(vector).authData.subarray(55 + vector.id.length / 2);
  return { id: toBase64Url(vector.id), publicKey: new Uint8Array(cose), counter: 0 };
};

const refusalOf = (check: Promise<{ readonly verified: boolean }>): Promise<string | null> =>
  check.then(
    ({ verified }) => (verified ? null : "not verified"),
    (error: unknown) => (error instanceof Error ? error.message : "no error"),
  );

describe("W3C WebAuthn Level 3, test vectors, ES256", () => {
  const own = vectors.filter(({ name, fmt }) => fmt === "none" || name === "packed-self.ES256");
  it.each(own)("$name: is registered, and signs in", async (vector) => {
    const registered = await verifyRegistrationResponse({ ...asked, ...registrationOf(vector) });
    const credential = { id: toBase64Url(vector.id), counter: 0 };
    expect(registered).toMatchObject({ verified: true, registrationInfo: { fmt: vector.fmt, credential } });
    if (!registered.verified) return;
    // A frame in another site's page signs in only where that page is named.
    const within = vector.name.endsWith("topOrigin") ? { expectedTopOrigin: "https://example.com" } : {};
    const answer = { ...asked, ...within, ...signInOf(vector), credential: registered.registrationInfo.credential };
    expect(await verifyAuthenticationResponse(answer)).toMatchObject({ verified: true });
  });

  it("attestation packed: a signature that is another one is refused", async () => {
    const packed = vectorOf("packed-self.ES256");
    const signature = "7fc7b147558c7c0eba3af18bd9d121fa";
    const forged = { ...packed, attestationObject: packed.attestationObject.replace(signature, signature.replace("7f", "7e")) };
    expect(forged.attestationObject).not.toBe(packed.attestationObject);
    expect(await verifyRegistrationResponse({ ...asked, ...registrationOf(forged) })).toMatchObject({ verified: false });
  });
});

// The console wants a key that checks who holds it, offers EdDSA, ES256 and RS256, and stands in no frame.
const [unchecked, algorithm, framed] = ["user could not be verified", "alg", "a frame"];
const outcomes: readonly (readonly [name: string, registration: string | null, signIn: string | null])[] = [
  ["none.ES256", unchecked, unchecked],
  ["packed-self.ES256", null, unchecked],
  ["none.ES256.crossOrigin", framed, framed],
  ["none.ES256.topOrigin", unchecked, "top origin"],
  ["none.ES256.long-credential-id", unchecked, null],
  ["packed.ES256", null, null],
  ["packed.ES384", unchecked, null],
  ["packed.ES512", algorithm, unchecked],
  ["packed.RS256", null, unchecked],
  ["packed.EdDSA", unchecked, unchecked],
  ["packed.Ed448", unchecked, algorithm],
  ["tpm.ES256", null, null],
  ["android-key.ES256", null, unchecked],
  ["apple.ES256", unchecked, unchecked],
  ["fido-u2f.ES256", unchecked, unchecked],
];
const notOffered = ["packed.ES384", "packed.ES512", "packed.Ed448"];

describe("every vector at the console, which asks for no attestation", () => {
  it("is named here", () => expect(outcomes.map(([name]) => name)).toEqual(vectors.map(({ name }) => name)));

  it.each(outcomes)("%s: registration refused for %s, sign-in for %s", async (name, registration, signIn) => {
    const vector = withoutAttestation(vectorOf(name));
    const [made, answer, credential] = [registrationOf(vector), signInOf(vector), credentialOf(vector)];
    const registered = await checkNewPasskey({ ...site, expectedChallenge: made.expectedChallenge }, made.response);
    expect(registered).toEqual(registration === null ? expect.objectContaining(credential) : null);
    const signedIn = await checkPasskeyProof({ ...site, expectedChallenge: answer.expectedChallenge }, answer.response, credential);
    expect(signedIn).toBe(signIn === null ? 0 : null);
    const strict = { ...site, requireUserVerification: true, supportedAlgorithmIDs: passkeyAlgorithms };
    const saying = (reason: string | null): unknown => (reason === null || reason === framed ? null : expect.stringContaining(reason)); // frames: ours alone
    expect(await refusalOf(verifyRegistrationResponse({ ...strict, ...made }))).toEqual(saying(registration));
    expect(await refusalOf(verifyAuthenticationResponse({ ...strict, ...answer, credential }))).toEqual(saying(signIn));
  });

  it.each(vectors)("$name: is registered once nobody need be checked, if its algorithm is offered", async (vector) => {
    const made = registrationOf(withoutAttestation(vector));
    const refusal = await refusalOf(verifyRegistrationResponse({ ...asked, ...made, supportedAlgorithmIDs: passkeyAlgorithms }));
    expect(refusal).toEqual(notOffered.includes(vector.name) ? expect.stringContaining("Unexpected public key alg") : null);
  });
});
