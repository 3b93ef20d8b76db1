import { ACTIVATION_LOCK_BY } from "@drawbridge/contract";
import { unlockByAdministrator } from "@drawbridge/domain";
import { devices, type AdminLock, type Device, type DeviceActivation, type Tenant, type Tx } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { lockNow } from "../approvals/not-me.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { Cause } from "../help-desk/manage-devices.ts";
import { lockAt } from "../pin/device-lock.ts";

/** What its person is told meanwhile. */
const WAITS: AdminLock = { by: ACTIVATION_LOCK_BY, reason: "The activation waits until it is confirmed.", liftableBy: "helpdesk", until: null };

/** True for a device that nobody has confirmed yet. */
export const awaitsCommit = ({ awaitsCommitSince, removedAt }: Pick<Device, "awaitsCommitSince" | "removedAt">): boolean =>
  removedAt === null && awaitsCommitSince !== null;

/** A new device may do nothing until an operator has confirmed it (11.2, "two steps"). */
export const awaitCommit = async (tx: Tx, deps: Deps, { tenantId, deviceId }: DeviceActivation): Promise<void> => {
  const device = await devices(tx).lock(tenantId, deviceId);
  if (!device) return;
  await lockNow(tx, deps, { device, lock: WAITS });
  await devices(tx).saveAwaitsCommit(device.id, deps.now());
};

/** The operator's half: from now on the device counts. */
export const commitActivation = (deps: Deps, { tenant, id, cause }: { readonly tenant: Tenant; readonly id: string | null; readonly cause: Cause }) =>
  deps.storage.transaction(async (tx): Promise<Device> => {
    const device = id && (await devices(tx).lock(tenant.id, id));
    if (!device) throw new AppError("DEVICE_NOT_FOUND");
    const unlocked = unlockByAdministrator(lockAt(device, deps.now()));
    if (!awaitsCommit(device) || unlocked.outcome === "wrong_state")
      throw new AppError("WRONG_STATE", { detail: "the device waits for no confirmation" });
    await devices(tx).saveLock(device.id, unlocked.lock);
    await devices(tx).saveAdminLock(device.id, null);
    await devices(tx).saveAwaitsCommit(device.id, null);
    const { tenantId, userId } = device;
    const subject = printId("dev", device.id);
    const deed = { tenantId, userId, at: deps.now(), actor: `api:${cause.by}`, subject, data: { reason: cause.reason } };
    await recordDeed(tx, { ...deed, action: "device.committed" });
    return { ...device, lock: unlocked.lock, adminLock: null, awaitsCommitSince: null };
  });
