import { apps, appVersions, newId, type DeviceActivation, type Tx } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { recordDeed } from "../help-desk/audit.ts";

/** Registers the version of the app that a code was used in; false when it is registered already. */
export const registerApp = async (tx: Tx, { now }: DeviceCall, taken: DeviceActivation): Promise<boolean> => {
  const { tenantId, userId, deviceId, appName, appVersion: version } = taken;
  const id = newId();
  const facts = { state: "REGISTERED", mandatoryFrom: null, updateUrl: "", infoUrl: "", digest: "" } as const;
  await apps(tx).keep(tenantId, appName, now);
  const isNew = await appVersions(tx).create({ id, tenantId, appName, version, ...facts, createdAt: now });
  if (isNew) {
    const [actor, subject] = [`device:${printId("dev", deviceId)}`, printId("apv", id)];
    const data = { appName, version, code: printId("acd", taken.codeId) };
    await recordDeed(tx, { tenantId, userId, at: now, actor, action: "app_version.registered", subject, data });
  }
  return isNew;
};
