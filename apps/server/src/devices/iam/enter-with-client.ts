import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { openLock } from "@drawbridge/domain";
import { astClients, devices, newId, type AstClient, type Device, type Tx, type User } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { adminRefusal, removedDevice, userRefusal } from "../pin/device-lock.ts";
import { DeviceRefusal } from "../channel/device-refusal.ts";
import { describeSession, GRANT_MS, openSession, type OpenedSession } from "../channel/open-device-session.ts";
import { PIN_SUITE } from "../pin/pin-proof.ts";

/** Who comes in, by which client of the identity server, on which installation. */
export interface Entry {
  readonly user: User;
  readonly client: AstClient;
  readonly oidcClientId: string;
  readonly payload: Pick<DevicePayload<"client.redeem">, "encryptionKey" | "app">;
}

/** "0" for a person nobody knows: they may be upgraded later. */
export const acrOf = ({ managedBy, externalId }: User): "0" | "1" => (managedBy === "user" && externalId === null ? "0" : "1");

/** Makes the installation a device of the person, or finds that it is one, and opens a session: activation and login in one. */
export const enterWithClient = async (tx: Tx, call: DeviceCall, entry: Entry): Promise<OpenedSession> => {
  const { user, client, oidcClientId } = entry;
  const device = client.deviceId === null ? await makeDevice(tx, call, entry) : await findDevice(tx, call, { user, deviceId: client.deviceId });
  await devices(tx).grant(device.id, new Date(call.now.getTime() + GRANT_MS));
  await astClients(tx).link(client.id, { userId: user.id, deviceId: device.id, oidcClientId });
  await recordDeed(tx, {
    tenantId: user.tenantId,
    userId: user.id,
    at: call.now,
    actor: `device:${printId("dev", device.id)}`,
    action: "ast_client.linked",
    subject: printId("ast", client.id),
    data: { device: printId("dev", device.id), client: oidcClientId, acr: acrOf(user) },
  });
  return openSession(tx, call, { device, factor: "token" });
};

const findDevice = async (tx: Tx, { now }: DeviceCall, { user, deviceId }: { readonly user: User; readonly deviceId: string }): Promise<Device> => {
  const device = await devices(tx).lock(user.tenantId, deviceId);
  if (!device || device.removedAt) throw removedDevice();
  if (device.userId !== user.id) throw new DeviceRefusal("kMismatchedUser", "This device is another person's.");
  const locked = await adminRefusal(tx, device, now);
  if (locked) throw locked;
  return device;
};

const makeDevice = async (tx: Tx, { key, now }: DeviceCall, { user, payload }: Entry): Promise<Device> => {
  const locked = await userRefusal(tx, user.id, now);
  if (locked) throw locked;
  const id = newId();
  const keys = { jkt: key.jkt, publicKey: key.publicKey, encryptionKey: payload.encryptionKey, pinRecord: null, suite: PIN_SUITE, lock: openLock };
  const app = { appName: payload.app.appName, appVersion: payload.app.version, name: `${payload.app.appName} ${id.slice(-4)}` };
  const made = await devices(tx).create({ id, tenantId: user.tenantId, userId: user.id, ...keys, ...app, createdAt: now });
  const device = made ? await devices(tx).byId(user.tenantId, id) : null;
  if (!device) throw new DeviceRefusal("kUserIdAlreadyExists", "This device key or name belongs to a device already.");
  const subject = printId("dev", id);
  const who = { tenantId: user.tenantId, userId: user.id, at: now, actor: `device:${subject}` };
  await recordDeed(tx, { ...who, action: "device.activated", subject, data: { jkt: key.jkt, by: "identity_provider" } });
  return device;
};

/** What a device is told of how it came in. */
export const describeEntry = async (
  call: DeviceCall,
  opened: OpenedSession,
  { user, client }: Pick<Entry, "user" | "client">,
): Promise<DeviceResult<"client.redeem">> => ({
  ...(await describeSession(call, opened)),
  deviceId: printId("dev", opened.device.id),
  deviceName: opened.device.name,
  astClientId: client.id,
  acr: acrOf(user),
});
