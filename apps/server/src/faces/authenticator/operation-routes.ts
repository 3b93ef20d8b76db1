import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { deviceMessages, operations, type Device, type Tenant, type User } from "@drawbridge/storage";
import { operationStates } from "@drawbridge/contract";
import { textOfAttributes } from "@drawbridge/domain";
import type { FastifyInstance } from "fastify";
import { Type, type Static } from "typebox";
import { cancelOperation, createOperation, findTenantOperation, type NewOperation } from "../../devices/approvals/create-operation.ts";
import { findTenantDevice, findTenantUser } from "../../devices/help-desk/manage-devices.ts";
import { sendMessage } from "../../devices/exchange/send-message.ts";
import { wordsOfTemplate } from "../../devices/exchange/words-of-template.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "../native/idempotent.ts";
import { askerOf, CauseQuery, causeOf, closed, idOf, IdParams, pageFields } from "./admin-request.ts";
import { factorOf, limitsOf, wishFields } from "./operation-wishes.ts";
import { printMessage, printOperation } from "./shapes.ts";

const who = { userId: Type.String(), deviceId: Type.Optional(Type.String()), by: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) };

/** Words in the caller's own text, or those of a template with values. */
const templateFields = {
  template: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  values: Type.Optional(
    Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9_]{0,39}$" }), Type.String({ maxLength: 500, pattern: "^[^\\u0000-\\u001f\\u007f]*$" })),
  ),
  locale: Type.Optional(Type.String({ minLength: 2, maxLength: 35 })),
  banner: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
};

const OperationBody = Type.Object(
  {
    ...who,
    externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...templateFields,
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    ...wishFields,
    answerTimeout: Type.Integer({ minimum: 10, maximum: 7 * 24 * 3_600, default: 300 }),
    numberMatching: Type.Optional(Type.Boolean()),
    /** Seconds a sign-in by token or key may be old; -1: any age. */
    requireFreshnessOfAuthentication: Type.Optional(Type.Integer({ minimum: -1, maximum: 86_400 })),
    auditMessage: Type.Optional(Type.String({ maxLength: 500 })),
  },
  closed,
);
const OperationsQuery = Type.Object(
  {
    state: Type.Optional(Type.Enum(operationStates)),
    userId: Type.Optional(Type.String()),
    deviceId: Type.Optional(Type.String()),
    externalId: Type.Optional(Type.String()),
    ...pageFields,
  },
  closed,
);
const MessageBody = Type.Object(
  {
    ...who,
    kind: Type.Optional(Type.Enum(["INFO", "WARNING", "ERROR"])),
    ...templateFields,
  },
  closed,
);
const MessagesQuery = Type.Object({ userId: Type.Optional(Type.String()), ...pageFields }, closed);

/** Operations and messages as an integrator and the help desk use them. */
export const operationRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/operations", { schema: { body: OperationBody } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () =>
        printOperation(
          await createOperation(deps, await wishOf(deps, tenant, { ...request.body, by: await askerOf(deps, request, request.body.by) })),
        ),
      );
    });
    app.get("/v1/operations", { schema: { querystring: OperationsQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { state, userId, deviceId, externalId, cursor, limit } = request.query;
      const of = { userId: idOf("usr", userId), deviceId: idOf("dev", deviceId), before: idOf("op", cursor) };
      const found = await operations(deps.storage.pool).query({ tenantId: tenant.id, state, externalId, ...of, limit });
      return { operations: found.map(printOperation), next: found.length === limit ? printId("op", found.at(-1)?.id ?? "") : null };
    });
    app.get("/v1/operations/:id", { schema: { params: IdParams } }, async (request) =>
      printOperation(await findTenantOperation(deps, await tenantOfBearer(deps, request), parseId("op", request.params.id))),
    );
    app.get("/v1/operations/:id/result", { schema: { params: IdParams } }, async (request) => {
      const { id, state, reason, receipt, decidedAt } = await findTenantOperation(
        deps,
        await tenantOfBearer(deps, request),
        parseId("op", request.params.id),
      );
      return { id: printId("op", id), state, reason, decidedAt: decidedAt?.toISOString() ?? null, receipt };
    });
    app.delete("/v1/operations/:id", { schema: { params: IdParams, querystring: CauseQuery } }, async (request, reply) => {
      const operation = await findTenantOperation(deps, await tenantOfBearer(deps, request), parseId("op", request.params.id));
      await cancelOperation(deps, operation, await causeOf(deps, request, request.query));
      return reply.code(204).send();
    });
  };

