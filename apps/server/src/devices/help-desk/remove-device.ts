import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { deviceSessions, devices, operations, type Device, type Tx } from "@drawbridge/storage";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { recordDeed } from "./audit.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { settleOperation } from "../approvals/operation-outcome.ts";

/** Takes a device out: its secrets are forgotten, its sessions end, and what only it could approve is over: with the last one, all. False when it was removed before. */
export const removeDevice = async (
  tx: Tx,
  deps: Deps,
  { device, actor, reason }: { readonly device: Device; readonly actor: string; readonly reason: string },
): Promise<boolean> => {
  const now = deps.now();
  if (!(await devices(tx).remove(device.id, { at: "REMOVED" }, now))) return false;
  await deviceSessions(tx).endOfDevice(device.id, now);
  const subject = printId("dev", device.id);
  await deviceSessions(tx).tell(
    [device.id],
    { name: "alert", payload: { status: "kUnknownCertificate", errorCode: 0, description: "The device was removed." } },
    now,
  );
  const { tenantId, userId } = device;
  const isLast = (await devices(tx).ofUser(tenantId, userId)).length === 0;
  for (const operation of await operations(tx).query({ tenantId, ...(isLast ? { userId } : { deviceId: device.id }), limit: 200 })) {
    if (operation.decidedAt === null) await settleOperation(tx, deps, { operation, state: "CANCELLED", reason: "device_removed", by: null, actor });
  }
  await recordDeed(tx, { tenantId, userId, at: now, actor, action: "device.removed", subject, data: { reason } });
  return true;
};

/** The device takes itself out; whoever holds its key may, and a second time nothing happens. */
export const removeOwnDevice = async (
  { deps, key }: DeviceCall,
  { deviceId }: DevicePayload<"device.remove">,
): Promise<DeviceResult<"device.remove">> => {
  const uuid = parseId("dev", deviceId);
  const device = uuid && (await devices(deps.storage.pool).byKey(uuid, key.jkt));
  if (device)
    await deps.storage.transaction((tx) =>
      removeDevice(tx, deps, { device, actor: `device:${printId("dev", device.id)}`, reason: "removed on the device" }),
    );
  return {};
};
