import { server as opaque } from "@serenity-kit/opaque";
import { Secret } from "@drawbridge/adapter-kit";
import { chargePinUse, clearPinFailures, type PinAnswer } from "@drawbridge/domain";
import { deviceSessions, devices, newId, pinTries, type Device, type PinTry, type Tx } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { parseId, printId } from "../../ids.ts";
import { Envelope } from "../../vault/vault.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { adminRefusal, lockAt, pinRefusal, removedDevice, type PinUse } from "./device-lock.ts";
import { DeviceRefusal, deviceErrorCodes, wrongCredentials } from "../channel/device-refusal.ts";

/**
 * The one way a PIN is checked: OPAQUE in two steps. The failure is counted with the first, and taken back by the second:
 * whoever saw the first answer has made a guess, whether or not he comes back.
 */

/** Suite of PIN records made today. */
export const PIN_SUITE = "opaque-ristretto255-sha512/1";

const TRY_LIFE_MS = 60_000;
const USER_CAP = 40; // failures of all devices of a person in a day: above any honest use, far below a search
const DAY_MS = 24 * 3_600_000;

/** Name of a device's PIN record; part of what OPAQUE computes. */
export const credentialOf = ({ tenantId, userId, id }: Pick<Device, "tenantId" | "userId" | "id">): string => [tenantId, userId, id].join("|");

/** A use of the PIN as it begins. `device` null: nothing is there, and nobody may notice. */
export interface PinStart {
  readonly device: Pick<Device, "id" | "tenantId"> | null;
  readonly use: PinUse;
  readonly operationId?: string;
  readonly startLoginRequest: string;
}

const Verdict = Type.Union([Type.Literal("wrong"), Type.Literal("temporarily_locked"), Type.Literal("blocked")]);
const IfWrong = Type.Object({ verdict: Verdict, retryCounter: Type.Integer(), retryDelay: Type.Integer(), lastTry: Type.Boolean() });

const firstAnswer = { verdict: "wrong", retryCounter: 4, retryDelay: 0, lastTry: false } as const;
const purposeOf = (id: string) => ({ tenantId: "", userId: "", ownerId: id, purpose: "pin_try" as const });

const opaqueStart = (call: DeviceCall, record: string | null, { credential, request }: { readonly credential: string; readonly request: string }) => {
  try {
    const serverSetup = call.deps.kms.devices.opaqueSetup;
    return opaque.startLogin({ serverSetup, registrationRecord: record, startLoginRequest: request, userIdentifier: credential });
  } catch {
    throw new DeviceRefusal("kInvalidParameter", "startLoginRequest is no OPAQUE message.", { errorCode: deviceErrorCodes.parameterInvalid });
  }
};

/** First step. */
export const startPinProof = (call: DeviceCall, start: PinStart): Promise<{ readonly attemptId: string; readonly loginResponse: string }> =>
  call.deps.storage.transaction(async (tx) => {
    const device = start.device && (await devices(tx).lock(start.device.tenantId, start.device.id));
    const ifWrong = device ? await charge(tx, call, { device, use: start.use }) : firstAnswer;
    const id = newId();
    const credential = device ? credentialOf(device) : `unknown|${call.key.jkt}`;
    const { serverLoginState, loginResponse } = opaqueStart(call, device?.pinRecord ?? null, { credential, request: start.startLoginRequest });
    await pinTries(tx).begin({
      id,
      tenantId: device?.tenantId ?? null,
      userId: device?.userId ?? null,
      deviceId: device?.id ?? null,
      jkt: call.key.jkt,
      purpose: start.use,
      operationId: start.operationId ?? null,
      serverState: call.deps.vault.seal(new Secret(serverLoginState), purposeOf(id)),
      ifWrong,
      createdAt: call.now,
      expiresAt: new Date(call.now.getTime() + TRY_LIFE_MS),
    });
    return { attemptId: printId("pin", id), loginResponse };
  });

interface Charge {
  readonly device: Device;
  readonly use: PinUse;
}

/** What a person above the cap is told: look again in an hour. */
export const overCap = { retryCounter: 0, retryDelay: 3_600 } as const;

/** Whether all devices of a person together have failed too often. */
export const isOverCap = async (tx: Tx, { userId }: Pick<Device, "userId">, now: Date): Promise<boolean> =>
  (await pinTries(tx).failuresSince(userId, new Date(now.getTime() - DAY_MS))) >= USER_CAP;

/** Counts the try, or refuses it unlooked at. */
const charge = async (tx: Tx, { now }: DeviceCall, { device, use }: Charge) => {
  const refusal = await adminRefusal(tx, device, now);
  if (refusal) throw refusal;
  if (await isOverCap(tx, device, now)) {
    const answer = { ...overCap, errorCode: deviceErrorCodes.userTemporarilyLocked };
    throw new DeviceRefusal("kTemporaryLocked", "Too many wrong PINs on all devices of this user.", answer);
  }
  const outcome = chargePinUse(lockAt(device, now), now);
  if (outcome.outcome === "refused") throw pinRefusal(use, outcome.answer);
  await devices(tx).saveLock(device.id, outcome.lock);
  return { ...outcome.ifWrong, lastTry: outcome.lock.at === "TEMP" && outcome.lock.level === 3 };
};