/** Messages. */
export const messageRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/messages", { schema: { body: MessageBody } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const { kind = "INFO" } = request.body;
      const by = await askerOf(deps, request, request.body.by);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const to = await recipientOf(deps, tenant, request.body);
        const words = await wordsOf(deps, { tenant, ...to }, { kind: "message", body: request.body, banner: "You have a message" });
        return printMessage(await sendMessage(deps, { tenant, ...to, kind, ...words, by }));
      });
    });
    app.get("/v1/messages", { schema: { querystring: MessagesQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { userId, cursor, limit } = request.query;
      const found = await deviceMessages(deps.storage.pool).list(tenant.id, { userId: idOf("usr", userId), before: idOf("msg", cursor), limit });
      return { messages: found.map(printMessage), next: found.length === limit ? printId("msg", found.at(-1)?.id ?? "") : null };
    });
    app.get("/v1/messages/:id", { schema: { params: IdParams } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const id = parseId("msg", request.params.id);
      const message = id && (await deviceMessages(deps.storage.pool).byId(tenant.id, id));
      if (!message) throw new AppError("NOT_FOUND");
      return printMessage(message);
    });
  };

/** The person and, if named, one device of that very person. */
const recipientOf = async (deps: Deps, tenant: Tenant, { userId, deviceId }: { readonly userId: string; readonly deviceId?: string | undefined }) => {
  const user = await findTenantUser(deps, tenant, parseId("usr", userId));
  const device = deviceId === undefined ? null : await findTenantDevice(deps, tenant, parseId("dev", deviceId));
  if (device && device.userId !== user.id) throw new AppError("DEVICE_NOT_FOUND");
  return { user, device };
};

interface WordsAsked {
  readonly kind: "operation" | "message";
  readonly body: Pick<Static<typeof OperationBody>, "template" | "values" | "locale" | "banner" | "text">;
  /** Where neither the caller nor a template says one. */
  readonly banner: string;
}

/** The caller's own text, or a template's. With a text, `template` is only a label. */
const wordsOf = async (
  deps: Deps,
  reader: { readonly tenant: Tenant; readonly user: User; readonly device: Device | null },
  { kind, body, banner: usual }: WordsAsked,
): Promise<{ readonly banner: string; readonly text: string }> => {
  const { template, values, locale, banner, text } = body;
  if (text !== undefined) {
    if (values ?? locale) throw new AppError("VALIDATION_FAILED", { detail: "values and locale are for the words of a template: leave text out" });
    return { text, banner: banner ?? usual };
  }
  if (template === undefined) throw new AppError("VALIDATION_FAILED", { detail: "text or template is needed" });
  const words = await wordsOfTemplate(deps, reader, { kind, name: template, values: values ?? {}, locale: locale ?? null });
  return { text: words.text, banner: banner ?? words.banner };
};

const freshOf = (seconds = -1): number | null => (seconds < 0 ? null : seconds);

const wishOf = async (deps: Deps, tenant: Tenant, body: Static<typeof OperationBody> & { readonly by: string }): Promise<NewOperation> => {
  const factor = factorOf(body);
  if (body.template?.startsWith("bank.")) throw new AppError("VALIDATION_FAILED", { detail: "templates that begin with bank. are ours" });
  if (body.template?.startsWith("consent.")) {
    throw new AppError("VALIDATION_FAILED", { detail: "consents are asked about at /v1/connections/{id}/approvals, whose text is ours" });
  }
  const { attributes } = body;
  if (attributes && (body.text !== undefined || body.values !== undefined))
    throw new AppError("VALIDATION_FAILED", { detail: "attributes are the text: leave text and values out" });
  const to = await recipientOf(deps, tenant, body);
  const said = attributes ? { ...body, text: textOfAttributes(attributes) } : body;
  const words = await wordsOf(deps, { tenant, ...to }, { kind: "operation", body: said, banner: "Something needs your approval" });
  return {
    tenant,
    ...to,
    ...words,
    externalId: body.externalId ?? null,
    template: body.template ?? null,
    data: { ...(body.data ?? body.values), ...(attributes && { attributes }) },
    factor,
    token: body.token ?? null,
    lifeS: body.answerTimeout,
    numberMatching: body.numberMatching ?? false,
    auditMessage: body.auditMessage ?? null,
    freshS: freshOf(body.requireFreshnessOfAuthentication),
    limits: limitsOf(body),
    by: body.by,
  };
};
