import type { FastifyInstance } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { deviceChannelRoutes } from "./channel-routes.ts";
import { approvalRoutes } from "./approval-routes.ts";
import { appRoutes } from "./app-routes.ts";
import { astClientRoutes, nonceRoutes } from "./ast-client-routes.ts";
import { auditRoutes } from "./audit-routes.ts";
import { codeRoutes } from "./code-routes.ts";
import { deviceRoutes } from "./device-routes.ts";
import { messageRoutes, operationRoutes } from "./operation-routes.ts";
import { policyRoutes } from "./policy-routes.ts";
import { propertyRoutes } from "./property-routes.ts";
import { pushProviderRoutes } from "./push-provider-routes.ts";
import { templateRoutes } from "./template-routes.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { userRoutes } from "./user-routes.ts";
import { versionRoutes } from "./version-routes.ts";

/** The authenticator face: the device channel, and administration under `/v1`. */
export const authenticatorRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    await fastify.register(deviceChannelRoutes(deps));
    await fastify.register(codeRoutes(deps));
    await fastify.register(deviceRoutes(deps));
    await fastify.register(operationRoutes(deps));
    await fastify.register(messageRoutes(deps));
    await fastify.register(approvalRoutes(deps));
    await fastify.register(policyRoutes(deps));
    await fastify.register(templateRoutes(deps));
    await fastify.register(pushProviderRoutes(deps));
    await fastify.register(propertyRoutes(deps));
    await fastify.register(appRoutes(deps));
    await fastify.register(versionRoutes(deps));
    await fastify.register(auditRoutes(deps));
    await fastify.register(settingsRoutes(deps));
    await fastify.register(astClientRoutes(deps));
    await fastify.register(nonceRoutes(deps));
    await fastify.register(userRoutes(deps));
  };
