import { ApprovalClaims, OperationClaims, type DeviceResult, type StatusType } from "@drawbridge/contract";
import type { McDisplay, McEffect, McOutcome } from "@drawbridge/domain";
import { CompactSign, decodeJwt } from "jose";
import { Value } from "typebox/value";
import { canonicalJson, deriveKey, fromBase64Url, hashOf, hashText, mac, toBase64Url, utf8 } from "../bytes.ts";
import { ChannelRefusal } from "../channel/channel-refusal.ts";
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

type Standing = DeviceResult<"operation.answer">;

const statusOfState: Partial<Readonly<Record<Standing["state"], StatusType>>> = {
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
  const standing = await standingAfter(context, operationId, () => askInSession(context, "operation.answer", { operationId, approval: signed }));
  context.operation.current = null;
  return { status: statusOf(standing, (state) => state === decision && isSignedBy(standing, deviceId)) };
};

/** What the server says of an operation that ended before this device could end it. */
const settled: readonly StatusType[] = ["kOk", "kUserCancel", "kUserConfirmationTimeout", "kServerCancel"];

/** How it stands once this device has spoken, or came too late: then it ended as somebody else wanted, which only the standing tells. */
const standingAfter = async (context: WorkContext, operationId: string, speak: () => Promise<Standing>): Promise<Standing> => {
  try {
    return await speak();
  } catch (error) {
    if (!(error instanceof ChannelRefusal) || !settled.includes(error.body.status)) throw error;
    return askInSession(context, "operation.get", { operationId });
  }
};

const isSignedBy = ({ receipt }: Standing, deviceId: string): boolean => receipt !== null && decodeJwt(receipt)["deviceId"] === deviceId;

/** A yes or no of another device is not this person's answer here: the screen says that it was answered elsewhere. */
const statusOf = ({ state }: Standing, isOwn: (state: Standing["state"]) => boolean): StatusType => {
  const status = statusOfState[state] ?? "kFailed";
  return status === "kOk" && !isOwn(state) ? "kServerCancel" : status;
};

/** The screen's own timer ran out. */
export const timeOutOperation = async (context: WorkContext, operationId: string): Promise<McOutcome> => {
  const standing = await standingAfter(context, operationId, () => askInSession(context, "operation.timeout", { operationId }));
  context.operation.current = null;
  return { status: statusOf(standing, () => false) };
};
