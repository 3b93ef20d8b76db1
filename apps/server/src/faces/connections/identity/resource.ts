import { errors, type ResourceServer } from "oidc-provider";
import { fixedScopes } from "./scopes.ts";

/** The one thing access tokens are for. */
export const RESOURCE = "urn:drawbridge:connections";

const TOKEN_LIFE_S = 600; // connections.md, 3.4

/** How its tokens look: signed statements to the client that asked. */
export const resourceServer = (identifier: string, clientId: string): ResourceServer => {
  if (identifier !== RESOURCE) throw new errors.InvalidTarget();
  return {
    scope: fixedScopes.join(" "),
    audience: clientId,
    accessTokenTTL: TOKEN_LIFE_S,
    accessTokenFormat: "jwt",
    jwt: { sign: { alg: "RS256" } },
  };
};
