import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { users } from "@drawbridge/storage";
import { identityProvider } from "../../faces/connections/identity/identity-provider.ts";
import { amrOf } from "../channel/open-device-session.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { acrOf } from "./enter-with-client.ts";
import { cannotAcquire, deviceClientOf } from "./maverick-tenant.ts";

const scopesOf = (scope: string): readonly string[] => scope.split(" ").filter((one) => one !== "");

/** An authorization code for a client of the tenant: the session is the sign-in, and only this device can redeem it. */
export const issueCode = async (call: SessionCall, payload: DevicePayload<"client.code">): Promise<DeviceResult<"client.code">> => {
  const { deps, session, now } = call;
  const { audience, scope, codeChallenge, clientId } = payload;
  const known = await deviceClientOf(deps, session.tenantId, clientId);
  const allowed = known.settings.device?.audiences.find((one) => one.audience === audience);
  const foreign = scopesOf(scope).find((one) => !allowed?.scopes.includes(one));
  if (!allowed || foreign !== undefined) throw cannotAcquire("The client may not ask for this audience or scope.");
  const user = await users(deps.storage.pool).byId(session.tenantId, session.userId);
  const provider = await identityProvider(deps);
  const client = await provider.Client.find(clientId);
  const [redirectUri] = client?.redirectUris ?? [];
  if (!user || !client || redirectUri === undefined) throw cannotAcquire("The client has no address to return to.");
  const grant = new provider.Grant({ accountId: user.hexId, clientId });
  grant.addResourceScope(audience, scope);
  const grantId = await grant.save();
  const code = new provider.AuthorizationCode({
    accountId: user.hexId,
    client,
    grantId,
    gty: "authorization_code",
    redirectUri,
    scope,
    resource: audience,
    codeChallenge,
    codeChallengeMethod: "S256",
    dpopJkt: session.jkt,
    acr: acrOf(user),
    amr: [...amrOf[session.factor]],
    authTime: Math.floor(now.getTime() / 1000),
  });
  const value = await code.save();
  return { code: value, redirectUri, expiresAt: new Date(now.getTime() + code.expiration * 1000).toISOString() };
};
