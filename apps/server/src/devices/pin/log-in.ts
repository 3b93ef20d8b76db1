import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { chargePinUse } from "@drawbridge/domain";
import { astClients, deviceSessions, devices, type Device } from "@drawbridge/storage";
import { hashToken } from "../../http/token-hash.ts";
import { parseId } from "../../ids.ts";
import type { DeviceCall, SessionCall } from "../channel/device-call.ts";
import { adminRefusal, lockAt, pinRefusal, removedDevice } from "./device-lock.ts";
import { DeviceRefusal, wrongCredentials } from "../channel/device-refusal.ts";
import { redeemDeviceToken } from "../activation/device-tokens.ts";
import { cannotAcquire } from "../iam/maverick-tenant.ts";
import { readDevicePolicies } from "../help-desk/device-policies.ts";
import { requireUsableApp } from "../help-desk/device-updates.ts";
import { findPerson } from "../device-user.ts";
import { describeSession, GRANT_MS, openSession, SESSION_MS } from "../channel/open-device-session.ts";
import { finishPinProof, startPinProof } from "./pin-proof.ts";

/** The device of a login: this person's, and held by the key that proved itself. */
const deviceOf = async (
  { deps, key }: DeviceCall,
  { user, deviceId }: Pick<DevicePayload<"login.start">, "user" | "deviceId">,
): Promise<Device | null> => {
  const person = await findPerson(deps, user);
  const uuid = parseId("dev", deviceId);
  const device = person && uuid ? await devices(deps.storage.pool).byId(person.tenant.id, uuid) : null;
  return device?.userId === person?.user.id && device?.jkt === key.jkt ? device : null;
};

/** First half of a login with PIN. */
export const startLogin = async (call: DeviceCall, payload: DevicePayload<"login.start">): Promise<DeviceResult<"login.start">> => {
  const device = await deviceOf(call, payload);
  if (device) await requireUsableApp(call.deps, device.tenantId, payload.app);
  const started = await startPinProof(call, { device, use: "login", startLoginRequest: payload.startLoginRequest });
  if (device) await devices(call.deps.storage.pool).touch(device.id, { name: payload.app.appName, version: payload.app.version }, call.now);
  return started;
};

/** Second half: a right PIN opens the session. */
export const completeLogin = async (call: DeviceCall, payload: DevicePayload<"login.finish">): Promise<DeviceResult<"login.finish">> => {
  const { attemptId, finishLoginRequest, atc } = payload;
  const opened = await finishPinProof(call, { attemptId, use: "login", finishLoginRequest }, async ({ tx, device }) => {
    if (atc !== undefined) await devices(tx).advanceAtc(device.id, atc);
    await devices(tx).grant(device.id, new Date(call.now.getTime() + GRANT_MS));
    return openSession(tx, call, { device, factor: "pin" });
  });
  return describeSession(call, opened);
};

/**
 * A login by the device key alone, for ninety days after the PIN or a token opened a session (12.4, 12.5): its proof is the
 * signature. It never touches the count of wrong PINs.
 */
export const logInWithKey = async (call: DeviceCall, payload: DevicePayload<"login.key">): Promise<DeviceResult<"login.key">> => {
  const held = await heldDevice(call, payload);
  await refuseStaying(call, held);
  if (!held.grantUntil || held.grantUntil <= call.now) throw new DeviceRefusal("kNoTokenDataAvailable", "Log in with the PIN or a token first.");
  const device = await usableDevice(call, payload);
  const client = await astClients(call.deps.storage.pool).byKey(device.tenantId, device.jkt);
  if (client?.revokedAt) throw cannotAcquire("The identity provider has withdrawn this installation.");
  return describeSession(call, await call.deps.storage.transaction((tx) => openSession(tx, call, { device, factor: "key" })));
};

