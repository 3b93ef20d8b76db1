import { tenants, type Tenant } from "@drawbridge/storage";
import type { KnownClient } from "../../faces/connections/identity/client-book.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { DeviceRefusal } from "../channel/device-refusal.ts";
import { readDeviceSettings } from "../help-desk/tenant-device-settings.ts";

/** The one answer to whatever the identity provider does not accept. */
export const cannotAcquire = (why: string): DeviceRefusal => new DeviceRefusal("kCannotAcquireTokenData", why);

/** A tenant whose devices sign in at the identity provider; every other answers alike. */
export const maverickTenant = async (deps: Deps, slug: string): Promise<Tenant> => {
  const tenant = await tenants(deps.storage.pool).bySlug(slug);
  if (!tenant || !(await readDeviceSettings(deps, tenant.id)).environments.includes("MAVERICK"))
    throw new DeviceRefusal("kNotSupported", "This tenant has no sign-in for devices.");
  return tenant;
};

/** The device client of a tenant; one of another tenant, or of another kind, is unknown. */
export const deviceClientOf = async (deps: Deps, tenantId: string, clientId: string): Promise<KnownClient> => {
  const client = await deps.identity.clients.find(clientId);
  if (client?.tenantId !== tenantId || !client.settings.device) throw cannotAcquire("This client is not known.");
  return client;
};
