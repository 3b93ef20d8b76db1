import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { tenants, users } from "@drawbridge/storage";
import { codeLives, issueActivationCode } from "../activation/activation-codes.ts";
import type { DeviceCall } from "./device-call.ts";
import { DeviceRefusal } from "./device-refusal.ts";
import { readDeviceSettings, usualDeviceSettings, type DeviceSettings } from "../help-desk/tenant-device-settings.ts";
import { updateStateOf } from "../help-desk/device-updates.ts";
import { refOf } from "../device-user.ts";

/** What a PIN must be like; the server never sees one, so the MC enforces it. */
export const pinPolicy = { minLength: 6, maxLength: 12, digitsOnly: true } as const;

const noUpdate = { status: "kOk", updateType: "NONE", updateUrl: "", infoUrl: "", updateDigest: "", expiresInSeconds: 0, manifest: "" } as const;

/** Updates of a tenant's app; an unknown tenant has none. */
export const readUpdate = async ({ deps }: DeviceCall, { tenantId, app }: DevicePayload<"update.get">): Promise<DeviceResult<"update.get">> => {
  const tenant = await tenants(deps.storage.pool).bySlug(tenantId);
  return tenant ? updateStateOf(deps, tenant.id, app) : noUpdate;
};

/** What a tenant offers, before anything is known of the device. */
export const greet = async (call: DeviceCall, payload: DevicePayload<"hello">): Promise<DeviceResult<"hello">> => ({
  environments: [...(await settingsOf(call, payload.tenantId)).environments],
  pinPolicy: { ...pinPolicy },
  update: await readUpdate(call, payload),
});

/** A person nobody knows, with a code to activate. */
export const createAnonymousUser = async (
  { deps, key, now }: DeviceCall,
  payload: DevicePayload<"user.anonymous">,
): Promise<DeviceResult<"user.anonymous">> => {
  const tenant = await tenants(deps.storage.pool).bySlug(payload.tenantId);
  if (!tenant || !(await readDeviceSettings(deps, tenant.id)).anonymousUsers)
    throw new DeviceRefusal("kNotSupported", "This tenant takes no anonymous users.");
  return deps.storage.transaction(async (tx) => {
    const user = await users(tx).create(tenant.id, { externalId: null, managedBy: "user" });
    if (!user) throw new DeviceRefusal("kFailed", "The user could not be made.");
    const wish = {
      purpose: "activation",
      channel: "screen",
      lifeMs: codeLives.screen.usual,
      actor: `key:${key.jkt}`,
      reason: "anonymous user",
    } as const;
    const { code } = await issueActivationCode(tx, { tenant, user, kms: deps.kms, now }, wish);
    return { user: refOf({ tenant, user }), activationCode: code };
  });
};

const settingsOf = async ({ deps }: DeviceCall, slug: string): Promise<DeviceSettings> => {
  const tenant = await tenants(deps.storage.pool).bySlug(slug);
  return tenant ? readDeviceSettings(deps, tenant.id) : usualDeviceSettings;
};
