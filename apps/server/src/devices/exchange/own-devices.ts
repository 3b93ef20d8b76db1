import type { DevicePayload, DeviceResult, OwnDevice } from "@drawbridge/contract";
import { devices, type Device } from "@drawbridge/storage";
import { parseId, printId } from "../../ids.ts";
import { awaitsCommit } from "../activation/commit-activation.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { isOver } from "../pin/device-lock.ts";
import { DeviceRefusal } from "../channel/device-refusal.ts";
import { removeDevice } from "../help-desk/remove-device.ts";

/** All devices of the person. */
export const listOwnDevices = async ({ deps, session, now }: SessionCall): Promise<DeviceResult<"devices.list">> => {
  const own = await devices(deps.storage.pool).ofUser(session.tenantId, session.userId);
  return { devices: own.map((device) => printOwn(device, session.deviceId, now)) };
};

const stateOf = (device: Device, now: Date): OwnDevice["state"] => {
  if (awaitsCommit(device)) return "PENDING";
  return device.adminLock && !isOver(device.adminLock, now) ? "LOCKED" : "ACTIVE";
};

const printOwn = (device: Device, asking: string, now: Date): OwnDevice => ({
  deviceId: printId("dev", device.id),
  name: device.name,
  isThis: device.id === asking,
  state: stateOf(device, now),
  appName: device.appName,
  addedAt: device.createdAt.toISOString(),
  lastUsedAt: device.lastUsedAt?.toISOString() ?? null,
});

const findOwn = async ({ deps, session }: SessionCall, text: string): Promise<Device> => {
  const id = parseId("dev", text);
  const device = id && (await devices(deps.storage.pool).byId(session.tenantId, id));
  if (!device || device.userId !== session.userId || device.removedAt) throw new DeviceRefusal("kInvalidParameter", "This device is not known.");
  return device;
};

/** Another name for any device of the person. */
export const renameOwnDevice = async (
  call: SessionCall,
  { deviceId, deviceName }: DevicePayload<"devices.rename">,
): Promise<DeviceResult<"devices.rename">> => {
  const { id, tenantId, userId } = await findOwn(call, deviceId);
  const renamed = await call.deps.storage.transaction(async (tx) => {
    if (!(await devices(tx).rename(id, deviceName))) return false;
    const deed = { actor: actorOf(call), action: "device.renamed", subject: printId("dev", id), data: { name: deviceName } };
    await recordDeed(tx, { tenantId, userId, at: call.now, ...deed });
    return true;
  });
  if (!renamed) throw new DeviceRefusal("kNotUnique", "Another device has this name.");
  return {};
};

/** Whoever proved the PIN may take a lost device out; the device in the hand is taken out by removing its user. */
export const removeOtherDevice = async (
  call: SessionCall,
  { deviceId }: DevicePayload<"devices.remove">,
): Promise<DeviceResult<"devices.remove">> => {
  const device = await findOwn(call, deviceId);
  if (call.session.factor !== "pin" || device.id === call.session.deviceId)
    throw new DeviceRefusal("kAccessDenied", "Another device is removed after a login with the PIN.");
  const deed = { device, actor: actorOf(call), reason: "removed on another device" };
  await call.deps.storage.transaction((tx) => removeDevice(tx, call.deps, deed));
  return {};
};

const actorOf = ({ session }: SessionCall): string => `device:${printId("dev", session.deviceId)}`;
