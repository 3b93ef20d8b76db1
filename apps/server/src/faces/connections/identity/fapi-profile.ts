import { errors, type Client, type KoaContextWithOIDC } from "oidc-provider";

/** Metadata by which the library knows clients of the FAPI 2.0 Security Profile (security.md): nobody else gets this mark. */
export const fapiMetadata = {
  require_pushed_authorization_requests: true,
  dpop_bound_access_tokens: true,
} as const;

/** True for them. Clients of devices bind their tokens too, but push nothing. */
export const isFapi = (client: Client | undefined): boolean => client?.["requirePushedAuthorizationRequests"] === true;

/** Seconds by which the clocks of clients may differ (security.md). */
export const CLOCK_TOLERANCE_S = 10;

/** An assertion of theirs is for the issuer and nobody else, and not of a time to come: the library looks at `nbf` alone. */
export const checkAssertion = ({ oidc }: KoaContextWithOIDC, { aud, iat }: Readonly<Record<string, unknown>>, now: Date): void => {
  if (!isFapi(oidc.client)) return;
  if (aud !== oidc.issuer) throw new errors.InvalidClientAuth("aud must be the issuer");
  if (typeof iat === "number" && iat > now.getTime() / 1000 + CLOCK_TOLERANCE_S)
    throw new errors.InvalidClientAuth("the assertion is of a time to come");
};

const HOUR_S = 3600;

/** A signed request object of theirs lives an hour at most, and says from when to when. */
export const checkSignedObject = (claims: Readonly<Record<string, unknown>>, now: Date): void => {
  const { nbf, exp } = claims;
  if (typeof nbf !== "number" || typeof exp !== "number") throw new errors.InvalidRequestObject("the request object needs nbf and exp");
  if (nbf < now.getTime() / 1000 - HOUR_S || exp > nbf + HOUR_S)
    throw new errors.InvalidRequestObject("the request object lives longer than an hour");
};
