import { jobTypes } from "@drawbridge/contract";
import { tenants, users, type Tenant, type User } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { hashToken, matchesHash } from "../../http/token-hash.ts";
import { createLink, type CreatedLink } from "../../use-cases/create-link.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { authenticatePartner, numberOf, partnerOf } from "./partner.ts";
import { ConnectProblem } from "./problem.ts";

type Body = Readonly<Record<string, unknown>>;

const bodyOf = (value: unknown): Body => (typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {});

const missing = (name: string): ConnectProblem => new ConnectProblem(400, 10005, `The parameter ${name} is missing`);

const printCustomer = ({ no, externalId, createdAt, profile }: User) => ({
  id: String(no), username: externalId, type: "testing", createdDate: String(Math.floor(createdAt.getTime() / 1000)), ...profile,
});

/** Partner authentication, customers, and the Full link (connect-events.md, 4 and 11). */
export const connectRoutes = (deps: Deps) => async (app: FastifyInstance): Promise<void> => {
  app.post("/aggregation/v2/partners/authentication", async (request) => ({
    token: await authenticatePartner(deps, request, bodyOf(request.body)),
  }));
  app.put("/aggregation/v2/partners/authentication", async (request, reply) => {
    await changeSecret(deps, bodyOf(request.body));
    return reply.code(204).send();
  });
  for (const kind of ["testing", "active"]) {
    app.post(`/aggregation/v2/customers/${kind}`, async (request, reply) => {
      const tenant = await partnerOf(deps, request);
      return reply.code(201).send(await createCustomer(deps, tenant, bodyOf(request.body)));
    });
  }
  app.get<{ Querystring: Record<string, string> }>("/aggregation/v1/customers", async (request) => listCustomers(deps, await partnerOf(deps, request), request.query));
  app.get<{ Params: { id: string } }>("/aggregation/v1/customers/:id", async (request) =>
    printCustomer(await customerOf(deps, await partnerOf(deps, request), { id: request.params.id, status: 404 })));
  app.delete<{ Params: { id: string } }>("/aggregation/v1/customers/:id", async (request, reply) => {
    const tenant = await partnerOf(deps, request);
    const user = await customerOf(deps, tenant, { id: request.params.id, status: 404 });
    await users(deps.storage.pool).remove(tenant.id, user.id);
    return reply.code(204).send();
  });
  app.post("/connect/v2/generate", async (request) => generate(deps, await partnerOf(deps, request), bodyOf(request.body)));
};

const changeSecret = async (deps: Deps, body: Body): Promise<void> => {
  const { partnerSecret, newPartnerSecret } = body;
  const no = numberOf(body["partnerId"]);
  const tenant = no === null ? null : await tenants(deps.storage.pool).byNo(no);
  if (!tenant || typeof partnerSecret !== "string") throw new ConnectProblem(401, 10001, "Invalid credentials");
  const { locked } = await tenants(deps.storage.pool).countFailedAuth(tenant.id);
  if (locked) throw new ConnectProblem(401, 24302, "The partner is locked after too many failed attempts");
  if (!matchesHash(partnerSecret, tenant.partnerSecretHash)) throw new ConnectProblem(401, 10001, "Invalid credentials");
  const good = typeof newPartnerSecret === "string" && /^(?=.*[a-zA-Z])(?=.*[0-9]).{12,255}$/.test(newPartnerSecret);
  if (!good) throw new ConnectProblem(400, 10100, "The new secret needs 12 to 255 characters, with a letter and a digit");
  await tenants(deps.storage.pool).changePartnerSecret(tenant.id, hashToken(newPartnerSecret));
  await tenants(deps.storage.pool).resetFailedAuth(tenant.id);
};

const createCustomer = async (deps: Deps, tenant: Tenant, body: Body) => {
  const { username } = body;
  if (typeof username !== "string" || username === "") throw missing("username");
  if (username.length > 200) throw new ConnectProblem(400, 10100, "The username is too long");
  const named = ["firstName", "lastName", "phone", "email", "applicationId"] as const;
  const profile = Object.fromEntries(named.flatMap((name) => (typeof body[name] === "string" ? [[name, body[name]]] : [])));
  const user = await users(deps.storage.pool).create(tenant.id, { externalId: username, profile });
  if (!user) throw new ConnectProblem(409, 11000, "This username is taken");
  return { id: String(user.no), username, createdDate: String(Math.floor(user.createdAt.getTime() / 1000)) };
};

const listCustomers = async (deps: Deps, tenant: Tenant, query: Readonly<Record<string, string>>) => {
  const limit = Math.min(numberOf(query["limit"]) ?? 25, 1000);
  const start = numberOf(query["start"]) ?? 1;
  const { total, users: found } = await users(deps.storage.pool).list(tenant.id, { externalId: query["username"] ?? null, offset: start - 1, limit });
  return {
    found: total, displaying: found.length, moreAvailable: start - 1 + found.length < total,
    createdDate: String(Math.floor(deps.now().getTime() / 1000)), customers: found.map(printCustomer),
  };
};

const customerOf = async (deps: Deps, tenant: Tenant, { id, status }: { readonly id: unknown; readonly status: 400 | 404 }): Promise<User> => {
  const no = numberOf(id);
  const user = no === null ? null : await users(deps.storage.pool).byNo(tenant.id, no);
  if (!user) throw new ConnectProblem(status, status === 404 ? 14_001 : 10_010, "The customer is unknown");
  return user;
};

const redirectUriOf = (body: Body): string | null => {
  const uri = body["redirectUri"];
  if (uri === undefined || uri === null) return null;
  if (typeof uri !== "string" || !/^https?:\/\//.test(uri) || !URL.canParse(uri)) throw new ConnectProblem(400, 10100, "redirectUri must be a web address");
  return uri;
};

const generate = async (deps: Deps, tenant: Tenant, body: Body): Promise<{ readonly link: string }> => {
  if (body["partnerId"] === undefined) throw missing("partnerId");
  if (body["customerId"] === undefined) throw missing("customerId");
  if (numberOf(body["partnerId"]) !== tenant.no) throw new ConnectProblem(401, 10021, "Not authorized for this partner");
  const user = await customerOf(deps, tenant, { id: body["customerId"], status: 400 });
  const experience = body["experience"] === "default" ? "default" : null;
  const created = await createLink(deps, {
    tenant, user, kind: "connect", vocabulary: "connect", singleUse: body["singleUseUrl"] === true,
    options: {
      mode: "full", jobTypes: [...jobTypes], consentStep: experience !== null, selection: "many", institutionId: null,
      redirectUri: redirectUriOf(body), targetOrigin: null, experience, locale: "en",
    },
  });
  return { link: linkAddress(deps, { tenant, user, created, experience }) };
};

interface NewLink {
  readonly tenant: Tenant;
  readonly user: User;
  readonly created: CreatedLink;
  readonly experience: string | null;
}

/** The link's address (4.3); its signature alone finds the record. */
const linkAddress = (deps: Deps, { tenant, user, created, experience }: NewLink): string => {
  const query = new URLSearchParams({
    customerId: String(user.no), partnerId: String(tenant.no), ...(experience !== null && { experience }), origin: "url", signature: created.token,
    timestamp: String(created.createdAt.getTime()), ttl: String(created.expiresAt.getTime()),
  });
  return `${deps.origin()}/?${query}`;
};