/** Second step: which try, and what the device found; null when it found the PIN wrong. */
export interface PinFinish {
  readonly attemptId: string;
  readonly use: PinUse;
  readonly finishLoginRequest: string | null;
  /** What a wrong PIN does beside the count, in its transaction. */
  readonly onWrong?: (tx: Tx, pinTry: PinTry) => Promise<void>;
}

/** A PIN that was right, in the transaction that takes the failure back. */
export interface RightPin {
  readonly tx: Tx;
  readonly device: Device;
  readonly pinTry: PinTry;
  readonly sessionKey: string;
}

type Outcome<T> = { readonly outcome: "right"; readonly value: T } | { readonly outcome: "refused"; readonly refusal: DeviceRefusal };

/** Runs `onRight` in the same transaction as the counter; everything else is refused, and stays counted. */
export const finishPinProof = async <T>(call: DeviceCall, finish: PinFinish, onRight: (right: RightPin) => Promise<T>): Promise<T> => {
  const outcome = await call.deps.storage.transaction((tx) => settle(tx, call, { ...finish, onRight }));
  if (outcome.outcome === "refused") throw outcome.refusal;
  return outcome.value;
};

const settle = async <T>(
  tx: Tx,
  call: DeviceCall,
  { attemptId, use, finishLoginRequest, onRight, onWrong }: PinFinish & { readonly onRight: (right: RightPin) => Promise<T> },
): Promise<Outcome<T>> => {
  const id = parseId("pin", attemptId);
  const pinTry = id && (await pinTries(tx).take(id, { jkt: call.key.jkt, purpose: use }, call.now));
  if (!pinTry) return { outcome: "refused", refusal: use === "login" ? wrongCredentials() : new DeviceRefusal("kInvalidState", "This try is over.") };
  const device = pinTry.tenantId && pinTry.deviceId ? await devices(tx).lock(pinTry.tenantId, pinTry.deviceId) : null;
  const refusal = device && (device.jkt === call.key.jkt ? await adminRefusal(tx, device, call.now) : removedDevice());
  if (refusal) return { outcome: "refused", refusal };
  const sessionKey = finishLoginRequest === null || !device ? null : keyOf(call, pinTry, finishLoginRequest);
  if (sessionKey === null || !device) {
    const wrong = await countWrong(tx, call, { pinTry, device, use });
    await onWrong?.(tx, pinTry);
    return { outcome: "refused", refusal: wrong };
  }
  await devices(tx).saveLock(device.id, clearPinFailures(lockAt(device, call.now)));
  await pinTries(tx).markRight(pinTry.id);
  return { outcome: "right", value: await onRight({ tx, device, pinTry, sessionKey }) };
};

/** The session key of a right PIN; null for a wrong one. */
const keyOf = ({ deps }: DeviceCall, pinTry: PinTry, finishLoginRequest: string): string | null => {
  const state = deps.vault.open(Value.Parse(Envelope, pinTry.serverState), purposeOf(pinTry.id));
  try {
    return opaque.finishLogin({ serverLoginState: state.reveal(), finishLoginRequest }).sessionKey;
  } catch {
    return null;
  }
};

interface Wrong {
  readonly pinTry: PinTry;
  readonly device: Device | null;
  readonly use: PinUse;
}

/** The try was counted when it began; here the person is told, and a lock ends the sessions of the device. */
const countWrong = async (tx: Tx, call: DeviceCall, { pinTry, device, use }: Wrong): Promise<DeviceRefusal> => {
  const { lastTry, ...answer } = Value.Parse(IfWrong, pinTry.ifWrong);
  if (device && answer.verdict !== "wrong") await noteLocked(tx, call, { device, answer, isInside: use !== "login" });
  return pinRefusal(use, answer, lastTry);
};

/** A PIN that is locked now. */
export interface Locked {
  readonly device: Device;
  readonly answer: PinAnswer;
  /** The PIN was used in the session that ends, which hears of it by the reply. */
  readonly isInside: boolean;
}

/** A lock of the PIN: the sessions of the device end, it is told, and so is the trail. */
export const noteLocked = async (tx: Tx, { now }: Pick<DeviceCall, "now">, { device, answer, isInside }: Locked): Promise<void> => {
  await deviceSessions(tx).endOfDevice(device.id, now);
  const status = answer.verdict === "blocked" ? "kPinBlocked" : "kTemporaryLocked";
  if (!isInside) await deviceSessions(tx).tell([device.id], { name: "session.ended", payload: { status } }, now);
  await recordDeed(tx, {
    tenantId: device.tenantId,
    userId: device.userId,
    at: now,
    actor: `device:${printId("dev", device.id)}`,
    action: "device.pin_locked",
    subject: printId("dev", device.id),
    data: { verdict: answer.verdict, retryDelay: answer.retryDelay },
  });
};
