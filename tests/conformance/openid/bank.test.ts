import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSandboxBank, type SandboxBank } from "@drawbridge/sandbox-bank";
import { visitBank } from "../../../apps/sandbox-bank/test/bank-visitor.ts";
import { push, type FapiServer } from "./fapi-client.ts";
import { securityModules } from "./fapi-modules.ts";
import { expectEveryAlgorithm } from "./fapi-tokens.ts";
import { runPlan } from "./plan.ts";
import { securityPlan } from "./plans/fapi2.ts";
import { requestObject } from "./request-objects.ts";
import { newPair } from "./signing.ts";

const redirectUri = "http://127.0.0.1:9/back";
let bank: SandboxBank;
let server: FapiServer;

beforeAll(async () => {
  const pairs = await Promise.all([newPair("ES256", "one"), newPair("ES256"), newPair("ES256", "two"), newPair("ES256")]);
  const [keys, bound, otherKeys, otherBound] = pairs;
  bank = await startSandboxBank({ port: 0, client: { jwks: { keys: [keys.jwk] }, redirectUris: [redirectUri] } });
  const back = async (url: string, decision: "allow" | "deny"): Promise<URL> =>
    new URL(`${redirectUri}?${new URLSearchParams(await visitBank(url, redirectUri, { username: "user_ok", decision }))}`);
  server = {
    issuer: `${bank.origin}/oidc`,
    redirectUri,
    request: { scope: "openid offline_access accounts", prompt: "login consent", institution: "harbour-bank" },
    resource: `${bank.origin}/data/accounts`,
    client: { id: "drawbridge", keys, bound },
    other: { id: "somebody", keys: otherKeys, bound: otherBound }, // nobody at this bank: it has one client
    requestLifeS: 60,
    visit: (url) => back(url, "allow"),
    refuse: (url) => back(url, "deny"),
  };
});
afterAll(() => bank.close());

const the = (): FapiServer => server;

describe("the sandbox bank as authorization server", () => {
  runPlan(securityPlan("the sandbox bank"), securityModules(the));

  it("takes proofs of every algorithm that discovery names", () => expectEveryAlgorithm(server));

  it("takes no request objects, so that none with a wrong aud, signature or time counts", async () => {
    expect(await push(server, { form: { request: await requestObject(server) } })).toMatchObject({
      status: 400,
      body: { error: "request_not_supported" },
    });
  });
});
