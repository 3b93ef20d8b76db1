import { astClients, tenants, type User } from "@drawbridge/storage";
import { errors, type InteractionResults, type KoaContextWithOIDC, type Provider } from "oidc-provider";
import { DeviceRefusal } from "../../../../devices/channel/device-refusal.ts";
import { takeDeviceToken } from "../../../../devices/activation/device-tokens.ts";
import { readAstClientData } from "../../../../devices/iam/ast-client-data.ts";
import { readDeviceSettings } from "../../../../devices/help-desk/tenant-device-settings.ts";
import type { Deps } from "../../../../use-cases/deps.ts";
import type { KnownClient } from "../client-book.ts";

/** Parameter with the client data of an installation; the header of the same content becomes it. */
export const CLIENT_DATA = "ast_client_data";
/** Parameter with the one-time token of the tenant's own sign-in. */
export const LOGIN_TOKEN = "login_hint_token";
/** The header in which an app sends its client data (contract, 12.13). */
export const CLIENT_DATA_HEADER = "x-kobil-astclientdata";

/** The checks on an authorization request of a device. */
export const checkDeviceRequest = ({ oidc }: KoaContextWithOIDC): void => {
  const { params = {} } = oidc;
  if (params["scope"] !== "openid") throw new errors.InvalidScope("devices sign in with openid alone", String(params["scope"]));
  for (const name of [CLIENT_DATA, LOGIN_TOKEN])
    if (typeof params[name] !== "string" || params[name] === "") throw new errors.InvalidRequest(`missing required parameter ${name}`);
};

const refused = (error_description: string): InteractionResults => ({ error: "access_denied", error_description });

/**
 * A device signs in: the tenant's own sign-in has said who the person is, and the client data which installation asks. No page is
 * shown. The code that follows is good for that installation alone.
 */
export const signInDevice = async (
  deps: Deps,
  provider: Provider,
  { client, params }: { readonly client: KnownClient; readonly params: Readonly<Record<string, unknown>> },
): Promise<InteractionResults> => {
  const tenant = await tenants(deps.storage.pool).byId(client.tenantId);
  if (!tenant || !(await readDeviceSettings(deps, tenant.id)).environments.includes("MAVERICK")) return refused("devices do not sign in here");
  const installation = await readAstClientData(deps, { tenantId: tenant.id, slug: tenant.slug, data: String(params[CLIENT_DATA]) });
  if (!installation) return refused("the client data is not accepted");
  const user = await personOf(deps, String(params[LOGIN_TOKEN]), { tenantId: tenant.id, isLinked: installation.deviceId !== null });
  if (!user) return refused("the person is not signed in");
  if (installation.userId !== null && installation.userId !== user.id) return refused("this installation is another person's");
  const grant = new provider.Grant({ accountId: user.hexId, clientId: client.id });
  grant.addOIDCScope("openid");
  const grantId = await grant.save();
  await astClients(deps.storage.pool).await(installation.id, { grantId, oidcClientId: client.id });
  return { login: { accountId: user.hexId, remember: false }, consent: { grantId } };
};

/** An installation of nobody needs a token for activation; one that has its person a token for login, too. */
const personOf = async (
  deps: Deps,
  token: string,
  { tenantId, isLinked }: { readonly tenantId: string; readonly isLinked: boolean },
): Promise<User | null> => {
  for (const use of isLinked ? (["login", "activation"] as const) : (["activation"] as const)) {
    const user = await takeDeviceToken(deps, token, { use, tenantId }).catch((error: unknown) => {
      if (error instanceof DeviceRefusal) return null;
      throw error;
    });
    if (user) return user;
  }
  return null;
};
