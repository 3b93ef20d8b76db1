import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { apps, appVersions, newId, type AppVersion, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { recordDeed } from "../../devices/help-desk/audit.ts";
import type { Cause } from "../../devices/help-desk/manage-devices.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { forgetId, wasForgotten } from "../../use-cases/forget-id.ts";
import { idempotent } from "../native/idempotent.ts";
import { CauseQuery, causeFields, causeOf, closed, IdParams, targetOf } from "./admin-request.ts";
import { printAppVersion } from "./shapes.ts";

const https = Type.String({ pattern: "^(https://[^\\s]+)?$", maxLength: 2000 });
const fields = {
  state: Type.Optional(Type.Enum(["REGISTERED", "WITHDRAWN"])),
  mandatoryFrom: Type.Optional(Type.Union([Type.String({ format: "date-time" }), Type.Null()])),
  updateUrl: Type.Optional(https),
  infoUrl: Type.Optional(https),
  digest: Type.Optional(Type.String({ pattern: "^([A-Za-z0-9_-]{43})?$" })),
  ...causeFields,
};
const NewVersion = Type.Object(
  { appName: Type.String({ minLength: 1, maxLength: 32 }), version: Type.String({ pattern: "^[0-9]{1,5}(\\.[0-9]{1,5}){2}$" }), ...fields },
  closed,
);
const Version = Type.Object(fields, closed);

/** App versions: registration, withdrawal, "mandatory from", removal. */
export const versionRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/app-versions", { schema: { querystring: Type.Object({ appName: Type.Optional(Type.String()) }, closed) } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const found = await appVersions(deps.storage.pool).list(tenant.id, request.query.appName ?? null);
      return { appVersions: found.map(printAppVersion) };
    });
    app.get("/v1/app-versions/:id", { schema: { params: IdParams } }, async (request) =>
      printAppVersion(await findVersion(deps, await tenantOfBearer(deps, request), request.params.id)),
    );
    app.post("/v1/app-versions", { schema: { body: NewVersion } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const { appName, version, state = "REGISTERED", mandatoryFrom = null, updateUrl = "", infoUrl = "", digest = "" } = request.body;
        const cause = await causeOf(deps, request, request.body);
        const common = { id: newId(), tenantId: tenant.id, appName, version, state, updateUrl, infoUrl, digest, createdAt: deps.now() };
        const row: AppVersion = { ...common, mandatoryFrom: mandatoryFrom === null ? null : new Date(mandatoryFrom) };
        await deps.storage.transaction(async (tx) => {
          await apps(tx).keep(tenant.id, appName, deps.now());
          if (!(await appVersions(tx).create(row))) throw new AppError("ALREADY_EXISTS", { detail: "this version is registered already" });
          await recordDeed(tx, deed(deps, row, { action: "app_version.registered", cause }));
        });
        return printAppVersion(row);
      });
    });
    app.put("/v1/app-versions/:id", { schema: { params: IdParams, body: Version } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const before = await findVersion(deps, tenant, request.params.id);
      const { mandatoryFrom, reason, by, ...changed } = request.body;
      const cause = await causeOf(deps, request, { reason, by });
      const from = mandatoryFrom === undefined ? before.mandatoryFrom : mandatoryFrom && new Date(mandatoryFrom);
      const row: AppVersion = { ...before, ...changed, mandatoryFrom: from || null };
      await deps.storage.transaction(async (tx) => {
        await appVersions(tx).save(row);
        await recordDeed(tx, deed(deps, row, { action: "app_version.changed", cause }));
      });
      return printAppVersion(row);
    });
    app.delete("/v1/app-versions/:id", { schema: { params: IdParams, querystring: CauseQuery } }, async (request, reply) => {
      const { tenant, id, cause } = await targetOf(deps, request, { id: parseId("apv", request.params.id), cause: request.query });
      const name = { tenantId: tenant.id, kind: "app version", id: id ?? "" } as const;
      if (await wasForgotten(deps, name)) return reply.code(204).send();
      const row = await findVersion(deps, tenant, request.params.id);
      await deps.storage.transaction(async (tx) => {
        await apps(tx).keep(tenant.id, row.appName, row.createdAt); // without its last version it lets nobody in, not everybody
        if (!(await appVersions(tx).remove(tenant.id, row.id))) return;
        await forgetId(deps, tx, name);
        await recordDeed(tx, deed(deps, row, { action: "app_version.removed", cause }));
      });
      return reply.code(204).send();
    });
  };

const findVersion = async (deps: Deps, tenant: Tenant, text: string): Promise<AppVersion> => {
  const id = parseId("apv", text);
  const row = id && (await appVersions(deps.storage.pool).byId(tenant.id, id));
  if (!row) throw new AppError("NOT_FOUND");
  return row;
};

const deed = (deps: Deps, row: AppVersion, { action, cause: { by, reason } }: { readonly action: string; readonly cause: Cause }) => {
  const subject = printId("apv", row.id);
  return {
    tenantId: row.tenantId,
    userId: null,
    at: deps.now(),
    actor: `api:${by}`,
    action,
    subject,
    data: { app: row.appName, version: row.version, state: row.state, reason },
  };
};
