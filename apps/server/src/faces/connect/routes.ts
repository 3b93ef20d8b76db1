import { jobTypes } from "@drawbridge/contract";
import type { Tenant, User } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { createLink, type CreatedLink, type LinkRequest } from "../../use-cases/create-link.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { addConnectWebhook, pingStrictly, readWebhookWish } from "../../webhooks/connect-registration.ts";
import { keepPartnerSecret } from "../../webhooks/partner-secret.ts";
import { accountRoutes } from "./account-routes.ts";
import { consentRoutes } from "./consent-routes.ts";
import { customerRoutes } from "./customer-routes.ts";
import { institutionRoutes } from "./institution-routes.ts";
import { loginRoutes } from "./login-routes.ts";
import { authenticatePartner, changePartnerSecret, numberOf, partnerOf } from "./partner.ts";
import { ConnectProblem, missingParameter } from "./problem.ts";
import { bodyOf, customerOf, readEmptyBodies, type Body } from "./request.ts";

/** The Connect face: partner authentication, the Full link, and what stands beside them (connect-events.md, 4 and 11). */
export const connectRoutes = (deps: Deps) => async (app: FastifyInstance): Promise<void> => {
  readEmptyBodies(app);
  app.post("/aggregation/v2/partners/authentication", async (request) => ({
    token: await authenticatePartner(deps, request, bodyOf(request.body)),
  }));
  app.put("/aggregation/v2/partners/authentication", async (request, reply) => {
    await changePartnerSecret(deps, request, bodyOf(request.body));
    return reply.code(204).send();
  });
  for (const routes of [customerRoutes, institutionRoutes, loginRoutes, accountRoutes, consentRoutes]) await app.register(routes(deps));
  app.post("/connect/v2/generate", async (request) => generate(deps, await partnerOf(deps, request), bodyOf(request.body)));
};

const redirectUriOf = (body: Body): string | null => {
  const uri = body["redirectUri"];
  if (uri === undefined || uri === null) return null;
  if (typeof uri !== "string" || !/^https?:\/\//.test(uri) || !URL.canParse(uri)) throw new ConnectProblem(400, 10_100, "redirectUri must be a web address");
  return uri;
};

const generate = async (deps: Deps, tenant: Tenant, body: Body): Promise<{ readonly link: string }> => {
  if (body["partnerId"] === undefined) throw missingParameter("partnerId");
  if (body["customerId"] === undefined) throw missingParameter("customerId");
  if (numberOf(body["partnerId"]) !== tenant.no) throw new ConnectProblem(401, 10_021, "Not authorized for this partner");
  const user = await customerOf(deps, tenant, { id: body["customerId"], status: 400 });
  const experience = body["experience"] === "default" ? "default" : null;
  const wish = await readWebhookWish(deps, body);
  if (wish) await pingStrictly(deps, tenant, wish);
  const request: LinkRequest = {
    tenant, user, kind: "connect", vocabulary: "connect", singleUse: body["singleUseUrl"] === true,
    options: {
      mode: "full", jobTypes: [...jobTypes], consentStep: experience !== null, selection: "many", institutionId: null,
      redirectUri: redirectUriOf(body), targetOrigin: null, experience, locale: "en",
    },
  };
  const created = await deps.storage.transaction(async (tx) => {
    const link = await createLink(deps, request, tx);
    if (wish) await addConnectWebhook(deps, tx, { wish, linkId: link.id, tenant, user });
    return link;
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
