import { randomUUID } from "node:crypto";
import { exportJWK } from "jose";
import { expect } from "vitest";
import { push, readResource, redeem, type FapiServer, type Wrong } from "./fapi-client.ts";
import type { Tokens } from "./fapi-tokens.ts";
import { breakSignature, newPair, s256, seconds, sign, signProof, type Twist } from "./signing.ts";

const HOUR_S = 3600;

/** Proofs with one thing wrong; none of them reads anything. */
const wrongProofs = async (server: FapiServer): Promise<readonly (readonly [string, Twist])[]> => {
  const { bound } = server.client;
  const stranger = await newPair("ES256");
  return [
    ["not well-formed", { after: (jwt) => jwt.slice(0, jwt.lastIndexOf(".")) }],
    ["without typ", { header: { typ: undefined } }],
    ["without alg", { after: withoutAlg }],
    ["without jwk", { header: { jwk: undefined } }],
    ...["jti", "htm", "htu", "iat", "ath"].map((name): readonly [string, Twist] => [`without ${name}`, { claims: { [name]: undefined } }]),
    ["of another typ", { header: { typ: "JWT" } }],
    ["unsigned", { header: { alg: "none" } }],
    ["with a broken signature", { after: breakSignature }],
    ["with the private key", { header: { jwk: await exportJWK(bound.privateKey) } }],
    ["for another method", { claims: { htm: "PUT" } }],
    ["for another address", { claims: { htu: "https://elsewhere.example/" } }],
    ["of in an hour", { claims: { iat: seconds() + HOUR_S } }],
    ["of an hour ago", { claims: { iat: seconds() - HOUR_S } }],
    ["for another token", { claims: { ath: s256("another") } }],
    ["signed with another key than it shows", { key: stranger.privateKey }],
  ];
};

const withoutAlg = (jwt: string): string => {
  const [head = "", ...rest] = jwt.split(".");
  const { alg: _alg, ...other } = JSON.parse(Buffer.from(head, "base64url").toString());
  return [Buffer.from(JSON.stringify(other)).toString("base64url"), ...rest].join(".");
};

/** Addresses that are the same one (RFC 9449, 4.3 and RFC 3986, 6.2). */
const sameAddress = (url: string): readonly string[] => {
  const { origin, pathname } = new URL(url);
  return [`${url}?a=1#b`, origin.toUpperCase() + pathname, `${origin}/./${pathname.slice(1)}`];
};

/** The module about proofs at the resource server. */
export const proofModules = (server: () => FapiServer, tokens: Tokens) => ({
  "dpop-negative-tests": async () => {
    const token = String((await tokens())["access_token"]);
    const { bound } = server().client;
    for (const [name, proof] of await wrongProofs(server())) expect([name, await readResource(server(), token, { proof })]).toEqual([name, 401]);
    const one = (): Promise<string> => signProof(bound, { method: "GET", url: server().resource, token });
    expect(await readResource(server(), token, { proofs: [await one(), await one()] })).toBe(401);
    expect(await readResource(server(), token, { bound: server().other.bound })).toBe(401);
    expect(await readResource(server(), token, { bound: null })).toBe(401);
    expect(await readResource(server(), token, { bound: null, scheme: "Bearer" })).toBe(401);
    expect(await readResource(server(), token, { scheme: "Bearer" })).toBe(401);
    for (const htu of sameAddress(server().resource))
      expect([htu, await readResource(server(), token, { proof: { claims: { htu } } })]).toEqual([htu, 200]);
    const jti = randomUUID();
    const twice = [
      await readResource(server(), token, { proof: { claims: { jti } } }),
      await readResource(server(), token, { proof: { claims: { jti } } }),
    ];
    expect(twice).toEqual([200, 401]);
    expect(await readResource(server(), token, { proof: { claims: { extra: 1 }, header: { more: "x" } } })).toBe(200);
    expect(await readResource(server(), token)).toBe(200);
  },
});

