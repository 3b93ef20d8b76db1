import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { Deps } from "../../../use-cases/deps.ts";
import { authRequestRoutes } from "../auth-requests/auth-request-routes.ts";
import { consentScreenRoutes } from "../auth-requests/consent-routes.ts";
import { IDENTITY_PATH, RESOURCE_PATH } from "../identity/identity.ts";
import { sendConnectionsProblem } from "../problem.ts";
import { userRoutes } from "../users/user-routes.ts";
import { accountRoutes, type ResourceVersion } from "./account-routes.ts";
import { balanceRoutes } from "./balance-routes.ts";
import { bankIconRoutes } from "./bank-icon-routes.ts";
import { connectionRoutes } from "./connection-routes.ts";
import { consentHistoryRoutes } from "./consent-routes.ts";
import { fleetRoutes } from "./fleet-routes.ts";
import { providerListRoutes } from "./provider-list-routes.ts";
import { syncRequestRoute } from "./sync-request.ts";
import { syncRoutes } from "./sync-routes.ts";
import { transactionRoutes } from "./transaction-routes.ts";
import { transactionWrites } from "./transaction-writes.ts";

const RESOURCES = RESOURCE_PATH.replace(/\/v2\.0$/, "");

/** A path without a version segment answers as v2 (connections.md, T11). */
const versions: readonly (readonly [prefix: string, version: ResourceVersion])[] = [
  [RESOURCE_PATH, "v2"],
  [`${RESOURCES}/v3`, "v3"],
  [RESOURCES, "v2"],
];

/** Clients send a content type with no body where there is nothing to say. */
const readEmptyBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body.trim() === "") done(null, undefined);
    else void parse(request, body, done);
  });
};

const ofFace =
  (...plugins: readonly FastifyPluginAsync[]) =>
  async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler(sendConnectionsProblem);
    readEmptyBodies(app);
    for (const plugin of plugins) await app.register(plugin);
  };

/** The Connections face but for users and OpenID Connect (connections.md, 2.2 and 2.3). */
export const connectionsResourceRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    const identity = [
      userRoutes(deps),
      connectionRoutes(deps),
      fleetRoutes(deps),
      syncRoutes(deps),
      consentHistoryRoutes(deps),
      bankIconRoutes(deps),
      authRequestRoutes(deps),
      consentScreenRoutes(deps),
    ];
    await app.register(ofFace(...identity, providerListRoutes(deps)), { prefix: IDENTITY_PATH });
    // Clients may name the identity server with or without its last segment (connections.md, 3.1).
    await app.register(ofFace(...identity), { prefix: `${IDENTITY_PATH}/oidc` });
    for (const [prefix, version] of versions) {
      const resources = [
        accountRoutes(deps, version),
        balanceRoutes(deps),
        transactionRoutes(deps),
        transactionWrites(deps),
        syncRequestRoute(deps, version),
      ];
      await app.register(ofFace(...resources), { prefix });
    }
  };
