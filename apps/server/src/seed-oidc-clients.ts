import { readFile } from "node:fs/promises";
import type { Tenant } from "@drawbridge/storage";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { registerClient } from "./faces/connections/identity/register-client.ts";
import type { Deps } from "./use-cases/deps.ts";

/** A client as the development file tells it, ready to be used. */
export interface DevelopmentClient {
  readonly client_id: string;
  readonly token_endpoint_auth_method: string;
  readonly client_secret?: string;
  readonly redirect_uri: string;
  readonly redirect_uris: readonly string[];
  readonly response_type: string;
  readonly id_token_signed_response_alg: string;
  readonly request_object_signing_alg: string;
  /** Private keys, in the two forms client libraries read them: this file is for development only. */
  readonly keys: readonly JWK[];
  readonly jwks?: { readonly keys: readonly JWK[] };
}

const ids = { basic: "00000000-0000-4000-8000-000000000001", signing: "00000000-0000-4000-8000-000000000002" } as const;
const SECRET = "development-client-secret-1";

const Known = Type.Object({
  oidc: Type.Object({ clients: Type.Array(Type.Object({ client_id: Type.String(), keys: Type.Array(Type.Record(Type.String(), Type.Any())) })) }),
});

/** The key of the last start, so that what a person copied from the file stays right. */
const keyBefore = async (devFile: string): Promise<JWK | null> => {
  const text = await readFile(devFile, "utf8").catch(() => "{}");
  const content: unknown = JSON.parse(text);
  const key = Value.Check(Known, content) ? content.oidc.clients.find(({ client_id: id }) => id === ids.signing)?.keys[0] : undefined;
  return key && typeof key["kty"] === "string" && typeof key["d"] === "string" ? { ...key, kty: key["kty"] } : null;
};

const newKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true, modulusLength: 2048 });
  return { ...(await exportJWK(privateKey)), kid: "development-client", alg: "RS256", use: "sig" };
};

const publicOf = ({ kty, n, e, kid, alg, use }: JWK) => ({ kty: "RSA" as const, ...(kty && { n, e, kid, alg, use }) });

/** Registers the development clients: one with a secret, one that signs. */
export const seedOidcClients = async (
  deps: Deps,
  tenant: Tenant,
  { playground, devFile }: { readonly playground: string; readonly devFile: string },
): Promise<readonly DevelopmentClient[]> => {
  const redirect = `${playground}/oidc/callback`;
  const key = (await keyBefore(devFile)) ?? (await newKey());
  const common = { redirectUris: [redirect], responseTypes: ["code" as const, "code id_token" as const, "id_token" as const] };
  await registerClient(
    deps,
    { id: ids.basic, tenantId: tenant.id, secret: SECRET },
    { ...common, name: "Example Budget", authMethod: "client_secret_basic", requestObjectAlg: "none" },
  );
  await registerClient(
    deps,
    { id: ids.signing, tenantId: tenant.id },
    {
      ...common,
      name: "Example Budget (signing)",
      authMethod: "private_key_jwt",
      requestObjectAlg: "RS256",
      jwks: { keys: [publicOf(key)] },
    },
  );
  const shown = { redirect_uri: redirect, redirect_uris: [redirect], response_type: "code", id_token_signed_response_alg: "RS256" } as const;
  return [
    {
      client_id: ids.basic,
      client_secret: SECRET,
      token_endpoint_auth_method: "client_secret_basic",
      request_object_signing_alg: "none",
      keys: [],
      ...shown,
    },
    {
      client_id: ids.signing,
      token_endpoint_auth_method: "private_key_jwt",
      request_object_signing_alg: "RS256",
      keys: [key],
      jwks: { keys: [key] },
      ...shown,
    },
  ];
};
