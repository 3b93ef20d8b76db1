import type { FastifyRequest } from "fastify";
import type { AccessTokens } from "./access-tokens.ts";

/** Whose data a request may read. */
export interface DataAccess {
  readonly institution: string;
  readonly username: string;
  /** The accounts the person chose; null: all of them. */
  readonly accountIds: readonly string[] | null;
  /** Null where the sign-in happened at the bank's own pages. */
  readonly signedInAt: Date | null;
}

/** Recognises the key-bound tokens that the redirect institutions hand out. */
export interface DataAuthorizer {
  readonly authorizeData: (request: FastifyRequest) => Promise<{
    readonly institution: string;
    readonly username: string;
    readonly accountIds: readonly string[];
  } | null>;
  /** Ends the whole grant of the request's token; safe to repeat, false for a token that was never ours. */
  readonly revokeData?: (request: FastifyRequest) => Promise<boolean>;
}

/** What a request's credentials are worth. */
export type AccessCheck =
  | { readonly outcome: "granted"; readonly access: DataAccess }
  | { readonly outcome: "revoked" }
  | { readonly outcome: "unknown" };

interface Checkers {
  readonly tokens: AccessTokens;
  readonly oidc: DataAuthorizer;
}

/** Finds out whose data the request may read, by either kind of token. */
export async function checkAccess(request: FastifyRequest, { tokens, oidc }: Checkers): Promise<AccessCheck> {
  const token = bearerToken(request);
  if (token === null) {
    const access = await oidc.authorizeData(request);
    return access === null ? { outcome: "unknown" } : { outcome: "granted", access: { ...access, signedInAt: null } };
  }
  const check = await tokens.check(token);
  if (check.outcome === "invalid") return { outcome: "unknown" };
  if (check.outcome === "revoked") return check;
  return { outcome: "granted", access: { ...check.grant, accountIds: null } };
}

/** The bearer token of a request; null when it has none (or a key-bound one). */
export const bearerToken = (request: FastifyRequest): string | null =>
  /^Bearer ([\w.~+/=-]{1,4096})$/iu.exec(request.headers.authorization ?? "")?.[1] ?? null;
