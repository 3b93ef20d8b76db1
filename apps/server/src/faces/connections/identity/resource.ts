import { errors, type Client, type ResourceServer } from "oidc-provider";
import type { KnownClient } from "./client-book.ts";
import { isFapi } from "./fapi-profile.ts";
import { fixedScopes } from "./scopes.ts";

/** The one thing access tokens are for. */
export const RESOURCE = "urn:drawbridge:connections";

const TOKEN_LIFE_S = 600; // connections.md, 3.4

/** How its tokens look: signed statements to the client that asked. */
export const resourceServer = (identifier: string, client: Client): ResourceServer => {
  if (identifier !== RESOURCE) throw new errors.InvalidTarget();
  return {
    scope: fixedScopes.join(" "),
    audience: client.clientId,
    accessTokenTTL: TOKEN_LIFE_S,
    accessTokenFormat: "jwt",
    jwt: { sign: { alg: isFapi(client) ? "PS256" : "RS256" } },
  };
};

const DEVICE_TOKEN_LIFE_S = 120; // authenticator.md, 12.14

/** The same for what a client of devices may get tokens for. */
export const deviceResource = ({ settings }: KnownClient, identifier: string): ResourceServer => {
  const found = settings.device?.audiences.find(({ audience }) => audience === identifier);
  if (!found) throw new errors.InvalidTarget();
  return {
    scope: found.scopes.join(" "),
    audience: identifier,
    accessTokenTTL: DEVICE_TOKEN_LIFE_S,
    accessTokenFormat: "jwt",
    jwt: { sign: { alg: "RS256" } },
  };
};
