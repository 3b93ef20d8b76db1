import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { freePort } from "../../../tests/free-port.ts";
import { useNewest } from "../src/keys/run-keys.ts";
import { openFileKms } from "../src/vault/kms.ts";
import { connectBank } from "./connect-bank.ts";
import { dataCalls } from "./data-calls.ts";
import { runKeysCommand } from "./key-rotation-stage.ts";
import { basicOf, openStage } from "./oidc-stage.ts";
import { serveBeside } from "./serve-beside.ts";

const PERSON = "signed-for";
let drawbridge: TestDrawbridge;
let connectionId: string;
beforeAll(async () => {
  drawbridge = await startDrawbridge();
  ({ connectionId } = await connectBank(drawbridge, PERSON));
});
afterAll(() => drawbridge.close());

const keyFile = () => join(dirname(drawbridge.devFile), "kms.json");

/** A server under the address that people know, wherever it listens. */
const signedBy = (server: string) => {
  const { get } = dataCalls(() => server);
  const token = async (): Promise<string> => {
    const { basic } = await openStage(drawbridge);
    const answer = await fetch(`${server}/identity/oidc/token`, {
      method: "POST",
      headers: basicOf(basic.client_id, basic.client_secret ?? ""),
      body: new URLSearchParams({ grant_type: "client_credentials", scope: "user:read" }),
    });
    return String(((await answer.json()) as Record<string, unknown>)["access_token"]);
  };
  const credential = async (): Promise<string> => {
    const { body } = await get(`/api/vc/data/accounts?aggregator=sandbox&userId=${PERSON}`, { "ucw-connection-id": connectionId });
    return String(body["jwt"]);
  };
  const keys = async (path: string) => (await get<JSONWebKeySet>(path)).body;
  return { token, credential, tokenKeys: () => keys("/identity/oidc/certs"), credentialKeys: () => keys("/.well-known/jwks.json") };
};

const kidOf = (jwt: string): string => decodeProtectedHeader(jwt).kid ?? "";
const kidsOf = ({ keys }: JSONWebKeySet) => keys.map(({ kid }) => kid ?? "");

describe("rotation of the keys that sign", () => {
  it("new keys are published before they sign, and what was signed before still verifies", async () => {
    const first = signedBy(drawbridge.server);
    const before = { token: await first.token(), credential: await first.credential() };
    const [rs256 = "", ps256 = ""] = kidsOf(await first.tokenKeys());

    expect(await runKeysCommand(drawbridge, "use", "identity")).toMatchObject({ exit: 1, text: expect.stringContaining("No keys wait to be used") });
    expect(await runKeysCommand(drawbridge, "rotate", "identity")).toMatchObject({ exit: 0, text: expect.stringContaining("is known to every") });
    expect(await runKeysCommand(drawbridge, "rotate", "identity")).toMatchObject({ exit: 1, text: expect.stringContaining("is not used yet") });
    expect(await runKeysCommand(drawbridge, "use", "identity")).toMatchObject({ exit: 1, text: expect.stringContaining("a moment ago") });
    const published = (await openFileKms(keyFile())).identity.privateKeys.map(({ kid }) => kid);
    expect(published).toEqual([rs256, ps256, expect.stringMatching(/^identity-rs256-/), expect.stringMatching(/^identity-ps256-/)]);
    expect((await runKeysCommand(drawbridge, "show")).text).toContain("published, does not sign yet");

    const env = { DRAWBRIDGE_DATA: dirname(drawbridge.devFile), DATABASE_URL: drawbridge.databaseUrl };
    await useNewest({ env, now: new Date(Date.now() + 3_600_000), say: () => undefined }, "identity");
    expect(await runKeysCommand(drawbridge, "rotate", "credentials", "--now")).toMatchObject({
      exit: 0,
      text: expect.stringContaining("next start"),
    });

    const port = await freePort();
    const restarted = await serveBeside(drawbridge, { port, publicOrigin: drawbridge.server });
    const origin = `http://127.0.0.1:${port}`;
    try {
      const after = signedBy(origin);
      const [token, credential] = [await after.token(), await after.credential()];
      const [tokenKeys, credentialKeys] = [await after.tokenKeys(), await after.credentialKeys()];
      expect(kidsOf(tokenKeys)).toEqual([published[2], published[3], rs256, ps256]);
      expect(kidsOf(credentialKeys)).toEqual([kidOf(credential), kidOf(before.credential)]);
      expect([kidOf(before.token), kidOf(token)]).toEqual([rs256, published[2]]);
      expect(JSON.stringify([tokenKeys, credentialKeys])).not.toContain('"d"');
      for (const jwt of [before.token, token]) await jwtVerify(jwt, createLocalJWKSet(tokenKeys));
      for (const jwt of [before.credential, credential]) {
        await jwtVerify(jwt, createLocalJWKSet(credentialKeys));
        const verified = await fetch(`${origin}/v1/credentials/verifications`, {
          method: "POST",
          headers: { authorization: "Bearer development-api-token-1", "content-type": "application/json" },
          body: JSON.stringify({ jwt }),
        });
        expect(await verified.json()).toMatchObject({ valid: true });
      }
      for (const jwt of [before.token, token]) {
        const read = await fetch(`${origin}/identity/users`, { headers: { authorization: `Bearer ${jwt}` } });
        expect(read.status).toBe(200);
      }
    } finally {
      await restarted.close();
    }
  });

  it("the first keys can be taken away once others sign", async () => {
    const later = kidsOf({ keys: (await openFileKms(keyFile())).identity.privateKeys.slice(0, 2).map((key) => ({ ...key, kty: "RSA" })) });
    await rm(keyFile().replace(".json", "-identity.json"));
    expect((await openFileKms(keyFile())).identity.privateKeys.map(({ kid }) => kid)).toEqual(later);
  });
});
