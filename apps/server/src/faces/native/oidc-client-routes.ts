import { Secret } from "@drawbridge/adapter-kit";
import { oidcClients, type OidcClient, type Tenant } from "@drawbridge/storage";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { randomUUID } from "node:crypto";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { newToken } from "../../http/token-hash.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { secretPurpose } from "../connections/identity/client-book.ts";
import { checkKeys, ClientKeys, namedKeys, NewOidcClient, registerClient } from "../connections/identity/register-client.ts";
import { idempotent } from "./idempotent.ts";

const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Nothing = Type.Optional(Type.Union([Type.Null(), Type.Object({}, { additionalProperties: false })]));

/** Clients of the identity server and their keys, as the integrator manages them. */
export const oidcClientRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/oidc-clients", { schema: { body: NewOidcClient } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const { client, secret } = await registerClient(deps, { id: randomUUID(), tenantId: tenant.id }, request.body);
        return { ...printClient(deps, client), secret };
      });
    });
    app.get("/v1/oidc-clients", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return { oidcClients: (await oidcClients(deps.storage.pool).list(tenant.id)).map((client) => printClient(deps, client)) };
    });
    app.get("/v1/oidc-clients/:id", { schema: { params: Params } }, async (request) =>
      printClient(deps, await findClient(deps, await tenantOfBearer(deps, request), request.params.id)),
    );
    app.delete("/v1/oidc-clients/:id", { schema: { params: Params } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      if (!(await deps.storage.transaction((tx) => oidcClients(tx).remove(tenant.id, request.params.id)))) throw new AppError("NOT_FOUND");
      return reply.code(204).send();
    });
    app.post("/v1/oidc-clients/:id/keys", { schema: { params: Params, body: ClientKeys } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const client = await findClient(deps, tenant, request.params.id);
        await checkKeys(request.body.keys);
        const { jwks_uri: _published, ...kept } = client.metadata;
        const metadata = { ...kept, jwks: await namedKeys(request.body.keys) };
        await deps.storage.transaction((tx) => oidcClients(tx).changeMetadata(tenant.id, client.id, { metadata, at: deps.now() }));
        return printClient(deps, { ...client, metadata });
      });
    });
    app.post("/v1/oidc-clients/:id/secret-rotations", { schema: { params: Params, body: Nothing } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, () => rotate(deps, tenant, request.params.id));
    });
  };

const findClient = async (deps: Deps, tenant: Tenant, id: string): Promise<OidcClient> => {
  const client = await oidcClients(deps.storage.pool).byId(id);
  if (!client || client.tenantId !== tenant.id) throw new AppError("NOT_FOUND");
  return client;
};

/** The old secret stops working at once. */
const rotate = async (deps: Deps, tenant: Tenant, id: string): Promise<object> => {
  const client = await findClient(deps, tenant, id);
  if (client.secretSealed === null) throw new AppError("VALIDATION_FAILED", { detail: "this client authenticates with keys; it has no secret" });
  const secret = newToken();
  await deps.storage.transaction((tx) =>
    oidcClients(tx).changeSecret(tenant.id, id, {
      secretSealed: deps.vault.seal(new Secret(secret), secretPurpose(client)),
      at: deps.now(),
    }),
  );
  return { ...printClient(deps, client), secret };
};

/** A client as the native API shows it, in its own words. */
const printClient = (deps: Deps, { id, name, metadata, settings, createdAt, secretSealed }: OidcClient) => ({
  id,
  name,
  issuer: deps.identity.issuer(),
  redirectUris: metadata["redirect_uris"],
  responseTypes: metadata["response_types"],
  authMethod: metadata["token_endpoint_auth_method"],
  idTokenAlg: metadata["id_token_signed_response_alg"],
  requestObjectAlg: settings["requestObjectAlg"] ?? null,
  jwks: metadata["jwks"] ?? null,
  jwksUri: metadata["jwks_uri"] ?? null,
  profile: settings["profile"] ?? "plain",
  device: settings["device"] ?? null,
  backchannel: metadata["backchannel_token_delivery_mode"] ?? null,
  hasSecret: secretSealed !== null,
  createdAt: createdAt.toISOString(),
});
