import { createHmac, timingSafeEqual } from "node:crypto";
import type { ActivationTranscript, DevicePayload, DeviceResult } from "@drawbridge/contract";
import { openLock } from "@drawbridge/domain";
import {
  activationCodes,
  deviceActivations,
  deviceSessions,
  devices,
  pinTries,
  type DeviceActivation,
  type Device,
  type Tx,
} from "@drawbridge/storage";
import { calculateJwkThumbprint } from "jose";
import { parseId, printId } from "../../ids.ts";
import { hashCode } from "./activation-codes.ts";
import { codeRefusal } from "./code-for-locked.ts";
import { recordDeed } from "../help-desk/audit.ts";
import { canonicalJson, hashText } from "../approvals/canonical-json.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { adminRefusal, removedDevice, userRefusal } from "../pin/device-lock.ts";
import { DeviceRefusal, wrongCredentials } from "../channel/device-refusal.ts";
import { updateStateOf } from "../help-desk/device-updates.ts";
import { displayNameOf, personOf, refOf, type Person } from "../device-user.ts";
import { awaitCommit } from "./commit-activation.ts";
import { registerApp } from "./register-app.ts";
import { refuseTooMany } from "./start-activation.ts";
import { PIN_SUITE } from "../pin/pin-proof.ts";

type Payload = DevicePayload<"activation.finish">;
type Outcome =
  | { readonly outcome: "activated"; readonly name: string; readonly appRegistered: boolean }
  | { readonly outcome: "refused"; readonly refusal: DeviceRefusal };

/** Second half: the code is used up, and the device is there. */
export const completeActivation = async (call: DeviceCall, payload: Payload): Promise<DeviceResult<"activation.finish">> => {
  const { deps, key, now } = call;
  const uuid = parseId("act", payload.activationId);
  const taken = uuid && (await deviceActivations(deps.storage.pool).take(uuid, key.jkt, now));
  if (!taken) throw wrongCredentials();
  const person = await personOf(deps, taken.tenantId, taken.userId);
  if (!person) throw wrongCredentials();
  const bound = await isBound(call, { taken, person, payload });
  const outcome = await deps.storage.transaction((tx) => activate(tx, call, { taken, person, payload, bound }));
  if (outcome.outcome === "refused") throw outcome.refusal;
  const update = await updateStateOf(deps, taken.tenantId, { appName: taken.appName, version: taken.appVersion });
  const { name: deviceName, appRegistered } = outcome;
  const told = { user: refOf(person), displayName: displayNameOf(person.user), deviceName, ...(appRegistered && { appRegistered }) };
  return { deviceId: printId("dev", taken.deviceId), ...told, update };
};

interface Finish {
  readonly taken: DeviceActivation;
  readonly person: Person;
  readonly payload: Payload;
}

/** The code signs both keys, the record and the app: nothing was swapped on the way. */
const isBound = async ({ key }: DeviceCall, { taken, person, payload }: Finish): Promise<boolean> => {
  const transcript: ActivationTranscript = {
    ...refOf(person),
    deviceId: printId("dev", taken.deviceId),
    jkt: key.jkt,
    encryptionJkt: await calculateJwkThumbprint(payload.encryptionKey),
    recordHash: hashText(payload.registrationRecord),
    appName: taken.appName,
    version: taken.appVersion,
  };
  const expected = createHmac("sha256", payload.code.replaceAll("-", "")).update(canonicalJson(transcript)).digest();
  const presented = Buffer.from(payload.binding, "base64url");
  return presented.length === expected.length && timingSafeEqual(presented, expected);
};

