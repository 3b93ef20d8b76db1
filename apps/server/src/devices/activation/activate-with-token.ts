import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { openLock } from "@drawbridge/domain";
import { devices, newId } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { userRefusal } from "../pin/device-lock.ts";
import { DeviceRefusal, wrongCredentials } from "../channel/device-refusal.ts";
import { redeemDeviceToken } from "./device-tokens.ts";
import { requireUsableApp } from "../help-desk/device-updates.ts";
import { displayNameOf, findPerson, refOf } from "../device-user.ts";
import { GRANT_MS } from "../channel/open-device-session.ts";
import { refuseTooMany } from "./start-activation.ts";
import { PIN_SUITE } from "../pin/pin-proof.ts";

/** Activation with a one-time token of the tenant: no code, no PIN (12.2). */
export const activateWithToken = async (call: DeviceCall, payload: DevicePayload<"activation.token">): Promise<DeviceResult<"activation.token">> => {
  const { deps, key, now } = call;
  const person = await findPerson(deps, payload.user);
  if (!person) throw wrongCredentials();
  const { tenant, user } = person;
  const update = await requireUsableApp(deps, tenant.id, payload.app);
  await redeemDeviceToken(deps, payload.token, { use: "activation", tenantId: tenant.id, userId: user.id });
  const id = newId();
  const name = payload.deviceName ?? `${payload.app.appName} ${id.slice(-4)}`;
  const app = { appName: payload.app.appName, appVersion: payload.app.version };
  await deps.storage.transaction(async (tx) => {
    const locked = await userRefusal(tx, user.id, now);
    if (locked) throw locked;
    await devices(tx).holdActivations(user.id);
    await refuseTooMany(tx, { tenantId: tenant.id, userId: user.id });
    const keys = { jkt: key.jkt, publicKey: key.publicKey, encryptionKey: payload.encryptionKey, pinRecord: null, suite: PIN_SUITE, lock: openLock };
    if (!(await devices(tx).create({ id, tenantId: tenant.id, userId: user.id, name, ...keys, ...app, createdAt: now }))) {
      throw new DeviceRefusal("kUserIdAlreadyExists", "This device key or name belongs to a device already.");
    }
    await devices(tx).grant(id, new Date(now.getTime() + GRANT_MS));
    const subject = printId("dev", id);
    await recordDeed(tx, {
      tenantId: tenant.id,
      userId: user.id,
      at: now,
      actor: `device:${subject}`,
      action: "device.activated",
      subject,
      data: { jkt: key.jkt, by: "token" },
    });
  });
  return { deviceId: printId("dev", id), user: refOf(person), displayName: displayNameOf(user), deviceName: name, update };
};
