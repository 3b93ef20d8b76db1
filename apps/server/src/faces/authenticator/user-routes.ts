import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { findTenantUser } from "../../devices/help-desk/manage-devices.ts";
import { changeUser, eraseUser } from "../../devices/help-desk/manage-users.ts";
import { AppError } from "../../http/app-error.ts";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { wasUserIdRemoved } from "../../use-cases/remove-user.ts";
import { CauseQuery, causeFields, closed, IdParams, targetOf } from "./admin-request.ts";
import { printUser } from "./shapes.ts";

const Change = Type.Object(
  {
    externalId: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()])),
    profile: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    ...causeFields,
  },
  closed,
);

/** One person: another name or profile, and erasure. */
export const userRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.patch("/v1/users/:id", { schema: { params: IdParams, body: Change } }, async (request) => {
      const { externalId, profile, ...given } = request.body;
      const { tenant, id, cause } = await targetOf(deps, request, { id: parseId("usr", request.params.id), cause: given });
      if (externalId === undefined && profile === undefined) throw new AppError("VALIDATION_FAILED", { detail: "externalId or profile is needed" });
      const change = { ...(externalId !== undefined && { externalId }), ...(profile !== undefined && { profile }) };
      return printUser(await changeUser(deps, { user: await findTenantUser(deps, tenant, id), cause }, change));
    });
    app.delete("/v1/users/:id", { schema: { params: IdParams, querystring: CauseQuery } }, async (request, reply) => {
      const { tenant, id, cause } = await targetOf(deps, request, { id: parseId("usr", request.params.id), cause: request.query });
      if (id !== null && (await wasUserIdRemoved(deps, tenant.id, id))) return reply.code(204).send();
      await eraseUser(deps, { user: await findTenantUser(deps, tenant, id), cause });
      return reply.code(204).send();
    });
  };
