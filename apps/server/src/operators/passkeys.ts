import { newId, operatorChallenges, operatorPasskeys, type Operator, type OperatorPasskey, type Tx } from "@drawbridge/storage";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { recordOperatorDeed } from "./operator-deed.ts";
import { checkNewPasskey, checkPasskeyProof, passkeyAlgorithms, passkeyLibrary } from "./passkey-checks.ts";

/** What a browser made of a challenge, with the name its owner gives the key. */
export interface NewPasskey {
  readonly name: string;
  readonly response: RegistrationResponseJSON;
}

const LIFE_MS = 5 * 60_000;
const MOST = 10;

/** The console's own site: keys of another do not fit. */
const siteOf = (deps: Deps) => {
  const origin = deps.consoleOrigin();
  return { expectedOrigin: origin, expectedRPID: new URL(origin).hostname };
};

const remember = async (deps: Deps, challenge: string, operatorId: string | null): Promise<void> => {
  const now = deps.now();
  await operatorChallenges(deps.storage.pool).create({ challenge, operatorId, now, expiresAt: new Date(now.getTime() + LIFE_MS) });
};

const taker = (deps: Deps, operatorId: string | null) => (challenge: string) =>
  operatorChallenges(deps.storage.pool).take(challenge, operatorId, deps.now());

/** What the browser makes a new key from. The key must know its owner by itself and check who holds it: both factors of it count. */
export const startPasskeyRegistration = async (deps: Deps, { id, email }: Operator) => {
  const { generateRegistrationOptions } = await passkeyLibrary();
  const known = await operatorPasskeys(deps.storage.pool).list(id);
  if (known.length >= MOST) throw new AppError("WRONG_STATE", { detail: `an operator has at most ${MOST} passkeys` });
  const options = await generateRegistrationOptions({
    rpName: "Drawbridge console",
    rpID: siteOf(deps).expectedRPID,
    userName: email,
    userID: new TextEncoder().encode(printId("opr", id)),
    attestationType: "none",
    supportedAlgorithmIDs: passkeyAlgorithms,
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await remember(deps, options.challenge, id);
  return options;
};

/** Checks what the browser made, and keeps the key. */
export const completePasskeyRegistration = async (deps: Deps, operator: Operator, { name, response }: NewPasskey): Promise<OperatorPasskey> => {
  const credential = await checkNewPasskey({ ...siteOf(deps), expectedChallenge: taker(deps, operator.id) }, response);
  if (!credential) throw new AppError("PASSKEY_REFUSED");
  const { id: credentialId, publicKey, counter, transports = [] } = credential;
  const at = deps.now();
  const passkey = { id: newId(), operatorId: operator.id, credentialId, publicKey, counter, transports, name, createdAt: at };
  await deps.storage.transaction(async (tx) => {
    if (!(await operatorPasskeys(tx).add(passkey))) throw new AppError("ALREADY_EXISTS", { detail: "this passkey is registered already" });
    const deed = { tenantId: operator.tenantId, operatorId: operator.id, at, subject: printId("pky", passkey.id) };
    await recordOperatorDeed(tx, { ...deed, action: "operator.passkey_added", data: { name } });
  });
  return { ...passkey, lastUsedAt: null };
};

/** Removes one of an operator's own. */
export const removePasskey = (deps: Deps, { id, tenantId }: Operator, passkeyId: string | null): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    if (passkeyId === null || !(await operatorPasskeys(tx).remove(id, passkeyId))) throw new AppError("NOT_FOUND");
    const deed = { tenantId, operatorId: id, at: deps.now(), action: "operator.passkey_removed", subject: printId("pky", passkeyId) };
    await recordOperatorDeed(tx, deed);
  });

/** What a key signs to sign somebody in. It names no key, so that nobody learns who has one. */
export const issuePasskeyChallenge = async (deps: Deps) => {
  const { generateAuthenticationOptions } = await passkeyLibrary();
  const options = await generateAuthenticationOptions({ rpID: siteOf(deps).expectedRPID, userVerification: "required" });
  await remember(deps, options.challenge, null);
  return options;
};

/** Uses the proof up, in the transaction that signs in; false when it was used already. */
export type UseProof = (tx: Tx, at: Date) => Promise<boolean>;

/** Checks what a key signed; null when it is not one of this operator's, or did not sign this. */
export const verifyPasskeyChallenge = async (deps: Deps, operator: Operator, response: AuthenticationResponseJSON): Promise<UseProof | null> => {
  const passkey = await operatorPasskeys(deps.storage.pool).byCredential(operator.id, response.id);
  if (!passkey) return null;
  const credential = { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: passkey.counter };
  const counter = await checkPasskeyProof({ ...siteOf(deps), expectedChallenge: taker(deps, null) }, response, credential);
  return counter === null ? null : (tx, at) => operatorPasskeys(tx).use(passkey.id, counter, at);
};
