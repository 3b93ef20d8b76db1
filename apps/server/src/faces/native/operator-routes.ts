import { operatorRoles } from "@drawbridge/domain";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { operators, type Operator } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { bearerOf } from "../../http/handle.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import { inviteOperator } from "../../operators/invite-operator.ts";
import { changeOperatorRole, removeOperator } from "../../operators/manage-operators.ts";
import { operatorOfRequest } from "../../operators/operator-session.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "./idempotent.ts";

const closed = { additionalProperties: false } as const;
const Role = Type.Enum(operatorRoles);
const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Invitation = Type.Object({ email: Type.String({ maxLength: 200, pattern: "^[^\\s@]+@[^\\s@]+$" }), role: Role }, closed);

/** Routes about operators: who they are, inviting, roles, removal. For administrators and the API token. */
export const operatorRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/operators", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return { operators: (await operators(deps.storage.pool).list(tenant.id)).map(printOperator) };
    });
    app.post("/v1/operators/invitations", { schema: { body: Invitation } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const invitedBy = await askerOf(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const { token, expiresAt } = await inviteOperator(deps, { tenant, ...request.body, invitedBy });
        return { ...request.body, invitationUrl: invitationUrl(deps, token), expiresAt: expiresAt.toISOString() };
      });
    });
    app.patch("/v1/operators/:id", { schema: { params: Params, body: Type.Object({ role: Role }, closed) } }, async (request) => {
      const target = { tenant: await tenantOfBearer(deps, request), id: parseId("opr", request.params.id), by: await askerOf(deps, request) };
      return printOperator(await changeOperatorRole(deps, target, request.body.role));
    });
    app.delete("/v1/operators/:id", { schema: { params: Params } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      await removeOperator(deps, { tenant, id: parseId("opr", request.params.id), by: await askerOf(deps, request) });
      return reply.code(204).send();
    });
  };

/** The address of a one-time link; the token is in the fragment, so that no server sees it. */
export const invitationUrl = (deps: Deps, token: string): string => `${deps.consoleOrigin()}/invitation#token=${token}`;

const askerOf = async (deps: Deps, request: FastifyRequest): Promise<string | null> =>
  bearerOf(request) === null ? (await operatorOfRequest(deps, request)).id : null;

const printOperator = ({ id, email, role, createdAt, lastSignedInAt }: Operator) => ({
  id: printId("opr", id),
  email,
  role,
  createdAt: createdAt.toISOString(),
  lastSignedInAt: lastSignedInAt?.toISOString() ?? null,
});
