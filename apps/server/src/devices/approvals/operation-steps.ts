import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { operations, type Device, type Operation, type OperationView, type PinTry, type Tx } from "@drawbridge/storage";
import { matchesHash, newToken } from "../../http/token-hash.ts";
import { parseId, printId } from "../../ids.ts";
import { clockOf, machineTimeOf } from "../../use-cases/tenant-clock.ts";
import { hashJson } from "./canonical-json.ts";
import { deviceOfSession } from "../pin/change-pin.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { DeviceRefusal, deviceErrorCodes } from "../channel/device-refusal.ts";
import { signAs } from "../channel/device-signature.ts";
import { personOf } from "../device-user.ts";
import { expireOfTenant } from "./expire-operations.ts";
import { operationClaims } from "./operation-claims.ts";
import { endOf } from "./operation-end.ts";
import { settledStatus, settleOperation } from "./operation-outcome.ts";
import { finishPinProof, startPinProof } from "../pin/pin-proof.ts";

const MOST_TOKENS = 3; // contract, 12.9, where the operation says nothing

/** An operation as a device of its person has it. */
export interface HeldOperation {
  readonly operation: Operation;
  readonly device: Device;
  readonly view: OperationView;
}

const unknown = (): DeviceRefusal =>
  new DeviceRefusal("kInvalidParameter", "This operation is not known.", { errorCode: deviceErrorCodes.parameterInvalid });

/** An operation meant for the device of a session, whatever its state. */
export const findOperation = async ({ deps, session }: SessionCall, operationId: string): Promise<Operation> => {
  const uuid = parseId("op", operationId);
  const found = uuid && (await operations(deps.storage.pool).byId(session.tenantId, uuid));
  if (!found || found.userId !== session.userId || (found.deviceId !== null && found.deviceId !== session.deviceId)) throw unknown();
  return found;
};

/** The same, still open; a settled one answers how it ended. */
export const findOpen = async (call: SessionCall, operationId: string): Promise<Operation> => {
  const operation = await findOperation(call, operationId);
  const late = operation.decidedAt === null && endOf(operation) <= clockOf(call.deps, operation.tenantId);
  if (late) await expireOfTenant(call.deps, operation.tenantId);
  const { state } = late ? await findOperation(call, operationId) : operation;
  if (isSettled(state)) throw new DeviceRefusal(settledStatus[state], `The operation is over: ${state}.`);
  return operation;
};

const isSettled = (state: Operation["state"]): state is keyof typeof settledStatus => Object.hasOwn(settledStatus, state);

const held = async (call: SessionCall, operationId: string): Promise<HeldOperation> => {
  const operation = await findOpen(call, operationId);
  const device = await deviceOfSession(call);
  const view = await operations(call.deps.storage.pool).view(operation.id, device.id);
  if (!view) throw new DeviceRefusal("kInvalidState", "The operation was not started on this device.");
  return { operation, device, view };
};

const displayOf = ({ deps }: SessionCall, { tenantId, text, data, numberMatch, deadline }: Operation) => ({
  display: { text, data: { ...data }, numberMatch },
  deadline: machineTimeOf(deps, tenantId, deadline).toISOString(), // what is signed keeps the tenant's own time
});

/** A token or key alone may have been proved long ago; a PIN that is asked for here is fresh by itself (12.9, TX_STEPUP). */
const requireFresh = ({ session, now }: SessionCall, { factor, freshS }: Operation): void => {
  if (freshS === null || factor === "PIN" || session.factor === "pin") return;
  if (now.getTime() - session.createdAt.getTime() > freshS * 1000) throw new DeviceRefusal("kLoginRequired", "A fresh sign-in is wanted for this.");
};

/** Takes an operation up: from now on this device has it on its screen. */
export const startOperation = async (
  call: SessionCall,
  { operationId }: DevicePayload<"operation.start">,
): Promise<DeviceResult<"operation.start">> => {
  const { deps, session, now } = call;
  const operation = await findOpen(call, operationId);
  requireFresh(call, operation);
  const [device, person] = await Promise.all([deviceOfSession(call), personOf(deps, session.tenantId, session.userId)]);
  if (!person) throw unknown();
  const nonce = newToken();
  const signed = await signAs(deps, "operations", {
    typ: "ast-operation+jws",
    claims: { ...operationClaims(operation, { person, device, nonce }) },
    lifeS: null,
  });
  const view = await operations(deps.storage.pool).give({ operationId: operation.id, deviceId: device.id, nonce, signed }, now);
  await operations(deps.storage.pool).advance(operation.id, "RETRIEVED");
  const { display, deadline } = displayOf(call, operation);
  return { factor: operation.factor, signed: view.signed, deadline, display: operation.factor === "NONE" ? display : null };
};

