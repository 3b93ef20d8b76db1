import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { deviceProperties, type PropertyOwner, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { recordDeed } from "../../devices/help-desk/audit.ts";
import { findTenantDevice, findTenantUser, type Cause } from "../../devices/help-desk/manage-devices.ts";
import { findProperty, valueOf, writeProperty } from "../../devices/exchange/properties.ts";
import { has, propertyFlags } from "../../devices/exchange/property-rules.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { CauseQuery, causeFields, causeOf, closed } from "./admin-request.ts";

const Params = Type.Object({ owner: Type.Enum(["device", "user", "group"]), ownerId: Type.String(), key: Type.String() });
const uint32 = { minimum: 0, maximum: 0xff_ff_ff_ff };
const Body = Type.Object(
  {
    data: Type.String({ pattern: "^[A-Za-z0-9_-]*$", maxLength: 30_000 }),
    type: Type.Optional(Type.Enum(["OCTET_STRING", "UTF8_STRING"])),
    ttl: Type.Optional(Type.Integer(uint32)),
    flags: Type.Optional(Type.Integer(uint32)),
    version: Type.Optional(Type.Integer({ minimum: 0 })),
    ...causeFields,
  },
  closed,
);

const owners = { device: "DEVICE", user: "USER", group: "GROUP" } as const;

/** Whose properties: a device's, a person's, or the tenant's (`group/tenant`). */
const ownerOf = async (
  deps: Deps,
  tenant: Tenant,
  { owner, ownerId }: { readonly owner: keyof typeof owners; readonly ownerId: string },
): Promise<PropertyOwner> => {
  const common = { tenantId: tenant.id, owner: owners[owner] };
  if (owner === "device") return { ...common, ownerId: (await findTenantDevice(deps, tenant, parseId("dev", ownerId))).id };
  if (owner === "user") return { ...common, ownerId: (await findTenantUser(deps, tenant, parseId("usr", ownerId))).id };
  if (ownerId !== "tenant") throw new AppError("NOT_FOUND");
  return { ...common, ownerId: tenant.id };
};

/** Properties of devices, people and the tenant. */
export const propertyRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    const path = "/v1/properties/:owner/:ownerId/:key";
    app.get(path, { schema: { params: Params } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { key } = request.params;
      const found = await findProperty(deps.storage.pool, await ownerOf(deps, tenant, request.params), { key, now: deps.now() });
      if (!found || has(found.flags, propertyFlags.noPortal)) throw new AppError("NOT_FOUND");
      const { type, ttl, flags, version, updatedAt } = found;
      const data = has(flags, propertyFlags.confidential) ? null : valueOf(deps, found);
      return { key, data, type, ttl, flags, version, updatedAt: updatedAt.toISOString() };
    });
    app.put(path, { schema: { params: Params, body: Body } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const owner = await ownerOf(deps, tenant, request.params);
      const { data, type = "OCTET_STRING", ttl = 0, flags = 0, version } = request.body;
      const cause = await causeOf(deps, request, request.body);
      const write = { owner, by: "administrator", key: request.params.key, data, type, ttl, flags, expected: version ?? null } as const;
      return deps.storage.transaction(async (tx) => {
        const outcome = await writeProperty(tx, deps, write);
        if (outcome.outcome === "refused")
          throw new AppError(outcome.status === "kNegative" ? "WRONG_STATE" : "PROPERTY_REFUSED", { detail: outcome.why });
        await recordDeed(tx, deed(deps, owner, { key: request.params.key, action: "property.written", cause }));
        return { key: request.params.key, version: outcome.version };
      });
    });
    app.delete(path, { schema: { params: Params, querystring: CauseQuery } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const owner = await ownerOf(deps, tenant, request.params);
      const cause = await causeOf(deps, request, request.query);
      await deps.storage.transaction(async (tx) => {
        if (!(await deviceProperties(tx).remove(owner, request.params.key))) throw new AppError("NOT_FOUND");
        await recordDeed(tx, deed(deps, owner, { key: request.params.key, action: "property.removed", cause }));
      });
      return reply.code(204).send();
    });
  };

interface PropertyDeed {
  readonly key: string;
  readonly action: string;
  readonly cause: Cause;
}

const deed = (deps: Deps, { tenantId, owner }: PropertyOwner, { key, action, cause: { by, reason } }: PropertyDeed) => ({
  tenantId,
  userId: null,
  at: deps.now(),
  actor: `api:${by}`,
  action,
  subject: `${owner.toLowerCase()}:${key}`,
  data: { reason },
});
