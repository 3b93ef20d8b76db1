import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openStorage, type Storage } from "@drawbridge/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { choose, openPerson, signInAs, signInWith, takeAll, type Person } from "../../../tests/journeys/person.ts";
import { createTestDevice } from "./device-client.ts";
import { freePorts, makeFolder, spawnDrawbridge, type SpawnedDrawbridge } from "./spawn-drawbridge.ts";

const TOKEN = "development-api-token-1";
const canaries = {
  username: "canary-username-6d1f",
  password: "canary-password-b27e",
  answer: "canary-answer-91c4",
  pin: "739146205817",
  strangerToken: "canary-bearer-3e8a",
} as const;

let server: SpawnedDrawbridge;
let storage: Storage;
let receiver: Server;
let folder: { readonly path: string; readonly remove: () => Promise<void> };
/** What the receiver was sent, and the answers it holds back. */
const received = { text: "", held: [] as ServerResponse[], holds: false };

const listen = async (): Promise<Server> => {
  const opened = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => (received.text += chunk.toString()));
    received.text += JSON.stringify(request.headers);
    request.on("end", () => (received.holds ? received.held.push(response) : response.writeHead(204).end()));
  }).listen(0, "127.0.0.1");
  await once(opened, "listening");
  return opened;
};

const api = (path: string, init?: { readonly method: string; readonly body: unknown }, token = TOKEN): Promise<Response> =>
  fetch(`${server.origin}${path}`, {
    method: init?.method ?? "GET",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    ...(init && { body: JSON.stringify(init.body) }),
  });

const post = async (path: string, body: unknown): Promise<Readonly<Record<string, string>>> => (await api(path, { method: "POST", body })).json();

beforeAll(async () => {
  [folder, receiver] = await Promise.all([makeFolder(), listen()]);
  server = spawnDrawbridge({ ...(await freePorts()), DRAWBRIDGE_DATA: folder.path, LOG_LEVEL: "info" });
  await server.running();
  const socket = (await readFile(join(folder.path, "postgres", "postmaster.pid"), "utf8")).split("\n")[4] ?? "";
  storage = await openStorage({ host: socket, user: "drawbridge", database: "postgres" });
});
afterAll(async () => {
  for (const response of received.held) response.destroy();
  server.process.kill("SIGKILL");
  await server.ended;
  receiver.close();
  await folder.remove();
});

/** A whole connect: a sign-in nobody knows, a wrong answer, and then the right ones; answers the secrets of the session. */
const connect = async (): Promise<readonly string[]> => {
  const origin = { server: server.origin, api };
  const stranger: Person = await openPerson(origin, "stranger");
  await choose(stranger, "drawbridge-bank");
  expect((await signInWith(stranger, { username: canaries.username, password: canaries.password })).at).not.toBe("accounts");
  const person = await openPerson(origin, "belongs");
  const asked = await signInAs(person, "user_mfa_text");
  if (asked.at !== "mfa") throw new Error(`no question but ${asked.at}`);
  const answers = asked.challenges.map(({ id }) => ({ name: id, value: canaries.answer }));
  await person.give({ type: "answers_submitted", fields: await person.seal(answers) });
  const known = await openPerson(origin, "knows");
  await signInAs(known, "user_ok");
  await takeAll(known);
  await known.give({ type: "submitted" });
  return [stranger, person, known].map(({ headers }) => headers["authorization"]?.replace("Bearer ", "") ?? "");
};

const enrol = async (): Promise<void> => {
  const { id = "" } = await post("/v1/users", { externalId: "device-owner" });
  const { activationCode = "" } = await post(`/v1/users/${id}/activation-codes`, { purpose: "activation", reason: "test" });
  const device = await createTestDevice(server.origin);
  await device.activate({ tenantId: "development", userId: "device-owner" }, activationCode, canaries.pin);
};

const dump = async (): Promise<string> => {
  const { rows } = await storage.pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const tables = await Promise.all(rows.map(({ name }) => storage.pool.query<{ row: string }>(`select t::text as row from ${name} t`)));
  return tables.flatMap(({ rows: all }) => all.map(({ row }) => row)).join("\n");
};

describe("what people type", () => {
  it("is in no log, no table and no message; each line of the log is JSON with the request it belongs to", async () => {
    await post("/v1/webhook-endpoints", { url: `http://127.0.0.1:${portOf(receiver)}/in` });
    const handles = await connect();
    await enrol();
    expect((await api("/v1/links", { method: "POST", body: {} }, canaries.strangerToken)).status).toBe(401);
    await expect.poll(() => received.text, { timeout: 30_000 }).toContain("session.ended");
    const log = server.output().split("Ctrl-C stops everything.")[1]?.trim().split("\n") ?? [];
    const lines = log.map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
    const answered = lines.filter(({ msg }) => msg === "answered");
    expect(answered.length).toBeGreaterThan(10);
    for (const line of answered) expect(line).toMatchObject({ reqId: expect.any(String), route: expect.stringMatching(/^(\/|none)/) });
    const places = { log: server.output(), database: await dump(), webhooks: received.text };
    for (const canary of [...Object.values(canaries), TOKEN, "development-secret-1", ...handles]) {
      expect(canary.length).toBeGreaterThan(8);
      for (const [place, text] of Object.entries(places)) expect(text.includes(canary), `${canary} in the ${place}`).toBe(false);
    }
    expect(places.database).toContain("device-owner"); // it was really read
  });
});

describe("a server that is told to stop", () => {
  it("is not ready from then on, goes on serving while it finishes, and is gone within 20 seconds", async () => {
    received.holds = true;
    const { webhookEndpoints } = (await (await api("/v1/webhook-endpoints")).json()) as { webhookEndpoints: readonly { id: string }[] };
    await post(`/v1/webhook-endpoints/${webhookEndpoints[0]?.id}/tests`, {});
    await expect.poll(() => received.held.length, { timeout: 30_000 }).toBeGreaterThan(0);
    await storage.close();
    expect((await fetch(`${server.origin}/health/ready`)).status).toBe(200);
    const told = Date.now();
    server.process.kill("SIGTERM");
    await expect.poll(async () => (await fetch(`${server.origin}/health/ready`)).status, { interval: 20, timeout: 30_000 }).toBe(503);
    const ready = await (await fetch(`${server.origin}/health/ready`)).json();
    expect(ready).toMatchObject({ status: "not_ready", checks: { database: true, accepting: false } });
    expect((await fetch(`${server.origin}/health/live`)).status).toBe(200);
    for (const response of received.held.splice(0)) response.writeHead(204).end(); // what was under way is finished
    expect(await server.ended).toBe(0);
    expect(Date.now() - told).toBeLessThan(20_000);
  });
});

const portOf = (opened: Server): number => {
  const address = opened.address();
  return typeof address === "object" && address ? address.port : 0;
};
