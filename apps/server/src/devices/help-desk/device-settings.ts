import { Secret } from "@drawbridge/adapter-kit";
import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { devices } from "@drawbridge/storage";
import { readPushToken } from "../../push/push-sender.ts";
import { printId } from "../../ids.ts";
import { recordDeed } from "./audit.ts";
import { deviceOfSession } from "../pin/change-pin.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { DeviceRefusal } from "../channel/device-refusal.ts";
import { signAs } from "../channel/device-signature.ts";
import { personOf, refOf } from "../device-user.ts";
import { removedDevice } from "../pin/device-lock.ts";
import { amrOf } from "../channel/open-device-session.ts";

const TOKEN_LIFE_S = 300;

/** SetPushToken: sealed, as whoever has it can wake the device. */
export const setPushToken = async (call: SessionCall, { pushToken }: DevicePayload<"push.set">): Promise<DeviceResult<"push.set">> => {
  const { deps } = call;
  const read = readPushToken(pushToken);
  if (!read) throw new DeviceRefusal("kInvalidParameter", "A push token begins with APN:, FCM:, FCMF:, HPK: or WEB:.");
  const refusal = await deps.pushSenders.find(({ prefix }) => prefix === read.prefix)?.check(read.token);
  if (refusal) throw new DeviceRefusal("kInvalidParameter", `This push token cannot be used: ${refusal}.`);
  const device = await deviceOfSession(call);
  const purpose = { tenantId: device.tenantId, userId: device.userId, ownerId: device.id, purpose: "push_token" } as const;
  await devices(deps.storage.pool).savePushToken(device.id, deps.vault.seal(new Secret(pushToken), purpose));
  return {};
};

/** SetDeviceName. */
export const setDeviceName = async (call: SessionCall, { deviceName }: DevicePayload<"device.name">): Promise<DeviceResult<"device.name">> => {
  const device = await deviceOfSession(call);
  const renamed = await call.deps.storage.transaction(async (tx) => {
    if (!(await devices(tx).rename(device.id, deviceName))) return false;
    const subject = printId("dev", device.id);
    const { tenantId, userId } = device;
    await recordDeed(tx, {
      tenantId,
      userId,
      at: call.now,
      actor: `device:${subject}`,
      action: "device.renamed",
      subject,
      data: { name: deviceName },
    });
    return true;
  });
  if (!renamed) throw new DeviceRefusal("kInvalidParameter", "Another device has this name."); // its result knows no kNotUnique (authenticator.md, section 3)
  return {};
};

/** GetDeviceInformation. */
export const readDevice = async (call: SessionCall): Promise<DeviceResult<"device.get">> => {
  const { id, name, jkt } = await deviceOfSession(call);
  return { deviceId: printId("dev", id), deviceName: name, jkt };
};

/** RequestToken: short-lived, bound to the device key. */
export const requestToken = async (call: SessionCall, { audience }: DevicePayload<"token.request">): Promise<DeviceResult<"token.request">> => {
  const { deps, session, now } = call;
  const person = await personOf(deps, session.tenantId, session.userId);
  if (!person) throw removedDevice();
  const ref = refOf(person);
  const claims = {
    aud: audience,
    sub: ref.userId,
    tenant: ref.tenantId,
    device: printId("dev", session.deviceId),
    cnf: { jkt: session.jkt },
    amr: [...amrOf[session.factor]],
  };
  const token = await signAs(deps, "tokens", { typ: "at+jwt", claims, lifeS: TOKEN_LIFE_S });
  return { token, expiresAt: new Date(now.getTime() + TOKEN_LIFE_S * 1000).toISOString() };
};
