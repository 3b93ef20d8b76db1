import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { activationCodes, users } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type, type Static } from "typebox";
import { codeLives, issueActivationCode, revokeActivationCode, type CodeWish } from "../../devices/activation/activation-codes.ts";
import { confirmCode } from "../../devices/activation/code-for-locked.ts";
import { issueDeviceToken } from "../../devices/activation/device-tokens.ts";
import type { Person } from "../../devices/device-user.ts";
import { findTenantUser, type Cause } from "../../devices/help-desk/manage-devices.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "../native/idempotent.ts";
import { CauseQuery, causeFields, causeOf, closed, IdParams } from "./admin-request.ts";
import { printCode, printUser } from "./shapes.ts";

const NewUser = Type.Object(
  { externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), profile: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
  closed,
);
const UsersQuery = Type.Object(
  {
    externalId: Type.Optional(Type.String()),
    search: Type.Optional(Type.String({ maxLength: 200 })),
    /** Ids with commas between them; unknown ones are left out. */
    ids: Type.Optional(Type.String({ maxLength: 8_000 })),
    order: Type.Enum(["oldest", "newest"], { default: "oldest" }),
    offset: Type.Integer({ minimum: 0, default: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  },
  closed,
);
const NewCode = Type.Object(
  {
    purpose: Type.Enum(["activation", "reactivation", "add_user"]),
    channel: Type.Optional(Type.Enum(["screen", "letter"])),
    lifeSeconds: Type.Optional(Type.Integer({ minimum: 60 })),
    registersApp: Type.Optional(Type.Boolean()),
    oneTimePassword: Type.Optional(Type.Boolean()),
    awaitsCommit: Type.Optional(Type.Boolean()),
    ...causeFields,
  },
  closed,
);
const NewDeviceToken = Type.Object({ use: Type.Enum(["activation", "login"]), ...causeFields }, closed);
const CodeParams = Type.Object({ id: Type.String(), code: Type.String() });

/** People, their activation codes and one-time device tokens. */
export const codeRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    await fastify.register(activationCodeRoutes(deps));
    app.post("/v1/users", { schema: { body: NewUser } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const { externalId, profile } = request.body;
      return idempotent(deps, { tenant, request, reply }, async () => {
        const user = await deps.storage.transaction((tx) =>
          users(tx).create(tenant.id, { externalId: externalId ?? null, ...(profile && { profile }) }),
        );
        if (!user) throw new AppError("ALREADY_EXISTS", { detail: "externalId is taken" });
        return printUser(user);
      });
    });
    app.get("/v1/users", { schema: { querystring: UsersQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { externalId = null, search = null, ids, order, offset, limit } = request.query;
      const asked = { externalId, search, ids: readIds(ids), newest: order === "newest", offset, limit };
      const found = await users(deps.storage.pool).list(tenant.id, asked);
      return { total: found.total, users: found.users.map(printUser) };
    });
    app.post("/v1/users/:id/device-tokens", { schema: { params: IdParams, body: NewDeviceToken } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const user = await findTenantUser(deps, tenant, parseId("usr", request.params.id));
      const { use } = request.body;
      return idempotent(deps, { tenant, request, reply }, async () => {
        const cause = await causeOf(deps, request, request.body);
        return { use, deviceToken: await issueDeviceToken(deps, { tenant, user, use, cause }) };
      });
    });
  };

const activationCodeRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/users/:id/activation-codes", { schema: { params: IdParams } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const user = await findTenantUser(deps, tenant, parseId("usr", request.params.id));
      const found = await activationCodes(deps.storage.pool).ofUser(tenant.id, user.id);
      return { activationCodes: found.map((code) => printCode(code, deps.now())) };
    });
    app.post("/v1/users/:id/activation-codes", { schema: { params: IdParams, body: NewCode } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const user = await findTenantUser(deps, tenant, parseId("usr", request.params.id));
      const statusOf = (answer: object): number => ("outcome" in answer ? 202 : 201);
      return idempotent(deps, { tenant, request, reply, statusOf }, async () => makeCode(deps, { tenant, user }, await wishOf(deps, request)));
    });
    app.get("/v1/users/:id/activation-codes/:code", { schema: { params: CodeParams } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const user = await findTenantUser(deps, tenant, parseId("usr", request.params.id));
      const found = (await activationCodes(deps.storage.pool).ofUser(tenant.id, user.id)).find(
        ({ id }) => id === parseId("acd", request.params.code),
      );
      if (!found) throw new AppError("NOT_FOUND");
      return printCode(found, deps.now());
    });
    app.delete("/v1/users/:id/activation-codes/:code", { schema: { params: CodeParams, querystring: CauseQuery } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const user = await findTenantUser(deps, tenant, parseId("usr", request.params.id));
      await revokeActivationCode(deps, { user, id: parseId("acd", request.params.code), cause: await causeOf(deps, request, request.query) });
      return reply.code(204).send();
    });
  };

const readIds = (text: string | undefined): readonly string[] | null =>
  text === undefined ? null : text.split(",").flatMap((each) => parseId("usr", each) ?? []);

type CodeRequest = FastifyRequest<{ Body: Static<typeof NewCode> }>;
type CodeMaking = Omit<CodeWish, "actor" | "reason"> & { readonly cause: Cause };

const wishOf = async (deps: Deps, request: CodeRequest): Promise<CodeMaking> => {
  const { purpose, channel = "screen", lifeSeconds, registersApp = false, oneTimePassword = false, awaitsCommit = false } = request.body;
  const { usual, longest } = codeLives[channel];
  if ((registersApp || awaitsCommit) && purpose === "reactivation")
    throw new AppError("VALIDATION_FAILED", { detail: "registersApp and awaitsCommit are for a code of a new device" });
  const lifeMs = lifeSeconds === undefined ? usual : lifeSeconds * 1000;
  if (lifeMs > longest) throw new AppError("VALIDATION_FAILED", { detail: `a code by ${channel} lives ${longest / 1000} seconds at most` });
  return { purpose, channel, lifeMs, registersApp, oneTimePassword, awaitsCommit, cause: await causeOf(deps, request, request.body) };
};

/** Makes a code, or notes that the first of two people asked for it. */
const makeCode = (deps: Deps, person: Person, { cause, ...wish }: CodeMaking): Promise<object> =>
  deps.storage.transaction(async (tx) => {
    const confirmed = await confirmCode(tx, deps, { ...person, purpose: wish.purpose, cause });
    if (confirmed.outcome !== "unlocked") return confirmed;
    const { confirmedBy } = confirmed;
    const whole = { ...wish, actor: `api:${confirmedBy ?? cause.by}`, reason: cause.reason, confirmedBy };
    const { row, code, oneTimePassword } = await issueActivationCode(tx, { ...person, kms: deps.kms, now: deps.now() }, whole);
    return { ...printCode(row, deps.now()), activationCode: code, ...(oneTimePassword !== null && { oneTimePassword }) };
  });