const activate = async (tx: Tx, call: DeviceCall, finish: Finish & { readonly bound: boolean }): Promise<Outcome> => {
  const { taken, person, payload, bound } = finish;
  const { deps, key, now } = call;
  const code = await activationCodes(tx).lockByHash(person.user.id, hashCode(deps.kms, person.user.id, payload.code));
  if (code?.id !== taken.codeId) return { outcome: "refused", refusal: wrongCredentials() };
  // This is the last step: whatever comes of it, the code is used up (11.2).
  if (!(await activationCodes(tx).settle(taken.codeId, "USED", now)) || !bound) return { outcome: "refused", refusal: wrongCredentials() };
  // Looked at again: an administrator may have locked the person or the device since the first half.
  const refusal = (await refuseNow(tx, taken, now)) ?? (await codeRefusal(tx, code));
  if (refusal) return { outcome: "refused", refusal };
  const common = {
    id: taken.deviceId,
    jkt: key.jkt,
    publicKey: key.publicKey,
    encryptionKey: payload.encryptionKey,
    pinRecord: payload.registrationRecord,
    lock: openLock,
    appName: taken.appName,
    appVersion: taken.appVersion,
  };
  const name = taken.purpose === "reactivation" ? await reactivate(tx, call, { taken, common }) : await create(tx, call, { finish, common });
  if (name === null)
    return { outcome: "refused", refusal: new DeviceRefusal("kUserIdAlreadyExists", "This device key belongs to a device already.") };
  await recordDeed(tx, {
    tenantId: taken.tenantId,
    userId: taken.userId,
    at: now,
    actor: `device:${printId("dev", taken.deviceId)}`,
    action: taken.purpose === "reactivation" ? "device.reactivated" : "device.activated",
    subject: printId("dev", taken.deviceId),
    data: { jkt: key.jkt, app: taken.appName, version: taken.appVersion, code: printId("acd", taken.codeId) },
  });
  if (code.awaitsCommit && taken.purpose !== "reactivation") await awaitCommit(tx, deps, taken);
  const appRegistered = code.registersApp && (await registerApp(tx, call, taken));
  return { outcome: "activated", name, appRegistered };
};

const refuseNow = async (tx: Tx, { tenantId, userId, deviceId, purpose }: DeviceActivation, now: Date): Promise<DeviceRefusal | null> => {
  if (purpose !== "reactivation") return userRefusal(tx, userId, now);
  const device = await devices(tx).lock(tenantId, deviceId);
  return device ? adminRefusal(tx, device, now) : removedDevice();
};

type Common = Pick<Device, "id" | "jkt" | "publicKey" | "encryptionKey" | "pinRecord" | "lock" | "appName" | "appVersion">;

/** A new PIN, an open lock, no seed, no session (12.6). */
const reactivate = async (
  tx: Tx,
  { now }: DeviceCall,
  { taken, common }: { readonly taken: DeviceActivation; readonly common: Common },
): Promise<string | null> => {
  const device = await devices(tx).lock(taken.tenantId, taken.deviceId);
  if (!device || device.removedAt) return null;
  await pinTries(tx).void(device.id, now);
  await devices(tx).reactivate(common);
  await devices(tx).endGrants(taken.userId);
  const ended = await deviceSessions(tx).endOfUser(taken.userId, now);
  await deviceSessions(tx).tell(ended, { name: "session.ended", payload: { status: "kLoginRequired" } }, now);
  return device.name;
};

/** Names of devices are unique per person: a second "Phone" becomes "Phone 2". */
const create = async (
  tx: Tx,
  { now }: DeviceCall,
  { finish, common }: { readonly finish: Finish; readonly common: Common },
): Promise<string | null> => {
  const { taken, payload } = finish;
  await devices(tx).holdActivations(taken.userId);
  await refuseTooMany(tx, taken);
  const wanted = payload.deviceName ?? taken.appName;
  const others = await devices(tx).ofUser(taken.tenantId, taken.userId);
  const names = new Set(others.map(({ name }) => name.toLowerCase()));
  const free = [wanted, ...Array.from({ length: others.length + 1 }, (_, at) => `${wanted} ${at + 2}`)].find(
    (name) => !names.has(name.toLowerCase()),
  );
  const name = free ?? wanted;
  const made = await devices(tx).create({ ...common, tenantId: taken.tenantId, userId: taken.userId, name, suite: PIN_SUITE, createdAt: now });
  return made ? name : null;
};
