import type { FastifyInstance } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { accountRoutes } from "./account-routes.ts";
import { consentRoutes } from "./consent-routes.ts";
import { customerRoutes } from "./customer-routes.ts";
import { institutionRoutes } from "./institution-routes.ts";
import { loginRoutes } from "./login-routes.ts";
import { generate } from "./generate.ts";
import { notificationRoutes } from "./notification-routes.ts";
import { notBuiltRoutes } from "./not-built.ts";
import { authenticatePartner, changePartnerSecret, partnerOf } from "./partner.ts";
import { bodyOf, readEmptyBodies } from "./request.ts";

const doors = [
  ["/connect/v2/generate", "full"],
  ["/connect/v2/generate/lite", "lite"],
  ["/connect/v2/generate/fix", "fix"],
  ["/connect/v2/generate/consent/manage", "manage"],
] as const;

/** The Connect face: partner authentication, the links, and what stands beside them (connect-events.md, 4 and 11). */
export const connectRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    readEmptyBodies(app);
    app.post("/aggregation/v2/partners/authentication", async (request) => ({
      token: await authenticatePartner(deps, request, bodyOf(request.body)),
    }));
    app.put("/aggregation/v2/partners/authentication", async (request, reply) => {
      await changePartnerSecret(deps, request, bodyOf(request.body));
      return reply.code(204).send();
    });
    await app.register(notBuiltRoutes);
    for (const routes of [customerRoutes, institutionRoutes, loginRoutes, accountRoutes, consentRoutes, notificationRoutes])
      await app.register(routes(deps));
    for (const [path, mode] of doors) {
      app.post(path, async (request) => generate(deps, { tenant: await partnerOf(deps, request), body: bodyOf(request.body), mode }));
    }
  };
