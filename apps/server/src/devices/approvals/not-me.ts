import { lockByAdministrator } from "@drawbridge/domain";
import { connectionPauses, deviceSessions, devices, type AdminLock, type Device, type Operation, type Tx } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { settleConnectionsById } from "../../use-cases/settle-connections.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { recordDeed } from "../help-desk/audit.ts";
import { lockAt } from "../pin/device-lock.ts";
import { readDevicePolicies, type notMeActions } from "../help-desk/device-policies.ts";
import { storeMessage } from "../exchange/send-message.ts";

interface Denial {
  readonly operation: Operation;
  readonly device: Device;
}

type Act = (tx: Tx, deps: Deps, denial: Denial) => Promise<void>;

/** Tells the person's other devices, which the one who asked may not hold. */
const alert: Act = async (tx, deps, { operation, device }) => {
  const { tenantId, userId } = device;
  for (const other of await devices(tx).ofUser(tenantId, userId)) {
    if (other.id === device.id) continue;
    await storeMessage(tx, deps, {
      to: { tenantId, userId, device: other },
      kind: "WARNING",
      banner: "Something was not you",
      text: `“${operation.banner}” was answered with “This was not me” on ${device.name}. If you did not answer that, call the help desk.`,
      actor: "server",
    });
  }
};

/** Locks the device until the help desk has spoken to the person. */
const lockDevice: Act = async (tx, deps, { operation, device }) => {
  const held = await devices(tx).lock(device.tenantId, device.id);
  const lock: AdminLock = { by: "policy", reason: "an approval was answered with “This was not me”", liftableBy: "helpdesk", until: null };
  if (!held || held.removedAt || !(await lockNow(tx, deps, { device: held, lock }))) return;
  const { tenantId, userId } = device;
  const data = { reason: lock.reason, operation: printId("op", operation.id) };
  await recordDeed(tx, { tenantId, userId, at: deps.now(), actor: "server", action: "device.locked", subject: printId("dev", device.id), data });
};

/** Nothing is fetched any more until the help desk lets it. */
const pauseConnections: Act = async (tx, deps, { operation, device }) => {
  const { tenantId, userId } = device;
  const ids = await connectionPauses(tx).pauseOfUser(tenantId, userId, clockOf(deps, tenantId));
  await settleConnectionsById(deps, tx, { tenantId, ids, trigger: "pause" });
  const data = { connections: ids.length, operation: printId("op", operation.id) };
  await recordDeed(tx, { tenantId, userId, at: deps.now(), actor: "server", action: "connections.paused", subject: printId("usr", userId), data });
};

const acts: Readonly<Record<(typeof notMeActions)[number], Act>> = { alert, lock_device: lockDevice, pause_connections: pauseConnections };

/** Does what the tenant wants done when a person says that a question was not theirs; in the transaction of the refusal. */
export const actOnNotMe = async (tx: Tx, deps: Deps, denial: Denial): Promise<void> => {
  const { operation, device } = denial;
  const { notMe } = await readDevicePolicies(tx, operation.tenantId);
  const { tenantId, userId } = operation;
  const actor = `device:${printId("dev", device.id)}`;
  const subject = printId("op", operation.id);
  await recordDeed(tx, { tenantId, userId, at: deps.now(), actor, action: "operation.not_me", subject, data: { actions: notMe } });
  for (const action of notMe) await acts[action](tx, deps, denial);
};

/** Locks a device that is held: its sessions end, and it is told. False when it was locked already. */
export const lockNow = async (tx: Tx, deps: Deps, { device, lock }: { readonly device: Device; readonly lock: AdminLock }): Promise<boolean> => {
  const now = deps.now();
  const locked = lockByAdministrator(lockAt(device, now));
  if (locked.outcome === "wrong_state") return false;
  await devices(tx).saveLock(device.id, locked.lock);
  await devices(tx).saveAdminLock(device.id, lock);
  await deviceSessions(tx).endOfDevice(device.id, now);
  const payload = { status: "kLockedCertificate", errorCode: 500_000_029, description: "The device was locked." };
  await deviceSessions(tx).tell([device.id], { name: "alert", payload }, now);
  return true;
};
