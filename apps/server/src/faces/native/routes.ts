import { jobTypes, JobType } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { connections, users, type Experience, type Tenant, type User } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type, type Static } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import { createLink, type LinkRequest } from "../../use-cases/create-link.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { findExperience } from "../../use-cases/manage-experiences.ts";
import { repairOptions } from "../../use-cases/repair-link.ts";
import { idempotent } from "./idempotent.ts";

const closed = { additionalProperties: false } as const;

const LinkBody = Type.Object(
  {
    kind: Type.Enum(["connect", "reauth", "reconsent", "refresh", "manage"]),
    /** The connection to repair; for reauth, reconsent and refresh only. */
    connectionId: Type.Optional(Type.String({ maxLength: 100 })),
    messages: Type.Optional(Type.Enum(["connect", "widget"])),
    user: Type.Object({ externalId: Type.String({ minLength: 1, maxLength: 200 }) }, closed),
    jobTypes: Type.Optional(Type.Array(JobType, { minItems: 1, uniqueItems: true })),
    institutionId: Type.Optional(Type.String({ maxLength: 100 })),
    singleUse: Type.Optional(Type.Boolean()),
    /** One of the tenant's experiences; its latest version is fixed for the link. */
    experienceId: Type.Optional(Type.String({ maxLength: 100 })),
    consent: Type.Optional(Type.Enum(["step", "section"])),
    redirectUri: Type.Optional(Type.String({ maxLength: 2000, pattern: "^https?://" })),
    /** Language tag of the page; left out, the browser's languages decide. */
    locale: Type.Optional(Type.String({ maxLength: 35, pattern: "^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$" })),
  },
  closed,
);

/** Routes of the native API: links. */
export const nativeRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/links", { schema: { body: LinkBody } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, () => newLink(deps, tenant, request.body));
    });
  };

const newLink = async (deps: Deps, tenant: Tenant, body: Static<typeof LinkBody>) => {
  const asked = body.jobTypes ?? [...jobTypes];
  if (body.institutionId !== undefined && !deps.directory.resolve(body.institutionId, asked)) throw new AppError("INSTITUTION_NOT_FOUND");
  const user = await users(deps.storage.pool).findOrCreateByExternalId(tenant.id, body.user.externalId);
  const experience = await experienceOf(deps, tenant, body.experienceId);
  const request: LinkRequest = {
    tenant,
    user,
    kind: body.kind,
    vocabulary: body.messages ?? "connect",
    singleUse: body.singleUse ?? experience?.settings.singleUse ?? false,
    options: {
      mode: "full",
      jobTypes: asked,
      consentStep: body.kind === "connect" && (body.consent ?? "step") === "step",
      selection: "many",
      institutionId: body.institutionId ?? null,
      redirectUri: body.redirectUri ?? null,
      targetOrigin: null,
      experience: experience?.id ?? null,
      ...(experience && { experienceVersion: experience.version }),
      locale: body.locale ?? experience?.settings.language ?? "und",
      journey: body.kind,
      ...(await repairOf(deps, user, body)),
    },
  };
  const link = await deps.storage.transaction((tx) => createLink(deps, request, tx));
  return {
    id: printId("lnk", link.id),
    url: `${deps.origin()}/connect#link=${link.token}`,
    userId: printId("usr", user.id),
    expiresAt: link.expiresAt.toISOString(),
  };
};

const experienceOf = (deps: Deps, tenant: Tenant, id: string | undefined): Promise<Experience | null> =>
  id === undefined ? Promise.resolve(null) : findExperience(deps, tenant, { id: parseId("exp", id) });

/** The connection of a repair link: one of this very user's. The journey is the one asked for. */
const repairOf = async (deps: Deps, user: User, { kind, connectionId, jobTypes: asked }: Static<typeof LinkBody>) => {
  const repairs = kind !== "connect" && kind !== "manage";
  if (!repairs && connectionId === undefined) return {};
  if (!repairs) throw new AppError("VALIDATION_FAILED", { detail: `a link of kind ${kind} takes no connectionId` });
  const uuid = parseId("con", connectionId ?? "");
  const connection = uuid && (await connections(deps.storage.pool).byId(user.tenantId, uuid));
  if (!connection || connection.userId !== user.id || connection.status !== "active") throw new AppError("CONNECTION_NOT_FOUND");
  if ((kind === "reconsent") === (connection.kind === "legacy") && kind !== "reauth") {
    throw new AppError("VALIDATION_FAILED", { detail: `${kind} does not exist for connections of kind ${connection.kind}` });
  }
  return { ...(await repairOptions(deps, connection, asked ?? [])), journey: kind };
};