/** Assertions with one thing wrong, by the parts of the modules' names. */
const wrongAssertions = async (server: FapiServer): Promise<readonly (readonly [string, Wrong])[]> => {
  const stranger = await newPair(server.client.keys.alg);
  const claims = (changed: Readonly<Record<string, unknown>>): Wrong => ({ assertion: { claims: changed } });
  return [
    ["none", { form: { client_assertion: undefined, client_assertion_type: undefined } }],
    ["no type", { form: { client_assertion_type: undefined } }],
    ["another type", { form: { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" } }],
    ["no sub", claims({ sub: undefined })],
    ["another sub", claims({ sub: "somebody" })],
    ["no iss", claims({ iss: undefined })],
    ["another iss", claims({ iss: "somebody" })],
    ["no aud", claims({ aud: undefined })],
    ["another aud", claims({ aud: "https://elsewhere.example" })],
    ["for the endpoint", claims({ aud: `${server.issuer}/request` })],
    ["for the token endpoint", claims({ aud: `${server.issuer}/token` })],
    ["for a list", claims({ aud: [server.issuer] })],
    ["over", claims({ iat: seconds() - 360, exp: seconds() - 300 })],
    ["no exp", claims({ exp: undefined })],
    ["no jti", claims({ jti: undefined })],
    ["of in over a minute", claims({ iat: seconds() + 75, nbf: seconds() + 75, exp: seconds() + 135 })],
    ["of in over a minute, by iat alone", claims({ iat: seconds() + 75, exp: seconds() + 135 })],
    ["unsigned", { assertion: { header: { alg: "none" } } }],
    ["a broken signature", { assertion: { after: breakSignature } }],
    ["another key", { assertion: { key: stranger.privateKey } }],
  ];
};

/** Modules about how a client proves who it is. */
export const assertionModules = (server: () => FapiServer) => {
  const refused = async (name: string, wrong: Wrong): Promise<void> => {
    const { status, body } = await push(server(), wrong);
    expect([name, status, body]).toEqual([
      name,
      expect.any(Number),
      expect.objectContaining({ error: expect.stringMatching(/^invalid_(client|request)$/) }),
    ]);
    expect([400, 401]).toContain(status);
  };
  const atToken = async (wrong: Wrong): Promise<void> => {
    const { status, body } = await redeem(server(), "a-code", wrong);
    expect([400, 401]).toContain(status);
    expect(["invalid_client", "invalid_request"]).toContain(body["error"]);
  };
  return {
    "ensure-client-assertion-in-token-endpoint": () =>
      atToken({ form: { client_assertion: undefined, client_assertion_type: undefined, client_id: server().client.id } }),
    "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails": () =>
      atToken({ assertion: { claims: { iat: seconds() - 360, exp: seconds() - 300 } } }),
    "ensure-client-assertion-with-wrong-aud-fails": () => atToken({ assertion: { claims: { aud: "https://elsewhere.example" } } }),
    "ensure-client-assertion-with-no-sub-fails": () => atToken({ assertion: { claims: { sub: undefined } } }),
    "ensure-signed-client-assertion-with-RS256-fails": async () => {
      const rsa = await newPair("PS256");
      const { jwk, alg } = server().client.keys;
      const assertion = await sign(alg === "PS256" ? server().client.keys : rsa, claimsFor(server()), { header: { alg: "RS256", kid: jwk.kid } });
      await refused("RS256", { form: { client_assertion: assertion } });
    },
    "ensure-invalid-client-assertions-fail": async () => {
      for (const [name, wrong] of await wrongAssertions(server())) await refused(name, wrong);
      const early = { iat: seconds() + 8, nbf: seconds() + 8, exp: seconds() + 68 };
      expect((await push(server(), { assertion: { claims: early } })).status).toBe(201);
      expect((await push(server())).status).toBe(201);
    },
  };
};

const claimsFor = ({ client, issuer }: FapiServer): object => ({
  iss: client.id,
  sub: client.id,
  aud: issuer,
  jti: randomUUID(),
  iat: seconds(),
  exp: seconds() + 60,
});
