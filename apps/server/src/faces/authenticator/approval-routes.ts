import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { connections, operations, type Connection, type Operation, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { askAboutConsent } from "../../devices/approvals/consent-approval.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "../native/idempotent.ts";
import { askerOf, closed, IdParams } from "./admin-request.ts";
import { printOperation } from "./shapes.ts";

const LONGEST_DAYS = 365; // design.md: a consent's longest life
const Body = Type.Object(
  {
    question: Type.Enum(["renew", "revoke"]),
    days: Type.Integer({ minimum: 1, maximum: LONGEST_DAYS, default: 90 }),
    purpose: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    answerTimeout: Type.Integer({ minimum: 10, maximum: 7 * 24 * 3_600, default: 300 }),
    numberMatching: Type.Optional(Type.Boolean()),
    by: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  closed,
);

const findConnection = async (deps: Deps, tenant: Tenant, text: string): Promise<Connection> => {
  const id = parseId("con", text);
  const connection = id && (await connections(deps.storage.pool).byId(tenant.id, id));
  if (!connection) throw new AppError("CONNECTION_NOT_FOUND");
  return connection;
};

/** Approvals of a connection's consent on the person's device, with their receipts. */
export const approvalRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/connections/:id/approvals", { schema: { params: IdParams, body: Body } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const connection = await findConnection(deps, tenant, request.params.id);
      const { question, days, purpose = null, answerTimeout: lifeS, numberMatching = false } = request.body;
      const by = await askerOf(deps, request, request.body.by);
      const wish = { question, days, purpose, lifeS, numberMatching, by };
      return idempotent(deps, { tenant, request, reply }, async () => printOperation(await askAboutConsent(deps, { tenant, connection }, wish)));
    });
    app.get("/v1/connections/:id/approvals", { schema: { params: IdParams } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { id, userId } = await findConnection(deps, tenant, request.params.id);
      const found = await operations(deps.storage.pool).ofConnection(userId, printId("con", id));
      return { approvals: found.map(printWithReceipt) };
    });
  };

const printWithReceipt = (operation: Operation) => ({ ...printOperation(operation), receipt: operation.receipt });
