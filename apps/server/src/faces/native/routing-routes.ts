import { jobTypes, RoutingPreferences, type JobType } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { users } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { explainRoute } from "../../use-cases/route-institution.ts";
import { readRouting, saveRouting } from "../../use-cases/routing-preferences.ts";

const closed = { additionalProperties: false } as const;
const Params = Type.Object({ id: Type.String({ maxLength: 200 }) });
const RouteQuery = Type.Object(
  {
    /** The host's id of a person; left out, somebody nobody knows. */
    externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Separated by commas; left out, all. */
    jobTypes: Type.Optional(Type.String({ maxLength: 100 })),
    aggregator: Type.Optional(Type.String({ maxLength: 60 })),
  },
  closed,
);

/** Routes of the native API about which aggregator fetches for whom (widget-and-data.md, section 10). */
export const routingRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/routing", async (request) => readRouting(deps.storage.pool, (await tenantOfBearer(deps, request)).id));
    app.put("/v1/routing", { schema: { body: RoutingPreferences } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return saveRouting(deps, tenant.id, request.body);
    });
    app.get("/v1/institutions/:id/routing", { schema: { params: Params, querystring: RouteQuery } }, async (request) => {
      const { id: tenantId } = await tenantOfBearer(deps, request);
      const { externalId, jobTypes: asked, aggregator = null } = request.query;
      if (aggregator !== null && !deps.adapters.has(aggregator))
        throw new AppError("VALIDATION_FAILED", { detail: `aggregator: ${aggregator} is none of [${[...deps.adapters.keys()].join(", ")}]` });
      const decision = await explainRoute(deps, {
        tenantId,
        userId: await userOf(deps, tenantId, externalId),
        institutionId: request.params.id,
        jobTypes: readJobTypes(asked),
        aggregator,
        preferences: await readRouting(deps.storage.pool, tenantId),
      });
      if (!decision) throw new AppError("INSTITUTION_NOT_FOUND");
      return decision;
    });
  };

const userOf = async (deps: Deps, tenantId: string, externalId: string | undefined): Promise<string> => {
  if (externalId === undefined) return "";
  const user = await users(deps.storage.pool).byExternalId(tenantId, externalId);
  if (!user) throw new AppError("USER_NOT_FOUND");
  return user.id;
};

const readJobTypes = (text: string | undefined): readonly JobType[] => {
  if (text === undefined) return jobTypes;
  const names = text.split(",");
  const known = jobTypes.filter((job) => names.includes(job));
  if (known.length !== names.length) throw new AppError("VALIDATION_FAILED", { detail: `jobTypes: some of [${jobTypes.join(", ")}], each once` });
  return known;
};
