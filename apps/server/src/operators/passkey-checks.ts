import type {
  AuthenticationResponseJSON,
  RegistrationResponseJSON,
  VerifyAuthenticationResponseOpts,
  VerifyRegistrationResponseOpts,
} from "@simplewebauthn/server";

/** What a key must have answered, and to which site. */
export interface AskedOfKey {
  readonly expectedChallenge: VerifyRegistrationResponseOpts["expectedChallenge"];
  readonly expectedOrigin: string;
  readonly expectedRPID: string;
}

/** EdDSA, ES256, RS256 (COSE): what keys in use know. */
export const passkeyAlgorithms: number[] = [-8, -7, -257];

/** The library; a start does not wait for it. */
export const passkeyLibrary = () => import("@simplewebauthn/server");

// The library says no by throwing; which of its checks failed helps only who tries to get past them.
const orNull = <T>(check: Promise<T>): Promise<T | null> => check.catch(() => null);

/** The console stands in no frame: an answer out of one was not given to it. */
const isFramed = async ({ clientDataJSON }: { readonly clientDataJSON: string }): Promise<boolean> => {
  const { decodeClientDataJSON } = await import("@simplewebauthn/server/helpers");
  const { crossOrigin } = decodeClientDataJSON(clientDataJSON);
  return crossOrigin === true;
};

/** What a browser made of a new key; null when it is not what was asked for. The key must have checked who holds it. */
export const checkNewPasskey = async (asked: AskedOfKey, response: RegistrationResponseJSON) => {
  const { verifyRegistrationResponse } = await passkeyLibrary();
  const strict = { requireUserVerification: true, supportedAlgorithmIDs: passkeyAlgorithms };
  const verdict = await orNull(verifyRegistrationResponse({ ...asked, ...strict, response }));
  return verdict?.verified && !(await isFramed(response.response)) ? verdict.registrationInfo.credential : null;
};

/** The counter after a sign-in; null when this key did not sign it, or did not check who holds it. */
export const checkPasskeyProof = async (
  asked: AskedOfKey,
  response: AuthenticationResponseJSON,
  credential: VerifyAuthenticationResponseOpts["credential"],
): Promise<number | null> => {
  const { verifyAuthenticationResponse } = await passkeyLibrary();
  const verdict = await orNull(verifyAuthenticationResponse({ ...asked, response, credential, requireUserVerification: true }));
  return verdict?.verified && !(await isFramed(response.response)) ? verdict.authenticationInfo.newCounter : null;
};
