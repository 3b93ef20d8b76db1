import { expect } from "vitest";

/** What the discovery document says. */
export const readDiscovery = async (issuer: string): Promise<Readonly<Record<string, unknown>>> => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, expect.stringContaining("application/json")]);
  const document: Readonly<Record<string, unknown>> = await response.json();
  expect(document["issuer"]).toBe(issuer);
  return document;
};

/** Checks the keys that discovery names: public, and each with a name. */
export const expectKeys = async (document: Readonly<Record<string, unknown>>): Promise<void> => {
  const { keys }: { readonly keys: readonly Readonly<Record<string, unknown>>[] } = await (await fetch(String(document["jwks_uri"]))).json();
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    expect(key).toMatchObject({ kty: expect.stringMatching(/^(RSA|EC|OKP)$/), kid: expect.any(String) });
    for (const part of ["d", "p", "q", "k"]) expect(key).not.toHaveProperty(part);
  }
};

const secure = expect.stringMatching(/^(PS256|ES256|EdDSA|Ed25519)$/);

/** What FAPI 2.0 asks of a discovery document. */
export const expectFapiDiscovery = async (issuer: string): Promise<void> => {
  const document = await readDiscovery(issuer);
  expect(document).toMatchObject({
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    pushed_authorization_request_endpoint: `${issuer}/request`,
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ["S256"],
    dpop_signing_alg_values_supported: expect.arrayContaining([secure]),
    id_token_signing_alg_values_supported: expect.arrayContaining([secure]),
    token_endpoint_auth_signing_alg_values_supported: expect.arrayContaining([secure]),
    token_endpoint_auth_methods_supported: expect.arrayContaining(["private_key_jwt"]),
  });
  await expectKeys(document);
};

/** What OpenID Connect Discovery asks of it. */
export const expectOpenIdDiscovery = async (issuer: string): Promise<void> => {
  const document = await readDiscovery(issuer);
  expect(document).toMatchObject({
    authorization_endpoint: expect.any(String),
    token_endpoint: expect.any(String),
    jwks_uri: expect.any(String),
    scopes_supported: expect.arrayContaining(["openid"]),
    response_types_supported: expect.arrayContaining(["code"]),
    grant_types_supported: expect.arrayContaining(["authorization_code"]),
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: expect.arrayContaining(["RS256"]),
    claims_supported: expect.arrayContaining(["sub", "iss"]),
    claims_parameter_supported: true,
    request_parameter_supported: true,
  });
  expect(document["id_token_signing_alg_values_supported"]).not.toContain("none");
  for (const [name, value] of Object.entries(document)) {
    if (!name.endsWith("_endpoint") && name !== "jwks_uri") continue;
    expect([name, new URL(String(value)).origin]).toEqual([name, new URL(issuer).origin]);
    const response = await fetch(String(value));
    await response.body?.cancel();
    expect([name, response.status < 500, /^(authorization|jwks_uri|.*connections)/.test(name) || response.status !== 200]).toEqual([
      name,
      true,
      true,
    ]);
  }
  await expectKeys(document);
};
