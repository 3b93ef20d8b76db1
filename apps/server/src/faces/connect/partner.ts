import { tenants, type Queryable, type Tenant, type TenantCredential } from "@drawbridge/storage";
import type { FastifyRequest } from "fastify";
import { hashToken, matchesHash, newToken } from "../../http/token-hash.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { keepPartnerSecret } from "../../webhooks/partner-secret.ts";
import { ConnectProblem, missingParameter } from "./problem.ts";

const TOKEN_MS = 7_200_000; // connect-events.md, 4.1

const headerOf = (request: FastifyRequest, name: "app-key" | "app-token"): string | null => {
  const value = request.headers[`finicity-${name}`] ?? request.headers[name];
  return typeof value === "string" && value !== "" ? value : null;
};

const appKeyOf = (request: FastifyRequest): string => {
  const key = headerOf(request, "app-key");
  if (!key) throw new ConnectProblem(401, 10_026, "The app key is missing");
  return key;
};

/** Numbers arrive as strings or numbers; anything else is no id. */
export const numberOf = (value: unknown): number | null => {
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  return /^[1-9][0-9]{0,15}$/.test(text) ? Number(text) : null;
};

type Body = Readonly<Record<string, unknown>>;

const rightSecret = async (deps: Deps, request: FastifyRequest, body: Body): Promise<Tenant> => {
  const appKey = appKeyOf(request);
  for (const name of ["partnerId", "partnerSecret"]) if (body[name] === undefined || body[name] === null) throw missingParameter(name);
  const { partnerId, partnerSecret } = body;
  const no = numberOf(partnerId);
  const known = no === null ? null : await tenants(deps.storage.pool).byNo(no);
  // Without the right key there is nothing to guess, so it may not lock the partner either: partner ids are easy to guess.
  if (!known || typeof partnerSecret !== "string" || !(await isAppKeyOf(deps, known, appKey))) throw invalidCredentials();
  return attempt(deps, known.id, partnerSecret);
};

const matchesPrevious = async (deps: Deps, db: Queryable, { id, name, text }: { id: string; name: TenantCredential; text: string }) => {
  const previous = await tenants(db).previousCredential(id, name, deps.now());
  return previous !== null && matchesHash(text, previous.hash);
};

/** The app key of now, or for a while the one before. */
const isAppKeyOf = async (deps: Deps, { id, appKeyHash }: Tenant, text: string): Promise<boolean> =>
  matchesHash(text, appKeyHash) || matchesPrevious(deps, deps.storage.pool, { id, name: "app_key", text });

const invalidCredentials = (): ConnectProblem => new ConnectProblem(401, 10_001, "Invalid credentials");

/** One try under the row's lock: parallel tries count one by one, and no answer leaves before its failure is counted. */
const attempt = async (deps: Deps, tenantId: string, secret: string): Promise<Tenant> => {
  const found = await deps.storage.transaction(async (tx) => {
    const tenant = await tenants(tx).lock(tenantId);
    if (!tenant) return "wrong";
    if (tenant.lockedAt) return "locked";
    const right = matchesHash(secret, tenant.partnerSecretHash);
    if (right || (await matchesPrevious(deps, tx, { id: tenantId, name: "partner_secret", text: secret }))) {
      await tenants(tx).resetFailedAuth(tenantId);
      return tenant;
    }
    await tenants(tx).noteFailedAuth(tenantId, deps.now());
    return "wrong";
  });
  if (found === "locked") throw new ConnectProblem(401, 24_302, "The partner is locked after too many failed attempts");
  if (found === "wrong") throw invalidCredentials();
  return found;
};

/** Exchanges partner credentials for a token of two hours; five failures lock the partner. */
export const authenticatePartner = async (deps: Deps, request: FastifyRequest, body: Body): Promise<string> => {
  const tenant = await rightSecret(deps, request, body);
  const secret = String(body["partnerSecret"]);
  if (matchesHash(secret, tenant.partnerSecretHash)) await keepPartnerSecret(deps, { db: deps.storage.pool, tenantId: tenant.id }, secret);
  const token = newToken();
  await tenants(deps.storage.pool).issuePartnerToken(hashToken(token), tenant.id, new Date(deps.now().getTime() + TOKEN_MS));
  return token;
};

/** Changes the secret of whoever knows the old one; a wrong old one counts as a failed attempt. */
export const changePartnerSecret = async (deps: Deps, request: FastifyRequest, body: Body): Promise<void> => {
  const next = body["newPartnerSecret"];
  if (next === undefined || next === null) throw missingParameter("newPartnerSecret");
  const tenant = await rightSecret(deps, request, body);
  const good = typeof next === "string" && next.length >= 12 && next.length <= 255 && /[a-zA-Z]/.test(next) && /[0-9]/.test(next);
  if (!good) throw new ConnectProblem(400, 10_100, "The new secret needs 12 to 255 characters, with a letter and a digit");
  await deps.storage.transaction(async (tx) => {
    await tenants(tx).changeCredential(tenant.id, "partner_secret", { hash: hashToken(next), previousUntil: null });
    await keepPartnerSecret(deps, { db: tx, tenantId: tenant.id }, next);
  });
};

/** The tenant behind an app key and token. */
export const partnerOf = async (deps: Deps, request: FastifyRequest): Promise<Tenant> => {
  const appKey = appKeyOf(request);
  const token = headerOf(request, "app-token");
  if (!token) throw new ConnectProblem(401, 10_024, "The app token is missing");
  const found = await tenants(deps.storage.pool).byPartnerToken(hashToken(token), deps.now());
  if (!found || !(await isAppKeyOf(deps, found.tenant, appKey))) throw new ConnectProblem(401, 10_022, "Invalid token");
  if (found.expired) throw new ConnectProblem(401, 10_023, "The token has expired");
  return found.tenant;
};
