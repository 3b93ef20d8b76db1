import { expect } from "vitest";
import { calculateJwkThumbprint } from "jose";
import { readDiscovery } from "./discovery.ts";
import { codeOf, later, once, readResource, redeem, refresh, type Answer, type FapiServer } from "./fapi-client.ts";
import { newPair } from "./signing.ts";

const isRefused = ({ status, body }: Answer, ...errors: readonly string[]): void => {
  expect([400, 401]).toContain(status);
  expect(errors).toContain(body["error"]);
};

/** Tokens that were got in the right way, for every module that only uses them. */
export type Tokens = () => Promise<Answer["body"]>;

/** Gets them when they are first needed. */
export const openTokens = (server: () => FapiServer): Tokens => once(async () => (await redeem(server(), await codeOf(server()))).body);

/** What a token is signed with; none need say. */
const algOf = (token: string): unknown => {
  const [head = "", ...rest] = token.split(".");
  return rest.length === 2 ? JSON.parse(Buffer.from(head, "base64url").toString())["alg"] : "opaque";
};

/** Checks that what discovery says of proofs is so, at the token endpoint and at the resource. */
export const expectEveryAlgorithm = async (server: FapiServer): Promise<void> => {
  const algs = (await readDiscovery(server.issuer))["dpop_signing_alg_values_supported"];
  for (const alg of ["ES256", "PS256", "EdDSA", "Ed25519"] as const) {
    if (!Array.isArray(algs) || !algs.includes(alg)) continue;
    const bound = await newPair(alg);
    const { status, body } = await redeem(server, await codeOf(server), { bound });
    expect([alg, status, await readResource(server, String(body["access_token"]), { bound })]).toEqual([alg, 200, 200]);
  }
};

/** Modules about codes and tokens. */
export const tokenModules = (server: () => FapiServer, tokens: Tokens) => {
  return {
    "happy-flow": async () => {
      const { access_token: token, token_type: type, id_token: idToken } = await tokens();
      expect([type, await readResource(server(), String(token))]).toEqual(["DPoP", 200]);
      const [head, claims] = String(idToken)
        .split(".")
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
      expect(["PS256", "ES256"]).toContain(head.alg);
      expect(["PS256", "ES256", "opaque"]).toContain(algOf(String(token)));
      expect(claims).toMatchObject({ iss: server().issuer, aud: server().client.id, nonce: "the-nonce", sub: expect.any(String) });
      expect(await readResource(server(), String(token), { bound: server().other.bound })).toBe(401);
    },
    "access-token-type-header-case-sensitivity": async () => {
      const { access_token: token } = await tokens();
      for (const scheme of ["dpop", "DPOP", "dPoP"]) expect(await readResource(server(), String(token), { scheme })).toBe(200);
    },
    "ensure-client-id-in-token-endpoint": async () =>
      isRefused(await redeem(server(), await codeOf(server()), { form: { client_id: server().other.id } }), "invalid_request", "invalid_client"),
    "ensure-holder-of-key-required": async () =>
      isRefused(await redeem(server(), await codeOf(server()), { bound: null }), "invalid_grant", "invalid_request", "invalid_dpop_proof"),
    "ensure-authorization-code-is-bound-to-client": async () =>
      isRefused(await redeem(server(), await codeOf(server()), { client: server().other }), "invalid_grant", "invalid_client"),
    "attempt-reuse-authorization-code-after-one-second": async () => {
      const code = await codeOf(server());
      const { body } = await redeem(server(), code);
      await later(1, async () => isRefused(await redeem(server(), code), "invalid_grant"));
      isRefused(await refresh(server(), String(body["refresh_token"])), "invalid_grant");
    },
    "ensure-token-endpoint-fails-with-expired-auth-code": async () => {
      const code = await codeOf(server());
      await later(61, async () => isRefused(await redeem(server(), code), "invalid_grant"));
    },
    "ensure-pkce-code-verifier-required": async () =>
      isRefused(await redeem(server(), await codeOf(server()), { form: { code_verifier: undefined } }), "invalid_grant", "invalid_request"),
    "incorrect-pkce-code-verifier-rejected": async () =>
      isRefused(await redeem(server(), await codeOf(server()), { form: { code_verifier: "w".repeat(43) } }), "invalid_grant"),
    "refresh-token": async () => {
      const first = String((await tokens())["refresh_token"]);
      isRefused(await refresh(server(), first, { client: server().other }), "invalid_grant", "invalid_client");
      isRefused(await refresh(server(), first, { bound: null }), "invalid_grant", "invalid_request", "invalid_dpop_proof");
      const again = [await refresh(server(), first), await refresh(server(), first)];
      expect(again.map(({ status }) => status)).toEqual([200, 200]);
      expect(await readResource(server(), String(again[1]?.body["access_token"]))).toBe(200);
    },
  };
};

/** Modules about the key that a code and its tokens are bound to. */
export const bindingModules = (server: () => FapiServer, tokens: Tokens) => {
  const jkt = async (): Promise<string> => calculateJwkThumbprint(server().client.bound.jwk);
  const reads = async ({ status, body }: Answer): Promise<void> => {
    expect([status, await readResource(server(), String(body["access_token"]))]).toEqual([200, 200]);
  };
  const inTime = (byS: number) => async (): Promise<void> => {
    const iat = (): number => Math.floor(Date.now() / 1000) + byS;
    const { status, body } = await refresh(server(), String((await tokens())["refresh_token"]), { proof: { claims: { iat: iat() } } });
    expect(status).toBe(200);
    expect(await readResource(server(), String(body["access_token"]), { proof: { claims: { iat: iat() } } })).toBe(200);
  };
  return {
    "check-dpop-proof-nbf-exp": async () => {
      const now = Math.floor(Date.now() / 1000);
      const proof = { claims: { nbf: now, exp: now + 300 } };
      const { body } = await refresh(server(), String((await tokens())["refresh_token"]), { proof });
      expect(await readResource(server(), String(body["access_token"]), { proof })).toBe(200);
    },
    "ensure-dpopproof-with-iat-10seconds-before-succeeds": inTime(-10),
    "ensure-dpopproof-with-iat-10seconds-after-succeeds": inTime(10),
    "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt": async () => {
      const code = await codeOf(server(), { bound: server().client.bound });
      isRefused(await redeem(server(), code, { bound: await newPair("ES256") }), "invalid_grant", "invalid_request", "invalid_dpop_proof");
    },
    "ensure-token-endpoint-fails-with-mismatched-dpop-jkt": async () => {
      const code = await codeOf(server(), { form: { dpop_jkt: await jkt() } });
      isRefused(await redeem(server(), code, { bound: await newPair("ES256") }), "invalid_grant", "invalid_request", "invalid_dpop_proof");
    },
    "ensure-dpopproof-at-par-endpoint-binding-success": async () =>
      reads(await redeem(server(), await codeOf(server(), { bound: server().client.bound }))),
    "ensure-dpop-auth-code-binding-success": async () => reads(await redeem(server(), await codeOf(server(), { form: { dpop_jkt: await jkt() } }))),
  };
};
