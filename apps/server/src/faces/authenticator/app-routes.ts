import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { apps, type App, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { recordDeed } from "../../devices/help-desk/audit.ts";
import type { Cause } from "../../devices/help-desk/manage-devices.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { forgetId, wasForgotten } from "../../use-cases/forget-id.ts";
import { idempotent } from "../native/idempotent.ts";
import { CauseQuery, causeFields, causeOf, closed, targetOf } from "./admin-request.ts";
import { printApp } from "./shapes.ts";

const name = Type.String({ minLength: 1, maxLength: 32 });
const NameParams = Type.Object({ name }, closed);
const NewApp = Type.Object({ name, ...causeFields }, closed);
const ChangedApp = Type.Object({ state: Type.Enum(["REGISTERED", "WITHDRAWN"]), ...causeFields }, closed);

const findApp = async (deps: Deps, tenant: Tenant, wanted: string): Promise<App> => {
  const app = await apps(deps.storage.pool).byName(tenant.id, wanted);
  if (!app) throw new AppError("NOT_FOUND");
  return app;
};

/** Apps by name: registration before there is a version, withdrawal and removal of all versions at once. */
export const appRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/apps", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return { apps: (await apps(deps.storage.pool).list(tenant.id)).map(printApp) };
    });
    app.get("/v1/apps/:name", { schema: { params: NameParams } }, async (request) =>
      printApp(await findApp(deps, await tenantOfBearer(deps, request), request.params.name)),
    );
    app.post("/v1/apps", { schema: { body: NewApp } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const wanted = request.body.name;
        const cause = await causeOf(deps, request, request.body);
        await deps.storage.transaction(async (tx) => {
          if (!(await apps(tx).keep(tenant.id, wanted, deps.now())))
            throw new AppError("ALREADY_EXISTS", { detail: "this app is registered already" });
          await recordDeed(tx, deed(deps, { tenant, name: wanted, cause }, "app.registered"));
        });
        return printApp(await findApp(deps, tenant, wanted));
      });
    });
    await fastify.register(changingRoutes(deps));
  };

const changingRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.put("/v1/apps/:name", { schema: { params: NameParams, body: ChangedApp } }, async (request) => {
      const { tenant, cause } = await targetOf(deps, request, { id: null, cause: request.body });
      const before = await findApp(deps, tenant, request.params.name);
      const { state } = request.body;
      await deps.storage.transaction(async (tx) => {
        await apps(tx).keep(tenant.id, before.name, before.createdAt);
        await apps(tx).setState(tenant.id, before.name, state);
        const action = state === "WITHDRAWN" ? "app.withdrawn" : "app.registered";
        await recordDeed(tx, deed(deps, { tenant, name: before.name, cause }, action));
      });
      return printApp({ ...before, state });
    });
    app.delete("/v1/apps/:name", { schema: { params: NameParams, querystring: CauseQuery } }, async (request, reply) => {
      const { tenant, cause } = await targetOf(deps, request, { id: null, cause: request.query });
      const gone = { tenantId: tenant.id, kind: "app", id: request.params.name } as const;
      const removed = await deps.storage.transaction(async (tx) => {
        if (!(await apps(tx).remove(tenant.id, gone.id))) return false;
        await forgetId(deps, tx, gone);
        await recordDeed(tx, deed(deps, { tenant, name: gone.id, cause }, "app.removed"));
        return true;
      });
      if (!removed && !(await wasForgotten(deps, gone))) throw new AppError("NOT_FOUND");
      return reply.code(204).send();
    });
  };

interface Deed {
  readonly tenant: Tenant;
  readonly name: string;
  readonly cause: Cause;
}

const deed = (deps: Deps, { tenant, name: app, cause: { by, reason } }: Deed, action: string) => {
  const who = { tenantId: tenant.id, userId: null, at: deps.now(), actor: `api:${by}` };
  return { ...who, action, subject: `app:${app}`, data: { app, reason } };
};
