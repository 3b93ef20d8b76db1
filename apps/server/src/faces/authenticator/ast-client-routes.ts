import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { astClients, deviceNonces, newId, type AstClient, type DeviceNonce } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { recordDeed } from "../../devices/help-desk/audit.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { hashToken, newToken } from "../../http/token-hash.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "../native/idempotent.ts";
import { CauseQuery, causeOf, closed, idOf, IdParams, pageFields } from "./admin-request.ts";

const printAstClient = (client: AstClient) => ({
  id: printId("ast", client.id),
  /** As the events of the app name it. */
  astClientId: client.id,
  state: client.revokedAt ? "REVOKED" : client.deviceId ? "LINKED" : "SEEN",
  keyThumbprint: client.jkt,
  app: { name: client.appName, version: client.appVersion },
  userId: client.userId && printId("usr", client.userId),
  deviceId: client.deviceId && printId("dev", client.deviceId),
  clientId: client.oidcClientId,
  createdAt: client.createdAt.toISOString(),
  lastSeenAt: client.lastSeenAt.toISOString(),
  revokedAt: client.revokedAt?.toISOString() ?? null,
});

const ListQuery = Type.Object({ userId: Type.Optional(Type.String()), ...pageFields }, closed);

const findClient = async (deps: Deps, tenantId: string, printed: string): Promise<AstClient> => {
  const id = parseId("ast", printed);
  const client = id && (await astClients(deps.storage.pool).byId(tenantId, id));
  if (!client) throw new AppError("NOT_FOUND");
  return client;
};

/** Installations of apps (AST clients): seen, linked to a person's device, withdrawn. */
export const astClientRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/ast-clients", { schema: { querystring: ListQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { userId, cursor, limit } = request.query;
      const wanted = { userId: idOf("usr", userId) ?? null, after: idOf("ast", cursor) ?? null, limit };
      const found = await astClients(deps.storage.pool).list(tenant.id, wanted);
      return { astClients: found.map(printAstClient), next: found.length === limit ? printId("ast", found.at(-1)?.id ?? "") : null };
    });
    app.get("/v1/ast-clients/:id", { schema: { params: IdParams } }, async (request) =>
      printAstClient(await findClient(deps, (await tenantOfBearer(deps, request)).id, request.params.id)),
    );
    app.delete("/v1/ast-clients/:id", { schema: { params: IdParams, querystring: CauseQuery } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const client = await findClient(deps, tenant.id, request.params.id);
      const { by, reason } = await causeOf(deps, request, request.query);
      const now = deps.now();
      await deps.storage.transaction(async (tx) => {
        if (!(await astClients(tx).revoke(client.id, now))) return;
        const subject = printId("ast", client.id);
        const who = { tenantId: tenant.id, userId: client.userId, at: now, actor: `api:${by}` };
        await recordDeed(tx, { ...who, action: "ast_client.revoked", subject, data: { reason } });
      });
      return reply.code(204).send();
    });
  };

const NewNonce = Type.Object(
  { action: Type.String({ minLength: 1, maxLength: 200 }), lifeS: Type.Integer({ minimum: 10, maximum: 3600, default: 300 }) },
  closed,
);

const printNonce = (nonce: DeviceNonce, now: Date) => ({
  id: printId("nnc", nonce.id),
  action: nonce.action,
  state: nonce.providedAt ? "PROVIDED" : nonce.expiresAt <= now ? "EXPIRED" : "PENDING",
  deviceId: nonce.deviceId && printId("dev", nonce.deviceId),
  keyThumbprint: nonce.jkt,
  createdAt: nonce.createdAt.toISOString(),
  expiresAt: nonce.expiresAt.toISOString(),
  providedAt: nonce.providedAt?.toISOString() ?? null,
});

/** Nonces that a device is to answer for an action; the text is shown once. */
export const nonceRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/device-nonces", { schema: { body: NewNonce } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const { action, lifeS } = request.body;
        const [nonce, now] = [newToken(), deps.now()];
        const row = { id: newId(), tenantId: tenant.id, action, createdAt: now, expiresAt: new Date(now.getTime() + lifeS * 1000) };
        await deps.storage.transaction((tx) => deviceNonces(tx).create({ ...row, nonceHash: hashToken(nonce) }));
        return { ...printNonce({ ...row, providedAt: null, jkt: null, deviceId: null }, now), nonce };
      });
    });
    app.get("/v1/device-nonces/:id", { schema: { params: IdParams } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const id = parseId("nnc", request.params.id);
      const nonce = id && (await deviceNonces(deps.storage.pool).byId(tenant.id, id));
      if (!nonce) throw new AppError("NOT_FOUND");
      return printNonce(nonce, deps.now());
    });
  };
