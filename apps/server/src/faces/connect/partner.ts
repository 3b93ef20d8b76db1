import { tenants, type Tenant } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import { hashToken, matchesHash, newToken } from "../../http/token-hash.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { ConnectProblem } from "./problem.ts";

const TOKEN_MS = 7_200_000; // connect-events.md, 4.1

const headerOf = (request: FastifyRequest, name: "app-key" | "app-token"): string | null => {
  const value = request.headers[`finicity-${name}`] ?? request.headers[name];
  return typeof value === "string" && value !== "" ? value : null;
};

const appKeyOf = (request: FastifyRequest): string => {
  const key = headerOf(request, "app-key");
  if (!key) throw new ConnectProblem(401, 10026, "The app key is missing");
  return key;
};

/** Numbers arrive as strings or numbers; anything else is no id. */
export const numberOf = (value: unknown): number | null => {
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  return /^[1-9][0-9]{0,15}$/.test(text) ? Number(text) : null;
};

/** Exchanges partner credentials for a token of two hours; the fifth failure locks the partner. */
export const authenticatePartner = async (deps: Deps, request: FastifyRequest, body: Readonly<Record<string, unknown>>): Promise<string> => {
  const appKey = appKeyOf(request);
  const { partnerId, partnerSecret } = body;
  const no = numberOf(partnerId);
  const tenant = no === null ? null : await tenants(deps.storage.pool).byNo(no);
  if (!tenant || typeof partnerSecret !== "string") throw new ConnectProblem(401, 10001, "Invalid credentials");
  // Counted before the secret is checked: a crash in between must not give a free guess.
  const { locked } = await tenants(deps.storage.pool).countFailedAuth(tenant.id);
  if (locked) throw new ConnectProblem(401, 24302, "The partner is locked after too many failed attempts");
  const right = matchesHash(partnerSecret, tenant.partnerSecretHash) && matchesHash(appKey, tenant.appKeyHash);
  if (!right) throw new ConnectProblem(401, 10001, "Invalid credentials");
  await tenants(deps.storage.pool).resetFailedAuth(tenant.id);
  const token = newToken();
  await tenants(deps.storage.pool).issuePartnerToken(hashToken(token), tenant.id, new Date(deps.now().getTime() + TOKEN_MS));
  return token;
};

/** The tenant behind an app key and token. */
export const partnerOf = async (deps: Deps, request: FastifyRequest): Promise<Tenant> => {
  const appKey = appKeyOf(request);
  const token = headerOf(request, "app-token");
  if (!token) throw new ConnectProblem(401, 10024, "The app token is missing");
  const found = await tenants(deps.storage.pool).byPartnerToken(hashToken(token), deps.now());
  if (!found || !matchesHash(appKey, found.tenant.appKeyHash)) throw new ConnectProblem(401, 10022, "Invalid token");
  if (found.expired) throw new ConnectProblem(401, 10023, "The token has expired");
  return found.tenant;
};
