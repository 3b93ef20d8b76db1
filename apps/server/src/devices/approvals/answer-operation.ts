import { ApprovalClaims, type DevicePayload, type DeviceResult, type OperationClaims } from "@drawbridge/contract";
import { operations, type Device, type Operation, type Tx } from "@drawbridge/storage";
import { compactVerify, errors, importJWK, type JWK } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { canonicalJson } from "./canonical-json.ts";
import { applyConsentApproval, connectionOfApproval } from "./consent-approval.ts";
import { deviceOfSession } from "../pin/change-pin.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { DeviceRefusal, deviceErrorCodes } from "../channel/device-refusal.ts";
import { personOf } from "../device-user.ts";
import { actOnNotMe } from "./not-me.ts";
import { operationClaims } from "./operation-claims.ts";
import { settleOperation, type Settlement } from "./operation-outcome.ts";
import { findOpen, findOperation } from "./operation-steps.ts";

type Standing = DeviceResult<"operation.get">;

const DeviceKey = Type.Object({ kty: Type.Literal("EC"), crv: Type.Literal("P-256"), x: Type.String(), y: Type.String() });

const invalid = (why: string): DeviceRefusal => new DeviceRefusal("kInvalidParameter", why, { errorCode: deviceErrorCodes.signedContentInvalid });

/** The signed text of an approval, when the device's key signed it. */
const readApproval = async (device: Device, approval: string): Promise<string> => {
  const jwk: JWK = Value.Parse(DeviceKey, device.publicKey);
  try {
    const { payload, protectedHeader } = await compactVerify(approval, await importJWK(jwk, "ES256"), { algorithms: ["ES256"] });
    if (protectedHeader.typ !== "ast-approval+jws") throw invalid("The approval is of another type.");
    return new TextDecoder().decode(payload);
  } catch (error) {
    if (error instanceof errors.JOSEError)
      throw new DeviceRefusal("kFailed", "The approval is not signed by this device.", { errorCode: deviceErrorCodes.invalidSignature });
    throw error;
  }
};

const parse = (text: string): ApprovalClaims => {
  const claims: unknown = readJson(text);
  if (!Value.Check(ApprovalClaims, claims) || canonicalJson(claims) !== text)
    throw invalid("The approval is not the canonical JSON that was agreed.");
  return claims;
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Dynamic linking (RTS art. 5): the signature counts for what was shown and nothing else. */
const checkLinks = (claims: ApprovalClaims, expected: OperationClaims): void => {
  const { textHash, ...rest } = expected;
  const { displayedTextHash, decision, reason, iat: _iat, ...signed } = claims;
  if (canonicalJson(signed) !== canonicalJson(rest)) throw invalid("The approval is for another operation.");
  if (displayedTextHash !== textHash && (decision === "ACCEPTED" || displayedTextHash !== null)) throw invalid("Another text was shown.");
  if (decision === "ACCEPTED" && reason !== null) throw invalid("An approval has no reason.");
};

/** The device's decision: signed by its key, over what it was given. The first final state stays. */
export const answerOperation = async (call: SessionCall, { operationId, approval }: DevicePayload<"operation.answer">): Promise<Standing> => {
  const { deps, session } = call;
  const operation = await findOpen(call, operationId);
  const [device, person] = await Promise.all([deviceOfSession(call), personOf(deps, session.tenantId, session.userId)]);
  const view = await operations(deps.storage.pool).view(operation.id, device.id);
  if (!view || !person) throw new DeviceRefusal("kInvalidState", "The operation was not started on this device.");
  const claims = parse(await readApproval(device, approval));
  checkLinks(claims, operationClaims(operation, { person, device, nonce: view.nonce }));
  if (claims.decision === "ACCEPTED" && operation.factor !== "NONE" && view.provedAt === null) {
    throw new DeviceRefusal("kInvalidState", "The factor was not proved.");
  }
  const by = { device, approval, nonce: view.nonce };
  const settlement = { state: claims.decision, reason: claims.reason, by, actor: `device:${printId("dev", device.id)}` };
  const settled = await deps.storage.transaction((tx) => decide(tx, deps, { operation, ...settlement }));
  if (!settled) await findOpen(call, operationId); // somebody was faster: tells how it ended
  return standingOf(await findOperation(call, operationId));
};

/** The decision and what it does, together or not at all. */
const decide = async (tx: Tx, deps: Deps, settlement: Settlement & { readonly operation: Operation }) => {
  const { operation, state } = settlement;
  const settled = await settleOperation(tx, deps, settlement);
  if (settled && state === "REJECTED" && settlement.reason === "not_me" && settlement.by)
    await actOnNotMe(tx, deps, { operation, device: settlement.by.device });
  const connection = settled && state === "ACCEPTED" ? await connectionOfApproval(tx, operation) : null;
  if (connection) await applyConsentApproval(tx, deps, { operation, connection });
  return settled;
};

/** The screen's timer ran out. */
export const timeOutOperation = async (call: SessionCall, { operationId }: DevicePayload<"operation.timeout">): Promise<Standing> => {
  const operation = await findOpen(call, operationId);
  const settlement = { state: "TIMEOUT", reason: null, by: null, actor: `device:${printId("dev", call.session.deviceId)}` } as const;
  await call.deps.storage.transaction((tx) => settleOperation(tx, call.deps, { operation, ...settlement }));
  return standingOf(await findOperation(call, operationId));
};

/** How an operation stands. */
export const readOperation = async (call: SessionCall, { operationId }: DevicePayload<"operation.get">): Promise<Standing> =>
  standingOf(await findOperation(call, operationId));

const standingOf = ({ state, decidedAt, receipt }: Operation): Standing => ({ state, decidedAt: decidedAt?.toISOString() ?? null, receipt });
