import { defaultExperience, ExperienceSettings } from "@drawbridge/contract";
import { themeOf } from "@drawbridge/domain";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { experiences, type Experience } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { CreatedLink } from "../../use-cases/create-link.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { createExperience, findExperience, previewDraft, previewExperience, reviseExperience } from "../../use-cases/manage-experiences.ts";
import { idempotent } from "./idempotent.ts";

const closed = { additionalProperties: false } as const;
const Params = Type.Object({ id: Type.String() });
const Version = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));
/** What is left out takes its default. */
const Settings = Type.Partial(ExperienceSettings, closed);
const idOf = (text: string): string | null => parseId("exp", text);

const print = ({ id, version, latestVersion, settings, createdAt }: Experience) => {
  const theme = themeOf(settings);
  return {
    id: printId("exp", id),
    /** What the Connect face calls it. */
    guid: id,
    version,
    latestVersion,
    createdAt: createdAt.toISOString(),
    settings,
    theme: theme.outcome === "fits" ? theme.theme : null,
  };
};

const printLink = (deps: Deps, { token, expiresAt }: CreatedLink) => ({
  url: `${deps.origin()}/connect#link=${token}`,
  expiresAt: expiresAt.toISOString(),
});

/** Routes of experiences: versions that never change, a check of the colours, a preview (connect-events.md, section 12). */
export const experienceRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/experiences", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return { experiences: (await experiences(deps.storage.pool).list(tenant.id)).map(print) };
    });
    app.post("/v1/experiences", { schema: { body: Settings } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const settings = { ...defaultExperience, ...request.body };
      return idempotent(deps, { tenant, request, reply }, async () => print(await createExperience(deps, tenant, settings)));
    });
    app.get("/v1/experiences/:id", { schema: { params: Params, querystring: Type.Object({ version: Version }, closed) } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return print(await findExperience(deps, tenant, { id: idOf(request.params.id), version: request.query.version }));
    });
    app.get("/v1/experiences/:id/versions", { schema: { params: Params } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { id } = await findExperience(deps, tenant, { id: idOf(request.params.id) });
      return { versions: (await experiences(deps.storage.pool).versions(tenant.id, id)).map(print) };
    });
    app.put("/v1/experiences/:id", { schema: { params: Params, body: Settings } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const settings = { ...defaultExperience, ...request.body };
      return print(await reviseExperience(deps, tenant, { id: idOf(request.params.id), settings }));
    });
    app.delete("/v1/experiences/:id", { schema: { params: Params } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const id = idOf(request.params.id);
      if (!id || !(await deps.storage.transaction((tx) => experiences(tx).archive(tenant.id, id, deps.now()))))
        throw new AppError("EXPERIENCE_NOT_FOUND");
      return reply.code(204).send();
    });
    app.post(
      "/v1/experiences/:id/previews",
      { schema: { params: Params, body: Type.Object({ version: Version }, closed) } },
      async (request, reply) => {
        const tenant = await tenantOfBearer(deps, request);
        return idempotent(deps, { tenant, request, reply }, async () => {
          const experience = await findExperience(deps, tenant, { id: idOf(request.params.id), version: request.body.version });
          return printLink(deps, await previewExperience(deps, tenant, experience));
        });
      },
    );
    app.post("/v1/experiences/previews", { schema: { body: Type.Object({ settings: Settings }, closed) } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const settings = { ...defaultExperience, ...request.body.settings };
      return idempotent(deps, { tenant, request, reply }, async () => printLink(deps, await previewDraft(deps, tenant, settings)));
    });
  };
