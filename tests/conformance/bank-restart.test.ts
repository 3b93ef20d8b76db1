import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSandboxAdapter } from "@drawbridge/adapter-sandbox";
import { startSandboxBank } from "@drawbridge/sandbox-bank";
import { exportJWK, generateKeyPair } from "jose";
import { expect, it } from "vitest";
import { visitBank } from "../../apps/sandbox-bank/test/bank-visitor.ts";

const redirectUri = "http://127.0.0.1:9/back";

it("a consent given at a redirect bank outlives a restart of the sandbox bank", async () => {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-bank-"));
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const clientKey = { ...(await exportJWK(privateKey)), kid: "drawbridge", alg: "ES256" };
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "drawbridge", alg: "ES256", use: "sig" }] };
  const start = (port: number) => startSandboxBank({ port, client: { jwks, redirectUris: [redirectUri] }, stateFile: join(folder, "bank.json") });
  const first = await start(0);
  const adapter = createSandboxAdapter({
    bankOrigin: first.origin,
    clientKey,
    fetch,
    now: () => new Date(),
    log: { warn: () => undefined },
  });
  const started = await adapter.redirect?.start({
    institutionId: "harbour-bank",
    redirectUri,
    correlation: "c1",
    consentExpiresAt: new Date(Date.now() + 86_400_000),
  });
  if (started?.outcome !== "redirect") throw new Error("no redirect");
  const params = await visitBank(started.url, redirectUri, { username: "user_ok" });
  const signedIn = await adapter.redirect?.complete({ state: started.state, params });
  if (signedIn?.outcome !== "signed_in") throw new Error("not signed in");
  await first.close();
  const second = await start(Number(new URL(first.origin).port));
  const read = await adapter.accounts.list({ access: signedIn.access, cursor: null, withNumbers: false });
  await second.close();
  await rm(folder, { recursive: true });
  expect(read).toMatchObject({ outcome: "read" });
  expect(read.outcome === "read" && read.items.length).toBe(6);
});
