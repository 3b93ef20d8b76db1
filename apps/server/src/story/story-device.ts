import { createHmac, hkdfSync, randomInt } from "node:crypto";
import type { ActivationTranscript, ApprovalClaims, OperationClaims } from "@drawbridge/contract";
import type { Operation } from "@drawbridge/storage";
import { client as opaque, ready } from "@serenity-kit/opaque";
import { calculateJwkThumbprint, CompactSign, decodeJwt, exportJWK, generateKeyPair, type CryptoKey } from "jose";
import { codeLives, issueActivationCode } from "../devices/activation/activation-codes.ts";
import { completeActivation } from "../devices/activation/complete-activation.ts";
import { startActivation } from "../devices/activation/start-activation.ts";
import { answerOperation } from "../devices/approvals/answer-operation.ts";
import { canonicalJson, hashJson, hashText } from "../devices/approvals/canonical-json.ts";
import { completeOperationPin, startOperation, startOperationPin } from "../devices/approvals/operation-steps.ts";
import type { ProvenKey, SessionCall } from "../devices/channel/device-call.ts";
import { refOf, type Person } from "../devices/device-user.ts";
import { completeLogin, requireSession, startLogin } from "../devices/pin/log-in.ts";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";

/**
 * A device that is played: its keys and its PIN are in memory and gone with the process, and what it does goes through the use
 * cases of the device channel, at the moment that is named.
 */
export interface StoryDevice {
  /** Printed. */
  readonly id: string;
  readonly answer: (operation: Operation, decision: ApprovalClaims["decision"], at: Date) => Promise<void>;
}

const app = { appName: "Drawbridge", version: "1.4.0" } as const;
// How much a PIN is stretched is the device's own affair, and nobody could try this one elsewhere.
const keyStretching = { "argon2id-custom": { iterations: 1, memory: 64, parallelism: 1 } } as const;

interface Hand {
  readonly person: Person;
  readonly key: ProvenKey;
  readonly privateKey: CryptoKey;
  readonly pin: string;
}

/** The server as it was at a moment. */
export const depsAt = (deps: Deps, at: Date): Deps => ({ ...deps, now: () => at });

const makeHand = async (person: Person): Promise<Hand> => {
  await ready;
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = await exportJWK(publicKey);
  return { person, privateKey, key: { jkt: await calculateJwkThumbprint(jwk), publicKey: jwk }, pin: String(randomInt(1e5, 1e6)) };
};

/** Activates a new device of a person with a code of the help desk. */
export const enrolStoryDevice = async (
  deps: Deps,
  person: Person,
  { name, at }: { readonly name: string; readonly at: Date },
): Promise<StoryDevice> => {
  const hand = await makeHand(person);
  const call = { deps: depsAt(deps, at), key: hand.key, now: at };
  const { publicKey } = await generateKeyPair("ECDH-ES+A256KW", { crv: "P-256" });
  const { x = "", y = "" } = await exportJWK(publicKey);
  const encryptionKey = { kty: "EC", crv: "P-256", x, y } as const;
  const wish = {
    purpose: "activation",
    channel: "screen",
    lifeMs: codeLives.screen.usual,
    actor: "api:help desk",
    reason: "a first device",
  } as const;
  const { code } = await deps.storage.transaction((tx) => issueActivationCode(tx, { ...person, kms: deps.kms, now: at }, wish));
  const { clientRegistrationState, registrationRequest } = opaque.startRegistration({ password: hand.pin });
  const user = refOf(person);
  const { activationId, deviceId, registrationResponse } = await startActivation(call, {
    user,
    code,
    purpose: "activation",
    registrationRequest,
    app,
  });
  const finish = { password: hand.pin, registrationResponse, clientRegistrationState, keyStretching };
  const { registrationRecord } = opaque.finishRegistration(finish);
  const transcript: ActivationTranscript = {
    ...user,
    deviceId,
    jkt: hand.key.jkt,
    encryptionJkt: await calculateJwkThumbprint(encryptionKey),
    recordHash: hashText(registrationRecord),
    ...app,
  };
  const binding = createHmac("sha256", code.replaceAll("-", "")).update(canonicalJson(transcript)).digest("base64url");
  await completeActivation(call, { activationId, code, registrationRecord, encryptionKey, deviceName: name, binding });
  return { id: deviceId, answer: (operation, decision, when) => answer(depsAt(deps, when), { ...hand, deviceId }, { operation, decision }) };
};

type Enrolled = Hand & { readonly deviceId: string };

const provePin = ({ pin }: Hand, begun: { readonly clientLoginState: string }, loginResponse: string) =>
  opaque.finishLogin({ password: pin, clientLoginState: begun.clientLoginState, loginResponse, keyStretching });

const logIn = async (deps: Deps, hand: Enrolled): Promise<SessionCall> => {
  const call = { deps, key: hand.key, now: deps.now() };
  const begun = opaque.startLogin({ password: hand.pin });
  const { person, deviceId } = hand;
  const started = await startLogin(call, { user: refOf(person), deviceId, startLoginRequest: begun.startLoginRequest, app });
  const proved = provePin(hand, begun, started.loginResponse);
  const { session } = await completeLogin(call, { attemptId: started.attemptId, finishLoginRequest: proved?.finishLoginRequest ?? null });
  return requireSession(call, session, "operation.start");
};

/** The PIN again, bound to the very operation. */
const confirm = async (call: SessionCall, hand: Enrolled, claims: OperationClaims): Promise<void> => {
  const begun = opaque.startLogin({ password: hand.pin });
  const { attemptId, loginResponse } = await startOperationPin(call, { operationId: claims.txId, startLoginRequest: begun.startLoginRequest });
  const proved = provePin(hand, begun, loginResponse);
  const key = hkdfSync("sha256", Buffer.from(proved?.sessionKey ?? "", "base64url"), new Uint8Array(0), "ast/operation/v1", 32);
  const proof = createHmac("sha256", Buffer.from(key))
    .update(Buffer.from(hashJson(claims), "base64url"))
    .digest("base64url");
  await completeOperationPin(call, { attemptId, finishLoginRequest: proved?.finishLoginRequest ?? null, proof });
};

const answer = async (
  deps: Deps,
  hand: Enrolled,
  { operation, decision }: { readonly operation: Operation; readonly decision: ApprovalClaims["decision"] },
): Promise<void> => {
  const call = await logIn(deps, hand);
  const operationId = printId("op", operation.id);
  const { signed, factor } = await startOperation(call, { operationId });
  const { iss: _iss, iat: _iat, textHash, ...linked } = decodeJwt<OperationClaims>(signed);
  const accepted = decision === "ACCEPTED";
  if (accepted && factor === "PIN") await confirm(call, hand, { ...linked, textHash });
  const claims: ApprovalClaims = {
    ...linked,
    displayedTextHash: accepted ? textHash : null,
    decision,
    reason: accepted ? null : "unexpected_operation",
    iat: Math.floor(deps.now().getTime() / 1000),
  };
  const approval = await new CompactSign(new TextEncoder().encode(canonicalJson(claims)))
    .setProtectedHeader({ alg: "ES256", typ: "ast-approval+jws", kid: hand.key.jkt })
    .sign(hand.privateKey);
  await answerOperation(call, { operationId, approval });
};
