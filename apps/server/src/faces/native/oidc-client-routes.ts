import { Secret } from "@drawbridge/adapter-kit";
import { CredentialRotation } from "@drawbridge/contract";
import { oidcClients, type OidcClient, type Tenant } from "@drawbridge/storage";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { randomUUID } from "node:crypto";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { newToken } from "../../http/token-hash.ts";
import { recordProgramDeed } from "../../operators/deed-of-request.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { secretPurpose } from "../connections/identity/client-book.ts";
import { checkKeys, ClientKeys, namedKeys, NewOidcClient, registerClient } from "../connections/identity/register-client.ts";
import { idempotent } from "./idempotent.ts";

const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Rotation = Type.Optional(Type.Union([Type.Null(), CredentialRotation]));

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
    app.post("/v1/oidc-clients/:id/secret-rotations", { schema: { params: Params, body: Rotation } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () =>
        rotate(deps, await findClient(deps, tenant, request.params.id), request.body?.previous),
      );
    });
  };

const findClient = async (deps: Deps, tenant: Tenant, id: string): Promise<OidcClient> => {
  const client = await oidcClients(deps.storage.pool).byId(id);
  if (!client || client.tenantId !== tenant.id) throw new AppError("NOT_FOUND");
  return client;
};

const OVERLAP_MS = 24 * 3_600_000; // security.md, secrets rotation: two active versions

/** The secret before works for another day unless it is ended. While two work already a third is refused, as with a tenant's credentials. */
const rotate = async (deps: Deps, client: OidcClient, previous: CredentialRotation["previous"] = "keep"): Promise<object> => {
  if (client.secretSealed === null) throw new AppError("VALIDATION_FAILED", { detail: "this client authenticates with keys; it has no secret" });
  const secret = newToken();
  const at = deps.now();
  const previousUntil = previous === "keep" ? new Date(at.getTime() + OVERLAP_MS) : null;
  const secretSealed = deps.vault.seal(new Secret(secret), secretPurpose(client));
  const isChanged = await deps.storage.transaction(async (tx) => {
    if (!(await oidcClients(tx).changeSecret(client.tenantId, client.id, { secretSealed, previousUntil, at }))) return false;
    const { tenantId, id: subject, name } = client;
    await recordProgramDeed(tx, { tenantId, at, action: "client.secret_replaced", subject, data: { name, previous } });
    return true;
  });
  if (!isChanged)
    throw new AppError("WRONG_STATE", { detail: `the secret before this one works until ${untilOf(client, at) ?? "later"}; end it, or wait` });
  return { ...printClient(deps, { ...client, previousSecretUntil: previousUntil }), secret };
};

/** Until when the secret before works; null: no more. */
const untilOf = ({ previousSecretUntil: until }: OidcClient, now: Date): string | null => (until && now < until ? until.toISOString() : null);

/** A client as the native API shows it, in its own words. */
const printClient = (deps: Deps, client: OidcClient) => {
  const { id, name, metadata, settings, createdAt, secretSealed } = client;
  return {
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
    previousSecretUntil: untilOf(client, deps.now()),
    createdAt: createdAt.toISOString(),
  };
};