/** ProvidePIN, first half. */
export const startOperationPin = async (
  call: SessionCall,
  payload: DevicePayload<"operation.pin.start">,
): Promise<DeviceResult<"operation.pin.start">> => {
  const { operation, device } = await held(call, payload.operationId);
  const { id, maxFailures } = operation;
  if (maxFailures !== null && (await operations(call.deps.storage.pool).chargeFactor(id, maxFailures)) === null) {
    await call.deps.storage.transaction((tx) => failUsedUp(tx, call, id));
    throw new DeviceRefusal("kFailed", "There is no try left for this operation.");
  }
  try {
    return await startPinProof(call, { device, use: "operation", operationId: id, startLoginRequest: payload.startLoginRequest });
  } catch (error) {
    if (maxFailures !== null) await operations(call.deps.storage.pool).refundFactor(id); // no PIN was looked at
    throw error;
  }
};

/** Ends an operation that was tried as often as it bears. */
const failUsedUp = async (tx: Tx, { deps, session }: SessionCall, id: string): Promise<void> => {
  const operation = await operations(tx).claimUsedUp(id);
  const failed = { state: "FAILED", reason: "wrong_pin", by: null, actor: `device:${printId("dev", session.deviceId)}` } as const;
  if (operation) await settleOperation(tx, deps, { operation, ...failed });
};

const PROOF_INFO = "ast/operation/v1";

/** True when the PIN was given for exactly this operation on this device. */
const isProofOf = (sessionKey: string, proof: string | null, hash: string): boolean => {
  const key = hkdfSync("sha256", Buffer.from(sessionKey, "base64url"), new Uint8Array(0), PROOF_INFO, 32);
  const expected = createHmac("sha256", Buffer.from(key)).update(Buffer.from(hash, "base64url")).digest();
  const presented = Buffer.from(proof ?? "", "base64url");
  return presented.length === expected.length && timingSafeEqual(presented, expected);
};

/** ProvidePIN, second half: what to show is the reply. */
export const completeOperationPin = async (
  call: SessionCall,
  payload: DevicePayload<"operation.pin.finish">,
): Promise<DeviceResult<"operation.pin.finish">> => {
  const { deps, session, now } = call;
  const { attemptId, finishLoginRequest, proof } = payload;
  const person = await personOf(deps, session.tenantId, session.userId);
  if (!person) throw unknown();
  const onWrong = async (tx: Tx, { operationId }: PinTry): Promise<void> => (operationId === null ? undefined : failUsedUp(tx, call, operationId));
  const finish = { attemptId, use: "operation", finishLoginRequest, onWrong } as const;
  const proved = await finishPinProof(call, finish, async ({ tx, device, pinTry, sessionKey }) => {
    const view = pinTry.operationId && (await operations(tx).view(pinTry.operationId, device.id));
    const operation = view && (await operations(tx).byId(device.tenantId, view.operationId));
    if (!operation) return null;
    const hash = hashJson(operationClaims(operation, { person, device, nonce: view.nonce }));
    if (!isProofOf(sessionKey, proof, hash)) return null;
    await operations(tx).noteProof(operation.id, device.id, now);
    await operations(tx).refundFactor(operation.id);
    return operation;
  });
  if (!proved)
    throw new DeviceRefusal("kInvalidParameter", "The PIN was not proved for this operation.", { errorCode: deviceErrorCodes.signedContentInvalid });
  return displayOf(call, await findOpen(call, printId("op", proved.id)));
};

/** ProvideToken. */
export const proveOperationToken = async (call: SessionCall, payload: DevicePayload<"operation.token">): Promise<DeviceResult<"operation.token">> => {
  const { deps, now } = call;
  const { operation, device } = await held(call, payload.operationId);
  if (operation.tokenHash === null) throw new DeviceRefusal("kInvalidState", "No token is wanted.");
  const most = operation.maxFailures ?? MOST_TOKENS;
  const nth = await operations(deps.storage.pool).chargeFactor(operation.id, most);
  if (nth !== null && matchesHash(payload.token, operation.tokenHash)) {
    await operations(deps.storage.pool).noteProof(operation.id, device.id, now);
    return displayOf(call, operation);
  }
  const left = most - (nth ?? most);
  if (left === 0) {
    const failed = { state: "FAILED", reason: "wrong_token", by: null, actor: `device:${printId("dev", device.id)}` } as const;
    await deps.storage.transaction((tx) => settleOperation(tx, deps, { operation, ...failed }));
  }
  throw new DeviceRefusal("kInvalidToken", "The token is wrong.", { retryCounter: left });
};
