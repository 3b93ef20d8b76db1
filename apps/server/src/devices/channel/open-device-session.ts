import type { DeviceResult } from "@drawbridge/contract";
import { deviceMessages, deviceSessions, operations, type Device, type DeviceSession, type Tx } from "@drawbridge/storage";
import { hashToken, newToken } from "../../http/token-hash.ts";
import { printId } from "../../ids.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { DeviceCall } from "./device-call.ts";
import { wrongCredentials } from "./device-refusal.ts";
import { updateStateOf } from "../help-desk/device-updates.ts";
import { displayNameOf, personOf, refOf } from "../device-user.ts";

/** A session ends after so long without a request (RTS art. 4(3)(d)). */
export const SESSION_MS = 5 * 60_000;
/** How long after a login with PIN or token the key alone opens a session (12.5). */
export const GRANT_MS = 90 * 24 * 3_600_000;
const OTP_MS = 60_000;
const EVENTS_KEPT_MS = 24 * 3_600_000;
const LAST_ATC = 65_535;

/** A session that was opened, with its secrets. */
export interface OpenedSession {
  readonly device: Device;
  readonly token: string;
  readonly otp: string;
  readonly after: number;
}

/** What opened a session (RFC 8176). */
export const amrOf = { pin: ["pin", "swk", "mfa"], token: ["swk"], key: ["swk"] } as const satisfies Record<
  DeviceSession["factor"],
  readonly string[]
>;

/** A new session; one the device still had ends. */
export const openSession = async (
  tx: Tx,
  { key, now }: DeviceCall,
  { device, factor }: { readonly device: Device; readonly factor: DeviceSession["factor"] },
): Promise<OpenedSession> => {
  const [token, otp] = [newToken(), newToken()];
  const sessions = deviceSessions(tx);
  await sessions.endOfDevice(device.id, now);
  await sessions.forgetEvents(device.id, new Date(now.getTime() - EVENTS_KEPT_MS));
  await sessions.open({
    tokenHash: hashToken(token),
    tenantId: device.tenantId,
    userId: device.userId,
    deviceId: device.id,
    jkt: key.jkt,
    factor,
    otpHash: hashToken(otp),
    otpExpiresAt: new Date(now.getTime() + OTP_MS),
    createdAt: now,
    expiresAt: new Date(now.getTime() + SESSION_MS),
  });
  await recordDeed(tx, {
    tenantId: device.tenantId,
    userId: device.userId,
    at: now,
    actor: `device:${printId("dev", device.id)}`,
    action: "device.logged_in",
    subject: printId("dev", device.id),
    data: { amr: amrOf[factor] },
  });
  return { device, token, otp, after: await sessions.lastSeq(device.id) };
};

/** What a device is told of its new session. */
export const describeSession = async (call: DeviceCall, { device, token, otp, after }: OpenedSession): Promise<DeviceResult<"login.finish">> => {
  const { deps, now } = call;
  const person = await personOf(deps, device.tenantId, device.userId);
  if (!person) throw wrongCredentials();
  return {
    session: token,
    expiresAt: new Date(now.getTime() + SESSION_MS).toISOString(),
    otp,
    user: refOf(person),
    displayName: displayNameOf(person.user),
    waiting: await countWaiting(call, device),
    after,
    seedWanted: device.seedId === null || device.atc >= LAST_ATC,
    update: await updateStateOf(deps, device.tenantId, { appName: device.appName, version: device.appVersion }),
  };
};

const countWaiting = async ({ deps }: DeviceCall, { tenantId, userId, id }: Device): Promise<number> => {
  const who = { userId, deviceId: id };
  const [waiting, unread] = await Promise.all([
    operations(deps.storage.pool).waitingFor(who, clockOf(deps, tenantId)),
    deviceMessages(deps.storage.pool).waitingFor(who),
  ]);
  return waiting.length + unread.length;
};
