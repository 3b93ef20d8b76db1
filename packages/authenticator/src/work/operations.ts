import { ApprovalClaims, OperationClaims, type DeviceResult, type StatusType } from "@drawbridge/contract";
import type { McDisplay, McEffect, McOutcome } from "@drawbridge/domain";
import { CompactSign } from "jose";
import { Value } from "typebox/value";
import { canonicalJson, deriveKey, fromBase64Url, hashOf, hashText, mac, toBase64Url, utf8 } from "../bytes.ts";
import { thumbprintOf } from "../channel/device-proof.ts";
import { startPinProof } from "./pin-proof.ts";
import { askInSession, requireSession, type WorkContext } from "./work-context.ts";

type Display = DeviceResult<"operation.pin.finish">["display"];

const toDisplay = ({ text, data, numberMatch }: Display): McDisplay => ({ text, data: { ...data }, numberMatch });

/** StartTransaction: what the server signed is read and kept; it must be about this operation, this person and this device. */
export const startOperation = async (context: WorkContext, operationId: string): Promise<McOutcome> => {
  const { factor, signed, display, deadline } = await askInSession(context, "operation.start", { operationId });
  const content: unknown = JSON.parse(new TextDecoder().decode(await context.serverKeys.verify(signed, "ast-operation+jws")));
  // The JWS names its issuer and time as well; the operation is the rest, and its hash is over that.
  const claims = Value.Parse(OperationClaims, Value.Clean(OperationClaims, content));
  const { user } = requireSession(context);
  if (claims.txId !== operationId || claims.deviceId !== user.deviceId) return { status: "kFailed" };
  context.operation.current = { id: operationId, claims };
  const known = { status: "kOk", factor, deadline: new Date(deadline) } as const;
  return display ? shown(claims, display, known) : { ...known, display: null };
};

/** What is shown must be what was signed. */
const shown = (claims: OperationClaims, display: Display, known: McOutcome): McOutcome => {
  const isSigned = hashText(display.text) === claims.textHash && toBase64Url(hashOf(display.data)) === claims.dataHash;
  return isSigned ? { ...known, display: toDisplay(display) } : { status: "kFailed" };
};

const claimsOf = ({ operation }: WorkContext, operationId: string): OperationClaims => {
  const { current } = operation;
  if (current?.id !== operationId) throw new RangeError("another operation is on the screen");
  return Value.Parse(OperationClaims, current.claims);
};

/** ProvidePIN: a new PAKE login, bound to this operation by its session key. */
export const proveOperationPin = async (
  context: WorkContext,
  { operationId, pin }: Extract<McEffect, { readonly kind: "prove_operation_pin" }>,
): Promise<McOutcome> => {
  const claims = claimsOf(context, operationId);
  const pinProof = await startPinProof(pin);
  const { attemptId, loginResponse } = await askInSession(context, "operation.pin.start", {
    operationId,
    startLoginRequest: pinProof.startLoginRequest,
  });
  const proven = pinProof.finish(loginResponse);
  const proof = proven ? toBase64Url(mac(deriveKey(fromBase64Url(proven.sessionKey), "ast/operation/v1"), hashOf(claims))) : null;
  const finishLoginRequest = proven?.finishLoginRequest ?? null;
  const { display, deadline } = await askInSession(context, "operation.pin.finish", { attemptId, finishLoginRequest, proof });
  return shown(claims, display, { status: "kOk", deadline: new Date(deadline) });
};

/** ProvideToken: the code another party gave the person. */
export const giveOperationToken = async (
  context: WorkContext,
  { operationId, token }: Extract<McEffect, { readonly kind: "give_operation_token" }>,
): Promise<McOutcome> => {
  const claims = claimsOf(context, operationId);
  const { display, deadline } = await askInSession(context, "operation.token", { operationId, token });
  return shown(claims, display, { status: "kOk", deadline: new Date(deadline) });
};

const statusOfState: Partial<Readonly<Record<DeviceResult<"operation.answer">["state"], StatusType>>> = {
  ACCEPTED: "kOk",
  REJECTED: "kOk",
  TIMEOUT: "kUserConfirmationTimeout",
  CANCELLED: "kServerCancel",
  FAILED: "kFailed",
};

/** The person's decision, signed by the device over exactly what was shown (PSD2 RTS, article 5). */
export const answerOperation = async (context: WorkContext, effect: Extract<McEffect, { readonly kind: "answer_operation" }>): Promise<McOutcome> => {
  const { operationId, decision, shownText, reason } = effect;
  const { txId, tenant, user, deviceId, dataHash, nonce, deadline } = claimsOf(context, operationId);
  const approval = Value.Parse(ApprovalClaims, {
    txId,
    tenant,
    user,
    deviceId,
    dataHash,
    nonce,
    deadline,
    decision,
    displayedTextHash: shownText === null ? null : hashText(shownText),
    reason: decision === "REJECTED" ? (reason ?? "unknown") : null,
    iat: Math.floor(context.now().getTime() / 1000),
  });
  const { keys } = requireSession(context).user;
  const signed = await new CompactSign(utf8(canonicalJson(approval)))
    .setProtectedHeader({ alg: "ES256", typ: "ast-approval+jws", kid: await thumbprintOf(keys.signing) })
    .sign(keys.signing.privateKey);
  const { state } = await askInSession(context, "operation.answer", { operationId, approval: signed });
  context.operation.current = null;
  const first = state === decision ? "kOk" : (statusOfState[state] ?? "kFailed");
  return { status: first === "kOk" && state !== decision ? "kServerCancel" : first };
};

/** The screen's own timer ran out. */
export const timeOutOperation = async (context: WorkContext, operationId: string): Promise<McOutcome> => {
  await askInSession(context, "operation.timeout", { operationId });
  context.operation.current = null;
  return { status: "kUserConfirmationTimeout" };
};