/** Says beforehand what the tenant's rule and the lock of the PIN keep from such a login. */
export const checkKeyLogin = async (call: DeviceCall, payload: DevicePayload<"login.key.check">): Promise<DeviceResult<"login.key.check">> => {
  await refuseStaying(call, await heldDevice(call, payload));
  return {};
};

/** The first guards of 12.5, in their order. An administrator's lock is told of later: by whoever lets the device in. */
const refuseStaying = async ({ deps, now }: DeviceCall, device: Device): Promise<void> => {
  const { stayLoggedIn = true } = await readDevicePolicies(deps.storage.pool, device.tenantId);
  if (!stayLoggedIn) throw new DeviceRefusal("kOfflineNotActivated", "Nobody stays logged in here.");
  const lock = lockAt(device, now);
  const refused = chargePinUse(lock.at === "ADMIN_LOCKED" ? lock.before : lock, now);
  if (refused.outcome === "charged" || refused.answer.verdict === "removed") return;
  const { verdict, ...rest } = refused.answer;
  throw verdict === "blocked" ? new DeviceRefusal("kPinBlocked", "The PIN is blocked.", rest) : pinRefusal("login", refused.answer);
};

/** A login with a one-time token of the tenant's back end. */
export const logInWithToken = async (call: DeviceCall, payload: DevicePayload<"login.token">): Promise<DeviceResult<"login.token">> => {
  const device = await usableDevice(call, payload);
  await redeemDeviceToken(call.deps, payload.token, { use: "login", tenantId: device.tenantId, userId: device.userId });
  const opened = await call.deps.storage.transaction(async (tx) => {
    await devices(tx).grant(device.id, new Date(call.now.getTime() + GRANT_MS));
    return openSession(tx, call, { device, factor: "token" });
  });
  return describeSession(call, opened);
};

/** The device of a login without PIN; the key has proved itself. */
const heldDevice = async (call: DeviceCall, payload: Pick<DevicePayload<"login.start">, "user" | "deviceId">): Promise<Device> => {
  const device = await deviceOf(call, payload);
  if (!device) throw wrongCredentials();
  if (device.removedAt) throw removedDevice();
  return device;
};

/** The same, where nobody locked it; a lock may be named. */
const usableDevice = async (call: DeviceCall, payload: Pick<DevicePayload<"login.start">, "user" | "deviceId" | "app">): Promise<Device> => {
  const device = await heldDevice(call, payload);
  const refusal = await adminRefusal(call.deps.storage.pool, device, call.now);
  if (refusal) throw refusal;
  await requireUsableApp(call.deps, device.tenantId, payload.app);
  await devices(call.deps.storage.pool).touch(device.id, { name: payload.app.appName, version: payload.app.version }, call.now);
  return { ...device, appName: payload.app.appName, appVersion: payload.app.version };
};

/** The session of a request; moves its end on unless the device only waits. */
export const requireSession = async (call: DeviceCall, token: string | undefined, name: string): Promise<SessionCall> => {
  const sessions = deviceSessions(call.deps.storage.pool);
  const session = token === undefined ? null : await sessions.byHash(hashToken(token));
  if (!session || session.jkt !== call.key.jkt || session.endedAt || session.expiresAt <= call.now) {
    throw new DeviceRefusal("kLoginRequired", "Log in first.", { refusal: "SESSION_ENDED" });
  }
  if (name !== "events.wait" && name !== "events.subscribe") await sessions.extend(session.tokenHash, new Date(call.now.getTime() + SESSION_MS));
  return { ...call, session };
};

/** Ends the session. */
export const endSession = async ({ deps, session, now }: SessionCall): Promise<DeviceResult<"session.end">> => {
  await deviceSessions(deps.storage.pool).end(session.tokenHash, now);
  return {};
};

/** The person did something: the session was moved on by the request itself. */
export const keepSession = async ({ now }: SessionCall): Promise<DeviceResult<"session.keep">> => ({
  expiresAt: new Date(now.getTime() + SESSION_MS).toISOString(),
});
