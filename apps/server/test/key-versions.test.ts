import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CompactEncrypt, createLocalJWKSet, decodeProtectedHeader, importJWK, jwtVerify, SignJWT, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { choose, openPerson, signInThere, signInWith } from "../../../tests/journeys/person.ts";
import { keyShown, startPushService, subscribe, type PushService } from "../../../tests/journeys/push-service.ts";
import { runCli } from "../../cli/src/index.ts";
import { readAstClientData } from "../src/devices/iam/ast-client-data.ts";
import { useNewest } from "../src/keys/run-keys.ts";
import type { RunningServer } from "../src/run-server.ts";
import { createTestDevice, type TestDevice } from "./device-client.ts";
import { runKeysCommand } from "./key-rotation-stage.ts";
import { openRolling } from "./rolling-stage.ts";

const purposes = ["devices", "push", "banks", "sealing", "client-data"] as const;
const PIN = "135790";
let rolling: Awaited<ReturnType<typeof openRolling>>;
let first: RunningServer;
let device: TestDevice;
let holder: string;
let service: PushService;
let sleeper: TestDevice;

const made = async (path: string, body: object, method = "POST"): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await rolling.api(path, { method, body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
};

// New keys of every purpose exist, and every server and the bank know them; none is used.
beforeAll(async () => {
  rolling = await openRolling(async (place) => {
    for (const purpose of purposes)
      expect(await runKeysCommand(place, "rotate", purpose)).toMatchObject({ exit: 0, text: expect.stringContaining("is known to every") });
  });
  first = await rolling.start();
  await made("/v1/authenticator-settings", { environments: ["SSMS", "MAVERICK"], anonymousUsers: false }, "PUT");
  ({ device, userId: holder } = await enrol("holder"));
  ({ device: sleeper } = await enrol("sleeper"));
  service = await startPushService();
  await sleeper.send("push.set", { pushToken: subscribe(service.endpoint("sleeper")).token });
});
afterAll(async () => {
  service.close();
  await rolling.close();
});

const enrol = async (name: string): Promise<{ readonly device: TestDevice; readonly userId: string }> => {
  const { userId } = await openPerson(rolling, name);
  const { activationCode } = await made(`/v1/users/${userId}/activation-codes`, { purpose: "activation", reason: "test" });
  const user = { tenantId: "development", userId: name };
  const enrolled = await createTestDevice(rolling.server);
  await enrolled.activate(user, String(activationCode), PIN);
  await enrolled.logIn(user, PIN);
  return { device: enrolled, userId };
};

/** What a browser subscribes with now. */
const pushKey = async (): Promise<string> =>
  ((await (await fetch(`${rolling.server}/device/v1/push-key`)).json()) as { publicKey: string }).publicKey;
/** Wakes the device that sleeps; answers what came of it, and the keys that its push service was shown. */
const wake = async () => {
  const before = service.delivered("sleeper").length;
  const { outcome } = await made(`/v1/devices/${sleeper.state.deviceId}/push-tests`, {});
  const shown = service.delivered("sleeper").slice(before);
  return { outcome, keys: shown.map((push) => keyShown(push).key) };
};

const published = async (path: string): Promise<JSONWebKeySet> => (await fetch(`${rolling.server}${path}`)).json() as Promise<JSONWebKeySet>;
const deviceKeys = () => published("/device/v1/keys");
const kidOf = (jwt: string): string => decodeProtectedHeader(jwt).kid ?? "";

const signInByForm = async (name: string): Promise<void> => {
  const person = await openPerson(rolling, name);
  await choose(person, "drawbridge-bank");
  expect((await signInWith(person, { username: "user_ok", password: "pass_ok" })).at).toBe("accounts");
};
const signInAtBank = async (name: string): Promise<void> => {
  const person = await openPerson(rolling, name);
  await choose(person, "harbour-bank");
  expect((await signInThere(rolling, person)).at).toBe("review"); // the accounts were chosen there
};
/** What the person's device signs for, and the receipt of it. */
const approve = async (): Promise<string> => {
  const operation = await made("/v1/operations", { userId: holder, text: "Share?", data: {}, factor: "NONE" });
  const { signed } = await device.send("operation.start", { operationId: String(operation["id"]) });
  const { receipt } = await device.approve(signed, "Share?");
  return receipt ?? "";
};
const requestToken = async (): Promise<string> => (await device.send("token.request", { audience: "https://api.example" })).token;

/** What an app says of its installation, encrypted to the key it is given. */
const clientData = async (): Promise<string> => {
  const { nonce, encryptionKey } = await device.send("client.register", { tenantId: "development", app: { appName: "Test", version: "1.0.0" } });
  const signed = await new SignJWT({ tenant: "development", app: "Test", version: "1.0.0", nonce })
    .setProtectedHeader({ typ: "ast-client+jwt", alg: "ES256", jwk: device.keys.jwk })
    .setIssuedAt()
    .setJti(randomUUID())
    .sign(device.keys.privateKey);
  const { kid, ...key } = encryptionKey;
  return new CompactEncrypt(Buffer.from(signed))
    .setProtectedHeader({ alg: "ECDH-ES+A256KW", enc: "A256GCM", kid, cty: "JWT" })
    .encrypt(await importJWK(key, "ECDH-ES+A256KW"));
};
const readsClientData = async ({ deps }: RunningServer, data: string): Promise<boolean> => {
  const { rows } = await deps.storage.pool.query<{ id: string }>("select id from tenants where slug = 'development'");
  return (await readAstClientData(deps, { tenantId: rows[0]?.id ?? "", slug: "development", data })) !== null;
};

/** People and devices that never stop; whose request is answered by which server is chance. */
const keepBusy = () => {
  const state = { over: false, done: 0, failures: [] as unknown[] };
  const forever = async (work: (turn: number) => Promise<void>): Promise<void> => {
    for (let turn = 0; !state.over; turn += 1) {
      await work(turn).catch((error: unknown) => state.failures.push(error));
      state.done += 1;
    }
  };
  const ends = Promise.all([
    forever((turn) => signInByForm(`form-${turn}`)),
    forever((turn) => signInAtBank(`there-${turn}`)),
    forever(async () => {
      await jwtVerify(await approve(), createLocalJWKSet(await deviceKeys()));
      await jwtVerify(await requestToken(), createLocalJWKSet(await deviceKeys()));
    }),
  ]);
  const more = async (count: number): Promise<void> => {
    const before = state.done;
    await expect.poll(() => state.done - before, { timeout: 30_000 }).toBeGreaterThan(count);
  };
  const stop = async (): Promise<readonly unknown[]> => {
    state.over = true;
    await ends;
    return state.failures;
  };
  return { more, stop };
};

/** A form that is filled in before, and what was signed and encrypted before. */
const leaveOpen = async () => {
  const person = await openPerson(rolling, "reads slowly");
  await choose(person, "drawbridge-bank");
  const fields = await person.seal([
    { name: "username", value: "user_ok" },
    { name: "password", value: "pass_ok" },
  ]);
  return { person, fields, receipt: await approve(), token: await requestToken(), data: await clientData(), key: await pushKey() };
};

const verifyOffLine = async (receipt: string) => {
  const folder = dirname(rolling.devFile);
  await writeFile(join(folder, "keys.json"), JSON.stringify(await deviceKeys()));
  await writeFile(join(folder, "receipt.jws"), receipt);
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  const args = ["receipt", "verify", join(folder, "receipt.jws"), "--keys", join(folder, "keys.json")];
  const exit = await runCli(args, { env: { DRAWBRIDGE_DATA: "/nowhere" }, root: folder, say: note, complain: note });
  return { exit, text: lines.join("\n") };
};

describe("keys of devices, pushes, banks, sealing and client data", () => {
  it("are replaced under load, server by server: no request fails, and what was made before is still good", { timeout: 90_000 }, async () => {
    const before = await leaveOpen();
    expect(await wake()).toEqual({ outcome: "sent", keys: [before.key] });
    const busy = keepBusy();
    await busy.more(3);
    const env = { DRAWBRIDGE_DATA: dirname(rolling.devFile), DATABASE_URL: rolling.databaseUrl };
    for (const purpose of purposes) await useNewest({ env, now: new Date(Date.now() + 3_600_000), say: () => undefined }, purpose);
    const second = await rolling.start();
    await busy.more(9);
    const between = await clientData();
    rolling.leave(first);
    await busy.more(4);
    expect(await busy.stop()).toEqual([]);

    const after = { receipt: await approve(), token: await requestToken(), data: await clientData() };
    const keys = createLocalJWKSet(await deviceKeys());
    for (const name of ["receipt", "token", "data"] as const) expect(kidOf(after[name])).not.toBe(kidOf(before[name]));
    for (const jwt of [before.receipt, before.token, after.receipt, after.token]) await jwtVerify(jwt, keys);
    for (const receipt of [before.receipt, after.receipt])
      expect(await verifyOffLine(receipt)).toMatchObject({ exit: 0, text: expect.stringContaining("Share?") });
    for (const data of [before.data, between, after.data]) expect(await readsClientData(second, data)).toBe(true);
    expect(await readsClientData(first, await clientData())).toBe(true);

    const { person, fields } = before;
    expect((await openPerson(rolling, "comes later")).view().vault.keyId).not.toBe(person.view().vault.keyId);
    await person.give({ type: "credentials_submitted", fields });
    await person.until("accounts");

    service.answer("sleeper", 403, 201); // it knows the key that the subscription was made with
    const newKey = await pushKey();
    expect(newKey).not.toBe(before.key);
    expect(await wake()).toEqual({ outcome: "sent", keys: [newKey, before.key] });

    const banks = await published("/.well-known/bank-client-jwks.json");
    const [newest, older] = second.deps.kms.client.publicKeys;
    expect(banks.keys).toEqual([newest, older]);
    expect(JSON.stringify([banks, await deviceKeys()])).not.toContain('"d"');
    const { text } = await runKeysCommand(rolling, "show");
    expect(text).toContain(`banks  ${newest?.kid}`);
    expect(text).toContain(String(newest?.x));
    expect(text).toMatch(/^sealing {2}seal_\w+ {2}from the first start {2}opens only$/m);
    expect(text).toMatch(/^devices {2}operations-\w+, receipts-\w+, tokens-\w+ {2}made \S+ {2}signs$/m);
    expect(text).toMatch(/^push {2}push-\w+ {2}from the first start {2}published, signs no more$/m);
  });
});
