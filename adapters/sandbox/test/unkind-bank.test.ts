import { inspect } from "node:util";
import { Secret, type AdapterDeps } from "@drawbridge/adapter-kit";
import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import { createSandboxAdapter } from "../src/index.ts";

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const clientKey = { ...(await exportJWK(privateKey)), kid: "test" };

/** The adapter before a bank that answers everything so. */
const before = (answer: (body: string) => unknown, status = 200) => {
  const deps: AdapterDeps = {
    now: () => new Date("2026-11-21T12:00:00Z"),
    log: { warn: () => undefined },
    fetch: async (_url, init) => new Response(JSON.stringify(answer(typeof init?.body === "string" ? init.body : "")), { status }),
  };
  return createSandboxAdapter({ ...deps, bankOrigin: "http://127.0.0.1:9", clientKey });
};

const form = {
  institutionId: "drawbridge-bank",
  credentials: new Map([
    ["username", new Secret("user_ok")],
    ["password", new Secret("the-password")],
  ]),
};
const access = new Secret(JSON.stringify({ kind: "bearer", token: "a-token" }));

const account = {
  stableId: "1",
  kind: "checking",
  name: "Checking",
  currency: "USD",
  status: "open",
  masked: "••1234",
  balance: "1.00",
  available: null,
  balanceAsOf: "2026-11-21T12:00:00.000Z",
  openedOn: null,
  interestRate: null,
  creditLimit: null,
  number: "00001234",
  routingNumber: "111",
};

describe("a bank that says too much", () => {
  it("does not get what was typed into a failure's detail", async () => {
    const adapter = before((typed) => ({ status: "failed", reason: "credentials_rejected", detail: `wrong: ${typed}` }), 401);
    const outcome = await adapter.credentials?.start(form);
    expect(outcome).toEqual({ outcome: "failed", failure: "credentials_rejected", detail: "the bank says credentials_rejected (401)" });
    expect(inspect(outcome)).not.toContain("the-password");
  });

  it("does not get numbers past a reader who asked for none", async () => {
    const adapter = before(() => ({ accounts: [account], nextCursor: null }));
    expect(await adapter.accounts.list({ access, cursor: null, withNumbers: false })).toMatchObject({
      items: [{ number: null, routingNumber: null }],
    });
    expect(await adapter.accounts.list({ access, cursor: null, withNumbers: true })).toMatchObject({
      items: [{ number: "00001234", routingNumber: "111" }],
    });
  });

  it("fails with a reason that is not in the vocabulary", async () => {
    const adapter = before(() => ({ status: "failed", reason: "mercury_in_retrograde", detail: "" }), 500);
    expect(await adapter.credentials?.start(form)).toMatchObject({ outcome: "failed", failure: "provider_failed" });
  });

  it("fails with one account of the wrong shape among good ones", async () => {
    const adapter = before(() => ({ accounts: [account, { ...account, balance: 1 }], nextCursor: null }));
    expect(await adapter.accounts.list({ access, cursor: null, withNumbers: true })).toMatchObject({ outcome: "failed", failure: "provider_failed" });
  });
});
