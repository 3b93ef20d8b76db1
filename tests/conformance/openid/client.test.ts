import { Secret, type Adapter, type SignInOutcome } from "@drawbridge/adapter-kit";
import { createSandboxAdapter } from "@drawbridge/adapter-sandbox";
import { exportJWK } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect } from "vitest";
import { startLyingIssuer, type Lie, type LyingIssuer } from "./lying-issuer.ts";
import { runPlan, type Module } from "./plan.ts";
import { clientPlan, jarmPlan } from "./plans/fapi2-client.ts";
import { breakSignature, newPair, seconds, sign, type Twist } from "./signing.ts";

let bank: LyingIssuer;
let adapter: Adapter;
const clock = { aheadMs: 0 };

beforeAll(async () => {
  bank = await startLyingIssuer();
  const clientKey = { ...(await exportJWK((await newPair("ES256")).privateKey)), kid: "drawbridge" };
  const now = (): Date => new Date(Date.now() + clock.aheadMs);
  adapter = createSandboxAdapter({ bankOrigin: bank.origin, clientKey, fetch: globalThis.fetch, now, log: { warn: () => undefined } });
});
afterAll(() => bank.close());
beforeEach(() => {
  clock.aheadMs = 0;
});

/** Goes to the bank and comes back with these parameters; undefined takes one away. */
const signIn = async (lie: Lie = {}, returned: Readonly<Record<string, string | undefined>> = {}): Promise<SignInOutcome> => {
  bank.lie(lie);
  const where = { institutionId: "harbour-bank", redirectUri: "http://127.0.0.1:9/back", correlation: "the-session" };
  const started = await adapter.redirect?.start({ ...where, consentExpiresAt: new Date() });
  if (!started || started.outcome === "failed") return started ?? expect.fail("the adapter has no redirect flow");
  const all = { code: "a-code", state: "the-session", iss: bank.issuer, ...returned };
  const params = Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return (await adapter.redirect?.complete({ state: started.state, params })) ?? expect.fail("the adapter has no redirect flow");
};

const reads = async (outcome: SignInOutcome): Promise<void> => {
  const access = outcome.outcome === "signed_in" ? outcome.access : new Secret("");
  expect([outcome, await adapter.accounts.list({ access, cursor: null, withNumbers: false })]).toMatchObject([
    { outcome: "signed_in" },
    { outcome: "read", items: [] },
  ]);
};

const accepted =
  (lie: Lie = {}): Module =>
  async () =>
    reads(await signIn(lie));

/** The tokens are thrown away with the ID token that came with them. */
const refusedIdToken =
  (idToken: () => Twist): Module =>
  async () => {
    expect(await signIn({ idToken: idToken() })).toMatchObject({ outcome: "failed" });
    expect(bank.asked()).toContain("POST /oidc/token");
  };

/** The code of an answer that is not for us is not redeemed. */
const refusedAnswer =
  (returned: Readonly<Record<string, string | undefined>>): Module =>
  async () => {
    expect(await signIn({}, returned)).toMatchObject({ outcome: "failed" });
    expect(bank.asked()).not.toContain("POST /oidc/token");
  };

const claims = (changed: () => Readonly<Record<string, unknown>>): Module => refusedIdToken(() => ({ claims: changed() }));

/** A signed answer in place of the parameters (JARM), one thing twisted. */
const jarm =
  (twist: () => Twist): Module =>
  async () => {
    const right = { iss: bank.issuer, aud: "drawbridge", exp: seconds() + 60, code: "a-code", state: "the-session" };
    const response = await sign(bank.keys, right, twist());
    for (const beside of [{ code: undefined, state: undefined, iss: undefined }, {}]) await refusedAnswer({ response, ...beside })();
  };

describe("the client of a bank", () => {
  runPlan(clientPlan, {
    "client-test-happy-path": accepted({ wantsNonce: true }),
    "client-test-happy-path-no-dpop-nonce": accepted(),
    "client-test-discovery-issuer-mismatch": async () => {
      expect(await signIn({ issuer: "https://elsewhere.example" })).toMatchObject({ outcome: "failed" });
      expect(bank.asked()).toEqual(["GET /oidc/.well-known/openid-configuration"]);
    },
    "client-test-invalid-iss": claims(() => ({ iss: "https://elsewhere.example" })),
    "client-test-invalid-aud": claims(() => ({ aud: "somebody" })),
    "client-test-invalid-secondary-aud": claims(() => ({ aud: ["drawbridge", "somebody"] })),
    "client-test-invalid-null-alg": refusedIdToken(() => ({ header: { alg: "none" } })),
    "client-test-invalid-alternate-alg": async () => {
      const { privateKey } = await newPair("PS256");
      await refusedIdToken(() => ({ header: { alg: "PS256" }, key: privateKey }))();
    },
    "client-test-invalid-expired-exp": claims(() => ({ iat: seconds() - 600, exp: seconds() - 300 })),
    "client-test-invalid-missing-exp": claims(() => ({ exp: undefined })),
    "client-test-invalid-missing-aud": claims(() => ({ aud: undefined })),
    "client-test-invalid-missing-iss": claims(() => ({ iss: undefined })),
    "client-test-valid-aud-as-array": accepted({ idToken: { claims: { aud: ["drawbridge"] } } }),
    "client-test-invalid-nonce": claims(() => ({ nonce: "another" })),
    "client-test-invalid-missing-nonce": claims(() => ({ nonce: undefined })),
    "client-test-invalid-authorization-response-iss": refusedAnswer({ iss: "https://elsewhere.example" }),
    "client-test-remove-authorization-response-iss": refusedAnswer({ iss: undefined }),
    "client-test-ensure-authorization-response-with-invalid-state-fails": refusedAnswer({ state: "another-session" }),
    "client-test-ensure-authorization-response-with-invalid-missing-state-fails": refusedAnswer({ state: undefined }),
    "client-test-token-endpoint-response-without-expires_in": accepted({ tokens: { expires_in: undefined } }),
    "client-test-token-type-case-insensitivity": async () => {
      for (const type of ["dpop", "DPOP"]) await reads(await signIn({ tokens: { token_type: type } }));
    },
    "client-test-rs-dpop-auth-scheme-case-insensitivity": accepted({ wantsNonce: true, scheme: "dpop" }),
    "client-refresh-token-test": async () => {
      const outcome = await signIn();
      clock.aheadMs = 600_000;
      await reads(outcome);
      expect(bank.asked().filter((one) => one === "POST /oidc/token")).toHaveLength(2);
    },
  });

  runPlan(jarmPlan, {
    "client-test-ensure-jarm-without-iss-fails": jarm(() => ({ claims: { iss: undefined } })),
    "client-test-ensure-jarm-with-invalid-iss-fails": jarm(() => ({ claims: { iss: "https://elsewhere.example" } })),
    "client-test-ensure-jarm-without-aud-fails": jarm(() => ({ claims: { aud: undefined } })),
    "client-test-ensure-jarm-with-invalid-aud-fails": jarm(() => ({ claims: { aud: "somebody" } })),
    "client-test-ensure-jarm-without-exp-fails": jarm(() => ({ claims: { exp: undefined } })),
    "client-test-ensure-jarm-with-expired-exp-fails": jarm(() => ({ claims: { exp: seconds() - 300 } })),
    "client-test-ensure-jarm-with-invalid-sig-fails": jarm(() => ({ after: breakSignature })),
    "client-test-ensure-jarm-signature-is-not-none": jarm(() => ({ header: { alg: "none" } })),
  });
});
