import { webhookEndpoints, type WebhookEndpoint } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { moveSubscription, subscribeToConsents } from "../../use-cases/subscribe-consents.ts";
import { partnerOf } from "./partner.ts";
import { ConnectProblem, missingParameter, unknownResource } from "./problem.ts";
import { bodyOf, type Body } from "./request.ts";

const path = "/notifications/webhooks/subscriptions";

interface SubscriptionId {
  readonly Params: { readonly id: string };
}

/** Subscriptions to what happens to consents (connect-events.md, 5.3). */
export const notificationRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get(path, async (request) => {
      const tenant = await partnerOf(deps, request);
      return { subscriptions: (await webhookEndpoints(deps.storage.pool).consentsOf(tenant.id)).map(print) };
    });
    app.post(path, async (request, reply) => {
      const tenant = await partnerOf(deps, request);
      const body = bodyOf(request.body);
      const url = urlOf(body);
      if (body["notificationType"] === undefined) throw missingParameter("notificationType");
      if (body["notificationType"] !== "CONSENT") throw new ConnectProblem(400, 10_100, "notificationType must be CONSENT");
      const made = await subscribeToConsents(deps, tenant, url);
      if (made.outcome === "refused") throw refused(made.reason);
      return reply.code(201).send({ ...print(made.subscription), secret: made.secret });
    });
    app.put<SubscriptionId>(`${path}/:id/url`, async (request) => {
      const tenant = await partnerOf(deps, request);
      const id = parseId("whe", request.params.id);
      const moved = id && (await moveSubscription(deps, tenant, { id, url: urlOf(bodyOf(request.body)) }));
      if (!moved) throw unknownResource("subscription");
      if ("refused" in moved) throw refused(moved.refused);
      return print(moved);
    });
  };

const refused = (reason: string): ConnectProblem => new ConnectProblem(400, 10_100, `The url is refused: ${reason}`);

const urlOf = ({ url }: Body): string => {
  if (url === undefined || url === null || url === "") throw missingParameter("url");
  if (typeof url !== "string") throw new ConnectProblem(400, 10_100, "url must be a web address");
  return url;
};

const print = ({ id, url, disabledAt }: WebhookEndpoint) => ({
  id: printId("whe", id),
  url,
  notificationType: "CONSENT",
  status: disabledAt === null ? "ACTIVE" : "INACTIVE",
});
