import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { assertionForm, openStage, readAnswer, type Answer, type Stage } from "./oidc-stage.ts";

const BACK = "http://localhost:3001/oidc/callback";

interface Pair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

let drawbridge: TestDrawbridge;
let stage: Stage;
let keys: Pair; // of the client
let device: Pair; // its tokens are bound to this one
let published: Server;
let keyAddress: string;
let keySet = ""; // what is published now
let reads = 0;
let id: string;

const register = async (wish: object): Promise<Answer> => readAnswer(await drawbridge.api("/v1/oidc-clients", { method: "POST", body: wish }));
const wish = (more: object = {}): object => ({
  name: "Careful",
  profile: "fapi2",
  redirectUris: [BACK],
  authMethod: "private_key_jwt",
  jwksUri: keyAddress,
  ...more,
});

const publicJwk = async ({ publicKey }: Pair): Promise<object> => {
  const jwk = await exportJWK(publicKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use: "sig", alg: "PS256" };
};
const publish = async (...pairs: readonly Pair[]): Promise<void> => {
  keySet = JSON.stringify({ keys: await Promise.all(pairs.map(publicJwk)) });
};

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  stage = await openStage(drawbridge);
  [keys, device] = await Promise.all([generateKeyPair("PS256", { extractable: true }), generateKeyPair("ES256", { extractable: true })]);
  await publish(keys);
  published = createServer((request, response) => {
    reads += 1;
    if (request.url === "/moved") return response.writeHead(302, { location: "/keys" }).end();
    return response.writeHead(200, { "content-type": "application/json", "cache-control": "max-age=300" }).end(keySet);
  });
  published.listen(0, "127.0.0.1");
  await once(published, "listening");
  const address = published.address();
  keyAddress = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/keys`;
  id = String((await register(wish())).body["id"]);
});
afterAll(async () => {
  published.closeAllConnections();
  published.close();
  await drawbridge.close();
});

const seconds = (): number => Math.floor(Date.now() / 1000);
const assertion = (audience: string | string[] = stage.issuer, { client = id, alg = "PS256", key = keys.privateKey } = {}): Promise<string> =>
  new SignJWT({ iss: client, sub: client, aud: audience, jti: randomUUID(), iat: seconds(), exp: seconds() + 60 })
    .setProtectedHeader({ alg })
    .sign(key);

interface Proven {
  readonly method: string;
  readonly url: string;
  readonly token?: string;
}
const proof = async ({ method, url, token }: Proven): Promise<string> =>
  new SignJWT({ htm: method, htu: url, jti: randomUUID(), ...(token && { ath: createHash("sha256").update(token).digest("base64url") }) })
    .setIssuedAt()
    .setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk: await exportJWK(device.publicKey) })
    .sign(device.privateKey);

const tokenProof = (): Promise<string> => proof({ method: "POST", url: `${stage.issuer}/token` });

// What the profile says of requests, codes, tokens and proofs: tests/conformance/openid/identity.test.ts.

describe("a client of the FAPI 2.0 profile", () => {
  it.each([
    ["a secret", { authMethod: "client_secret_basic", jwksUri: undefined }],
    ["an implicit answer", { responseTypes: ["code id_token"] }],
    ["unsigned request objects", { requestObjectAlg: "none" }],
    ["ID tokens of another algorithm", { idTokenAlg: "HS256" }],
    ["keys in a private network", { jwksUri: "https://10.0.0.1/keys" }],
    ["keys at the cloud's own address", { jwksUri: "http://169.254.169.254/keys" }],
    ["no keys", { jwksUri: undefined }],
    ["devices", { device: { audiences: [] } }],
  ])("is not registered with %s", async (_what, change) => {
    expect((await register(wish(change))).status).toBe(400);
  });

  it("authenticates with a statement for the issuer alone, by keys it publishes", async () => {
    for (const audience of [`${stage.issuer}/token`, [stage.issuer, "https://other.example"]]) {
      const refused = await stage.token(
        { grant_type: "client_credentials", scope: "user:create", ...assertionForm(await assertion(audience)) },
        { dpop: await tokenProof() },
      );
      expect([refused.status, refused.body["error"]]).toEqual([401, "invalid_client"]);
    }
    const rs256 = await generateKeyPair("RS256");
    const weaker = await stage.token(
      {
        grant_type: "client_credentials",
        scope: "user:create",
        ...assertionForm(await assertion(stage.issuer, { alg: "RS256", key: rs256.privateKey })),
      },
      { dpop: await tokenProof() },
    );
    expect([weaker.status, weaker.body["error"]]).toEqual([401, "invalid_client"]);
    expect(reads).toBe(1); // read once, remembered
    const moved = String((await register(wish({ jwksUri: keyAddress.replace("/keys", "/moved") }))).body["id"]);
    const form = { grant_type: "client_credentials", scope: "user:create", ...assertionForm(await assertion(stage.issuer, { client: moved })) };
    const followed = await stage.token(form, { dpop: await tokenProof() });
    expect([followed.status >= 400, followed.status < 500]).toEqual([true, true]);
  });

  it("has tokens of its own bound too", async () => {
    const form = async () => ({ grant_type: "client_credentials", scope: "user:create", ...assertionForm(await assertion()) });
    expect(await stage.token(await form())).toMatchObject({ status: 400, body: { error: "invalid_dpop_proof" } });
    const { body } = await stage.token(await form(), { dpop: await tokenProof() });
    expect(body["token_type"]).toBe("DPoP");
    const url = `${stage.identity}/users`;
    const token = String(body["access_token"]);
    const made = await fetch(url, { method: "POST", headers: { authorization: `DPoP ${token}`, dpop: await proof({ method: "POST", url, token }) } });
    expect(made.status).toBe(201);
  });
});

describe("keys that a client publishes", () => {
  const LONGER_MS = 11 * 60_000; // than any key set is remembered
  const status = async (key: CryptoKey): Promise<number> => {
    const form = { grant_type: "client_credentials", scope: "user:create", ...assertionForm(await assertion(stage.issuer, { key })) };
    return (await stage.token(form, { dpop: await tokenProof() })).status;
  };
  afterAll(() => void vi.useRealTimers());

  it("are changed without a word to us: a new one signs once it is read, a withdrawn one no longer", async () => {
    const next = await generateKeyPair("PS256", { extractable: true });
    expect([await status(keys.privateKey), await status(next.privateKey)]).toEqual([200, 401]);
    await publish(keys, next);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + LONGER_MS });
    expect([await status(keys.privateKey), await status(next.privateKey)]).toEqual([200, 200]);
    await publish(next);
    vi.setSystemTime(Date.now() + LONGER_MS);
    expect([await status(next.privateKey), await status(keys.privateKey)]).toEqual([200, 401]);
  });

  it("are no longer trusted than for ten minutes when their address falls silent", async () => {
    published.closeAllConnections();
    published.close();
    vi.setSystemTime(Date.now() + LONGER_MS);
    const silent = await status(keys.privateKey);
    expect([silent >= 400, silent < 500]).toEqual([true, true]);
  });
});
