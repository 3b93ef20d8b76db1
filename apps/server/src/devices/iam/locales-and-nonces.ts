import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { deviceNonces, devices, type Device } from "@drawbridge/storage";
import { hashToken } from "../../http/token-hash.ts";
import { parseId } from "../../ids.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { removedDevice } from "../pin/device-lock.ts";
import { DeviceRefusal, deviceErrorCodes } from "../channel/device-refusal.ts";
import { maverickTenant } from "./maverick-tenant.ts";

const invalid = (why: string): DeviceRefusal => new DeviceRefusal("kInvalidParameter", why, { errorCode: deviceErrorCodes.parameterInvalid });

/** Language tags in their canonical spelling (BCP 47), each once. */
const canonical = (locales: readonly string[]): readonly string[] => {
  try {
    return Intl.getCanonicalLocales([...locales]);
  } catch (error) {
    if (error instanceof RangeError) throw invalid("A locale is not a language tag.");
    throw error;
  }
};

const ownDevice = async ({ deps, key }: DeviceCall, printed: string): Promise<Device | null> => {
  const id = parseId("dev", printed);
  const device = id && (await devices(deps.storage.pool).byKey(id, key.jkt));
  return device && !device.removedAt ? device : null;
};

/** SetLocales. */
export const setLocales = async (call: DeviceCall, payload: DevicePayload<"locales.set">): Promise<DeviceResult<"locales.set">> => {
  const locales = canonical(payload.locales);
  const device = await ownDevice(call, payload.deviceId);
  if (!device) throw removedDevice();
  await devices(call.deps.storage.pool).saveLocales(device.id, locales);
  return { locales: [...locales] };
};

/** ProvideNonce: a nonce that is unknown, late, used or of another action is refused alike. */
export const provideNonce = async (call: DeviceCall, payload: DevicePayload<"nonce.provide">): Promise<DeviceResult<"nonce.provide">> => {
  const { deps, key, now } = call;
  const tenant = await maverickTenant(deps, payload.tenantId);
  const device = payload.deviceId === undefined ? null : await ownDevice(call, payload.deviceId);
  const nonce = { tenantId: tenant.id, nonceHash: hashToken(payload.nonce), action: payload.action };
  const deviceId = device?.tenantId === tenant.id ? device.id : null;
  const taken = await deviceNonces(deps.storage.pool).provide(nonce, { jkt: key.jkt, deviceId, now });
  if (!taken) throw invalid("The nonce is not good for this action.");
  return {};
};
