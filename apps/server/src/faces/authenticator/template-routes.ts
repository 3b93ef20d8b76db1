import { templateProblem } from "@drawbridge/domain";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { deviceTemplates, newId, type DeviceTemplate } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { recordDeed } from "../../devices/help-desk/audit.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "../native/idempotent.ts";
import { CauseQuery, causeFields, closed, IdParams, targetOf } from "./admin-request.ts";

const Tag = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$";
const Words = Type.Object({ banner: Type.String({ minLength: 1, maxLength: 200 }), text: Type.String({ minLength: 1, maxLength: 4000 }) }, closed);
const content = {
  texts: Type.Record(Type.String({ pattern: Tag }), Words, { minProperties: 1, maxProperties: 50, additionalProperties: false }),
  fallback: Type.String({ pattern: Tag }),
  ...causeFields,
};
const NewTemplate = Type.Object(
  { kind: Type.Enum(["operation", "message"]), name: Type.String({ pattern: "^[a-z][a-z0-9_.-]{0,99}$" }), ...content },
  closed,
);

/** A template as it is shown. */
const printTemplate = ({ id, kind, name, texts, fallback, createdAt, updatedAt }: DeviceTemplate) => ({
  id: printId("tpl", id),
  kind,
  name,
  texts,
  fallback,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

const refuseUnfit = (template: Pick<DeviceTemplate, "name" | "texts" | "fallback">): void => {
  const ours = /^(bank|consent|backchannel)\./.test(template.name) ? "names that begin with bank., consent. or backchannel. are ours" : null;
  const problem = ours ?? templateProblem(template);
  if (problem) throw new AppError("VALIDATION_FAILED", { detail: problem });
};

type Cause = { readonly reason: string; readonly by?: string | undefined };

const change = async (
  deps: Deps,
  request: FastifyRequest,
  {
    action,
    template,
    cause: given,
  }: { readonly action: "created" | "changed" | "removed"; readonly template: DeviceTemplate; readonly cause: Cause },
): Promise<void> => {
  const { tenant, cause } = await targetOf(deps, request, { id: template.id, cause: given });
  await deps.storage.transaction(async (tx) => {
    const rows = deviceTemplates(tx);
    if (action === "created" && !(await rows.create(template)))
      throw new AppError("ALREADY_EXISTS", { detail: "a template of this kind has the name" });
    if (action === "changed") await rows.save(template);
    if (action === "removed" && !(await rows.remove(tenant.id, template.id))) throw new AppError("NOT_FOUND");
    const subject = printId("tpl", template.id);
    const data = { kind: template.kind, name: template.name, reason: cause.reason };
    await recordDeed(tx, {
      tenantId: tenant.id,
      userId: null,
      at: deps.now(),
      actor: `api:${cause.by}`,
      action: `template.${action}`,
      subject,
      data,
    });
  });
};

const findTemplate = async (deps: Deps, request: FastifyRequest, printed: string): Promise<DeviceTemplate> => {
  const tenant = await tenantOfBearer(deps, request);
  const id = parseId("tpl", printed);
  const template = id && (await deviceTemplates(deps.storage.pool).byId(tenant.id, id));
  if (!template) throw new AppError("NOT_FOUND");
  return template;
};

/** Words of operations and messages in several languages, with places for values. */
export const templateRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/templates", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return { templates: (await deviceTemplates(deps.storage.pool).list(tenant.id)).map(printTemplate) };
    });
    app.post("/v1/templates", { schema: { body: NewTemplate } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const { reason, by, ...fields } = request.body;
        refuseUnfit(fields);
        const now = deps.now();
        const template = { id: newId(), tenantId: tenant.id, ...fields, createdAt: now, updatedAt: now };
        await change(deps, request, { action: "created", template, cause: { reason, by } });
        return printTemplate(template);
      });
    });
    app.get("/v1/templates/:id", { schema: { params: IdParams } }, async (request) =>
      printTemplate(await findTemplate(deps, request, request.params.id)),
    );
    app.put("/v1/templates/:id", { schema: { params: IdParams, body: Type.Object(content, closed) } }, async (request) => {
      const { reason, by, ...fields } = request.body;
      const template = { ...(await findTemplate(deps, request, request.params.id)), ...fields, updatedAt: deps.now() };
      refuseUnfit(template);
      await change(deps, request, { action: "changed", template, cause: { reason, by } });
      return printTemplate(template);
    });
    app.delete("/v1/templates/:id", { schema: { params: IdParams, querystring: CauseQuery } }, async (request, reply) => {
      const template = await findTemplate(deps, request, request.params.id);
      await change(deps, request, { action: "removed", template, cause: request.query });
      return reply.code(204).send();
    });
  };
