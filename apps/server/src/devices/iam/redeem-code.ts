import { createHash } from "node:crypto";
import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { astClients, users, type User } from "@drawbridge/storage";
import { identityProvider } from "../../faces/connections/identity/identity-provider.ts";
import type { Deps } from "../../use-cases/deps.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { DeviceRefusal } from "../channel/device-refusal.ts";
import { requireUsableApp } from "../help-desk/device-updates.ts";
import { readDeviceSettings } from "../help-desk/tenant-device-settings.ts";
import { describeEntry, enterWithClient } from "./enter-with-client.ts";
import { cannotAcquire, deviceClientOf, maverickTenant } from "./maverick-tenant.ts";

type Payload = DevicePayload<"client.redeem">;

/** SetAuthorisationCode: the code, its verifier and the key that signed the client data have to belong together. */
export const redeemCode = async (call: DeviceCall, payload: Payload): Promise<DeviceResult<"client.redeem">> => {
  const { deps, key } = call;
  const tenant = await maverickTenant(deps, payload.tenantId);
  const { id: oidcClientId } = await deviceClientOf(deps, tenant.id, payload.clientId);
  await requireUsableApp(deps, tenant.id, payload.app);
  const code = await takeCode(deps, payload);
  const user: User | null = code && (await users(deps.storage.pool).byHexId(tenant.id, code.accountId));
  if (!code || !user) throw cannotAcquire("The code is not accepted.");
  const { client, opened } = await deps.storage.transaction(async (tx) => {
    const found = await astClients(tx).lockByKey(tenant.id, key.jkt);
    if (!found || found.revokedAt || found.grantId === null || found.grantId !== code.grantId) throw cannotAcquire("The code is for another device.");
    return { client: found, opened: await enterWithClient(tx, call, { user, client: found, oidcClientId, payload }) };
  });
  return describeEntry(call, opened, { user, client });
};

/** Uses a code up before anything of it is looked at: whoever brings it wrongly has spent it. */
const takeCode = async (
  deps: Deps,
  { code, clientId, codeVerifier }: Payload,
): Promise<{ readonly accountId: string; readonly grantId: string } | null> => {
  const provider = await identityProvider(deps);
  const found = await provider.AuthorizationCode.find(code);
  if (!found?.isValid) return null;
  const spent = await found.consume().then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && "error" in error && error.error === "invalid_grant") return false;
      throw error;
    },
  );
  const challenge = createHash("sha256").update(codeVerifier).digest("base64url");
  const fits = found.clientId === clientId && found.codeChallengeMethod === "S256" && found.codeChallenge === challenge;
  const { accountId, grantId } = found;
  return spent && fits && accountId !== undefined && grantId !== undefined ? { accountId, grantId } : null;
};

/** EnrollAnonymousUser: somebody nobody knows, with the lowest level. */
export const enrolAnonymous = async (call: DeviceCall, payload: DevicePayload<"client.anonymous">): Promise<DeviceResult<"client.anonymous">> => {
  const { deps, key } = call;
  const tenant = await maverickTenant(deps, payload.tenantId);
  const { id: oidcClientId } = await deviceClientOf(deps, tenant.id, payload.clientId);
  if (!(await readDeviceSettings(deps, tenant.id)).anonymousUsers) throw new DeviceRefusal("kNotSupported", "This tenant takes no anonymous users.");
  await requireUsableApp(deps, tenant.id, payload.app);
  const { user, client, opened } = await deps.storage.transaction(async (tx) => {
    const found = await astClients(tx).lockByKey(tenant.id, key.jkt);
    if (!found || found.revokedAt || found.deviceId !== null) throw cannotAcquire("This installation cannot enrol anybody.");
    const made = await users(tx).create(tenant.id, { externalId: null, managedBy: "user" });
    if (!made) throw new DeviceRefusal("kFailed", "The user could not be made.");
    return { user: made, client: found, opened: await enterWithClient(tx, call, { user: made, client: found, oidcClientId, payload }) };
  });
  return describeEntry(call, opened, { user, client });
};
