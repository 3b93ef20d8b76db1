import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { AuthGroup, AuthGroupName, AuthGroups, TokenRules } from "../auth-groups.ts";
import { adapterFetch } from "../egress/adapter-fetch.ts";

/** What a bearer token proved. */
export type TokenOutcome =
  | { readonly outcome: "accepted"; readonly issuer: string; readonly audiences: readonly string[] }
  | { readonly outcome: "refused" }
  | { readonly outcome: "scope_missing" }
  /** The issuer's keys could not be had. */
  | { readonly outcome: "keys_unavailable"; readonly cause: unknown };

/** Checks bearer tokens of one group. */
export type TokenCheck = (token: string, now: Date) => Promise<TokenOutcome>;

/** A group as routes see it; `check` is null where no issuer is set up. */
export interface GroupAccess {
  readonly off: boolean;
  readonly check: TokenCheck | null;
}
export type GroupTokens = Readonly<Record<AuthGroupName, GroupAccess>>;

const KEYS_TIMEOUT_MS = 5_000; // a person waits behind this request
const CLOCKS_APART_S = 30; // two machines' clocks are rarely further apart

/** Builds the checks once; keys are fetched when first needed and kept. */
export const createGroupTokens = (groups: AuthGroups): GroupTokens => ({
  widget: accessOf(groups.widget),
  data: accessOf(groups.data),
  deletion: accessOf(groups.deletion),
});

const accessOf = (group: AuthGroup): GroupAccess => ({
  off: group.kind === "off",
  check: group.kind === "tokens" ? checkerOf(group.rules) : null,
});

const keysOf = (rules: TokenRules): JWTVerifyGetKey => {
  if ("shared" in rules.keys) {
    const key = new TextEncoder().encode(rules.keys.shared);
    return () => key;
  }
  const url = new URL(rules.keys.jwksUrl);
  return createRemoteJWKSet(url, { timeoutDuration: KEYS_TIMEOUT_MS, [customFetch]: adapterFetch([url.origin], KEYS_TIMEOUT_MS) });
};

const checkerOf = (rules: TokenRules): TokenCheck => {
  const keys = keysOf(rules);
  const { issuer, audiences, algorithms } = rules;
  return async (token, now) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: [...audiences],
        algorithms: [...algorithms],
        requiredClaims: ["exp"],
        clockTolerance: CLOCKS_APART_S,
        currentDate: now,
      });
      return judge(payload, rules);
    } catch (error) {
      return isRefusal(error) ? { outcome: "refused" } : { outcome: "keys_unavailable", cause: error };
    }
  };
};

const judge = (payload: JWTPayload, { issuer, audiences, scopes }: TokenRules): TokenOutcome => {
  const granted = scopesOf(payload);
  if (!scopes.every((scope) => granted.has(scope))) return { outcome: "scope_missing" };
  const named = [payload.aud ?? []].flat();
  return { outcome: "accepted", issuer, audiences: audiences.filter((audience) => named.includes(audience)) };
};

/** `scope` of RFC 8693, or `scp`, as some issuers write it. */
const scopesOf = ({ scope, scp }: JWTPayload): ReadonlySet<string> =>
  new Set([scope, scp].flat().flatMap((entry) => (typeof entry === "string" ? entry.split(" ") : [])));

const outside = [errors.JWKSTimeout, errors.JWKSInvalid];

/** Everything the token can be blamed for; what remains is the way to the keys. */
const isRefusal = (error: unknown): boolean =>
  error instanceof errors.JOSEError && error.code !== "ERR_JOSE_GENERIC" && !outside.some((kind) => error instanceof kind);
