import { astClients, devices, deviceSessions, tenants, users, type Device } from "@drawbridge/storage";
import { errors, type AccessToken, type ClientCredentials } from "oidc-provider";
import { adminRefusal } from "../../../../devices/pin/device-lock.ts";
import { acrOf } from "../../../../devices/iam/enter-with-client.ts";
import { printId } from "../../../../ids.ts";
import type { Deps } from "../../../../use-cases/deps.ts";

/** What the token of a device says beside its audience and scope: never that it is a device's own. */
export const deviceClaimsOf = async (
  deps: Deps,
  { tenantId, userId, jkt }: { readonly tenantId: string; readonly userId: string; readonly jkt: string },
): Promise<Readonly<Record<string, unknown>>> => {
  const device = await usableDevice(deps, { tenantId, userId, jkt });
  const [tenant, user] = await Promise.all([tenants(deps.storage.pool).byId(tenantId), users(deps.storage.pool).byId(tenantId, userId)]);
  if (!device || !tenant || !user) throw new errors.InvalidGrant("the device is not logged in");
  return { usr: printId("usr", user.id), tenant: tenant.slug, acr: acrOf(user), act: { sub: printId("dev", device.id) } };
};

/** The person's device with this key: there, not locked, and logged in. */
const usableDevice = async (
  deps: Deps,
  { tenantId, userId, jkt }: { readonly tenantId: string; readonly userId: string; readonly jkt: string },
): Promise<Device | null> => {
  const own = await devices(deps.storage.pool).ofUser(tenantId, userId);
  const device = own.find((one) => one.jkt === jkt);
  const installation = await astClients(deps.storage.pool).byKey(tenantId, jkt);
  if (!device || installation?.revokedAt || (await adminRefusal(deps.storage.pool, device, deps.now()))) return null;
  return (await deviceSessions(deps.storage.pool).isOpen({ deviceId: device.id, jkt }, deps.now())) ? device : null;
};

/** The claims of a token that a device client redeems a code for; undefined for every other client. */
export const claimsOfCode = async (deps: Deps, token: AccessToken | ClientCredentials): Promise<Readonly<Record<string, unknown>> | undefined> => {
  if (!("accountId" in token) || token.accountId === undefined || token.clientId === undefined) return undefined;
  const client = await deps.identity.clients.find(token.clientId);
  if (!client?.settings.device) return undefined;
  const user = await users(deps.storage.pool).byHexId(client.tenantId, token.accountId);
  if (!user || token.jkt === undefined) throw new errors.InvalidGrant("the token needs the key of a device");
  return deviceClaimsOf(deps, { tenantId: client.tenantId, userId: user.id, jkt: token.jkt });
};
