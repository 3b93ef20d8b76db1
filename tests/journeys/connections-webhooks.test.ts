import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientApp, registerUser } from "../../apps/server/test/connections-stage.ts";
import { startReceiver, verifyHit, type Hit, type Receiver } from "../../apps/server/test/webhook-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, signInAs, signInWith, takeAll, type Person } from "./person.ts";
import { owed, ownTypes, vendorTypes } from "./connections-webhook-types.ts";
import { startTamperedBank, type BankAnswer, type TamperedBank } from "./tampered-bank.ts";

let drawbridge: TestDrawbridge;
let receiver: Receiver;
let bank: TamperedBank;
let secret = "";

const JSON_CLIENT = "00000000-0000-4000-8000-000000000001";
const JWT_CLIENT = "00000000-0000-4000-8000-000000000002";
type Json = Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer

const call = async (method: string, path: string, body?: object): Promise<Json> => {
  const answer = await drawbridge.api(path, body && { method, body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
};
const post = (path: string, body: object): Promise<Json> => call("POST", path, body);
const settings = (client: string, webhook: object | null): Promise<Json> => call("PATCH", `/v1/oidc-clients/${client}/settings`, { webhook });

beforeAll(async () => {
  drawbridge = await startDrawbridge({
    random: () => 0.5,
    bankDoor: async (origin) => {
      bank = await startTamperedBank(origin);
      return bank.origin;
    },
  });
  receiver = await startReceiver();
  const made = await settings(JSON_CLIENT, { url: `${receiver.origin}/json`, eventTypes: [...vendorTypes, ...ownTypes] });
  secret = made["webhook"].secret;
  await settings(JWT_CLIENT, { url: `${receiver.origin}/jwt`, format: "jwt", eventTypes: vendorTypes });
});
afterAll(async () => {
  receiver.close();
  await drawbridge.close();
  await bank.close();
});

interface Connected {
  readonly person: Person;
  readonly id: string;
  readonly bankConnectionId: string;
}

const connect = async (externalId: string): Promise<Connected> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["transactions", "transactionHistory"] });
  await signInAs(person, "user_ok");
  await takeAll(person);
  await person.give({ type: "submitted" });
  const { connections } = await call("GET", `/v1/users/${person.userId}`);
  const { ids } = await call("GET", `/v1/connections/${connections[0]}`);
  return { person, id: connections[0], bankConnectionId: ids.connections.connectionId };
};

const running = async ({ id }: Connected): Promise<boolean> => (await call("GET", `/v1/connections/${id}`))["health"].sync.state === "running";

/** A sync of its own: one that the schedule has begun is waited for first. */
const sync = async (one: Connected): Promise<void> => {
  await expect.poll(() => running(one), { timeout: 30_000 }).toBe(false);
  await post(`/v1/sandbox/connections/${one.id}/state`, { lastSyncedMinutesAgo: 60 });
  await post(`/v1/connections/${one.id}/syncs`, { attended: true });
  await expect.poll(() => running(one), { timeout: 30_000 }).toBe(false);
};

const hexOf = async ({ person }: Connected): Promise<string> => (await call("GET", `/v1/users/${person.userId}`))["ids"].connections.userId;
const sent = (userId: string): readonly Json[] =>
  receiver.hits.filter(({ path }) => path === "/json").flatMap(({ body }) => [JSON.parse(body) as Json].filter((one) => one["userId"] === userId));
const jwts = (): readonly Hit[] => receiver.hits.filter(({ path }) => path === "/jwt");
const typesOf = (all: readonly Json[]): readonly string[] => all.map(({ eventType }) => String(eventType)).toSorted((a, b) => a.localeCompare(b));

const transactionsOf = (all: readonly Json[], eventType: string): readonly string[] =>
  all
    .filter((one) => one["eventType"] === eventType)
    .flatMap(({ payload }) => (payload.accounts as readonly { transactions: readonly string[] }[]).flatMap(({ transactions }) => transactions));

/** Changes the list of transactions of every account. */
const withRows = (path: string, answer: BankAnswer, change: (rows: readonly Json[]) => readonly Json[]): BankAnswer =>
  path.includes("/transactions") ? { ...answer, body: { ...answer.body, transactions: change(answer.body.transactions) } } : answer;

describe("webhooks of the Connections face", () => {
  it("tell everything a connection lives through, each once, as JSON and as a verified JWT", async () => {
    const one = await connect("whole-life");
    const userId = await hexOf(one);
    await post("/v1/sandbox/clock/advance", { seconds: 60 }); // the history follows
    const posted = new Set<string>();
    bank.tamper((path, answer) =>
      withRows(path, answer, (rows) => {
        for (const { stableId, status } of rows) if (status === "posted") posted.add(stableId);
        return rows;
      }),
    );
    await sync(one);
    const [gone = "", renamed = ""] = posted;
    bank.tamper((path, answer) =>
      withRows(path, answer, (rows) =>
        rows.flatMap((row) => {
          if (row["stableId"] === gone) return [];
          return [row["stableId"] === renamed ? { ...row, description: "Renamed by the bank" } : row];
        }),
      ),
    );
    await sync(one);
    bank.tamper((path, answer) =>
      path.startsWith("/data/accounts?") ? { ...answer, body: { ...answer.body, accounts: answer.body.accounts.slice(1) } } : answer,
    );
    await sync(one);
    bank.tamper(null);
    await sync(one);
    await post("/v1/sandbox/institutions/drawbridge-bank/state", { health: "down" });
    await post("/v1/sandbox/clock/advance", { seconds: 50 * 3600, stepSeconds: 3600 });
    await post("/v1/sandbox/institutions/drawbridge-bank/state", { health: "healthy" });

    await expect.poll(() => running(one)).toBe(false); // one that the schedule has begun
    const expected = owed(await one.person.events());
    await expect.poll(() => typesOf(sent(userId)), { timeout: 30_000 }).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThanOrEqual(8);
    const told = sent(userId);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    expect(transactionsOf(told, "restoredTransactions")).toEqual(expect.arrayContaining(transactionsOf(told, "deletedTransactions").slice(0, 1)));
    expect(told.find(({ eventType }) => eventType === "syncCompleted")).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      eventType: "syncCompleted",
      userId,
      payload: {
        completedAt: expect.any(String),
        processingStatus: "success",
        syncId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        connectionId: one.bankConnectionId,
      },
    });
    expect(told.find(({ eventType }) => eventType === "postConnectionEnrichmentComplete")?.["payload"]).toEqual({
      connectionId: one.bankConnectionId,
    });
    expect(told.find(({ eventType }) => eventType === "refreshReminder")?.["payload"]).toEqual({
      connectionId: one.bankConnectionId,
      bankName: "Drawbridge Bank",
      periodSinceLastUpdateInDays: 2,
    });
    for (const hit of receiver.hits.filter(({ path }) => path === "/json")) expect(verifyHit(secret, hit)).toEqual(JSON.parse(hit.body));
    const places = receiver.hits.flatMap(({ path, body, headers }) =>
      path === "/json" && told.some(({ id }) => id === JSON.parse(body).id) ? [Number(headers["webhook-sequence"])] : [],
    );
    expect(places.toSorted((a, b) => a - b)).toEqual(told.map((_, index) => index + 1));
    for (const { eventType, sequence } of told) expect(sequence).toEqual(String(eventType).includes(".") ? expect.any(Number) : undefined);

    const vendors = told.filter(({ eventType }) => !String(eventType).includes("."));
    await expect.poll(() => jwts().length, { timeout: 30_000 }).toBe(vendors.length);
    const keys = createRemoteJWKSet(new URL(`${drawbridge.server}/identity/oidc/certs`));
    const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    for (const hit of jwts()) {
      expect(hit.headers["content-type"]).toBe("application/jwt");
      const { payload, protectedHeader } = await jwtVerify(hit.body, keys, {
        issuer: `${drawbridge.server}/identity`,
        audience: JWT_CLIENT,
        algorithms: ["RS256"],
      });
      expect(protectedHeader).toEqual({ alg: "RS256", kid: expect.any(String) });
      const same = vendors.find(({ id }) => id === payload.jti);
      expect(payload.sub).toBe(userId);
      expect(payload["events"]).toEqual({ [`urn:com:moneyhub:events:${kebab(String(same?.["eventType"]))}`]: same?.["payload"] });
    }

    const payloadOf = (eventType: string) => sent(userId).find((all) => all["eventType"] === eventType)?.["payload"];
    expect(payloadOf("connection.created")).toEqual({ connectionId: one.bankConnectionId });
    expect(payloadOf("account.added")).toEqual({
      connectionId: one.bankConnectionId,
      accounts: expect.arrayContaining([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]),
    });
    expect((await drawbridge.api(`/v1/connections/${one.id}`, { method: "DELETE", body: {} })).status).toBe(204);
    await expect.poll(() => payloadOf("connection.deleted")).toEqual({ connectionId: one.bankConnectionId });
  });

  it("remind of the end of a consent from five days before it, every second day, and only the client whose user it is", async () => {
    const app = await clientApp(drawbridge);
    const before = jwts().length;
    const userId = await registerUser(app, "reminded");
    const person = await openPerson(drawbridge, "reminded", { jobTypes: ["accountNumber"] });
    await choose(person, "keystone-homes");
    await signInWith(person, { postcode: "SW1A 1AA", house: "10" });
    await takeAll(person);
    await person.give({ type: "submitted" });
    const { data } = (await app.call("GET", `/users/${userId}/connections`, { scope: "connection:read" })).body;
    const [{ id: connectionId }] = data;
    await post("/v1/sandbox/clock/advance", { seconds: 92 * 86_400, stepSeconds: 43_200 });
    const reminders = (): readonly Json[] => sent(userId).filter(({ eventType }) => eventType === "reauthReminder");
    await expect.poll(() => reminders().length, { timeout: 30_000 }).toBe(4);
    expect(reminders().map(({ payload }) => payload)).toEqual(
      [5, 3, 1, -1].map((days) => ({ connectionId, bankName: "Keystone Homes", timeUntilReauthorizationInDays: days, tppConsent: false })),
    );
    expect(sent(userId).filter(({ eventType }) => eventType === "connection.attention_required")).toHaveLength(1);
    expect(
      jwts()
        .slice(before)
        .filter((hit) => decodedSub(hit) === userId),
    ).toEqual([]);
  });

  it("remind each client at its own lead times, and at the tenant's where it has none", async () => {
    const put = await drawbridge.api("/v1/reminder-settings", { method: "PUT", body: { leadDays: [60, 20] } });
    expect(await put.json()).toEqual({ leadDays: [60, 20] });
    const tooClose = await drawbridge.api("/v1/reminder-settings", { method: "PUT", body: { leadDays: [6, 5] } });
    expect(tooClose.status).toBe(400);
    await drawbridge.api(`/v1/oidc-clients/${JWT_CLIENT}/settings`, { method: "PATCH", body: { reminderLeadDays: [30] } });
    const before = jwts().length;
    const one = await connect("lead-times");
    const userId = await hexOf(one);
    await post(`/v1/sandbox/connections/${one.id}/state`, { consentEndsInDays: 61 });
    await drawbridge.storage.pool.query("update connections set kind = 'api' where bank_connection_id = $1", [one.bankConnectionId]);
    await post("/v1/sandbox/clock/advance", { seconds: 42 * 86_400, stepSeconds: 43_200 });
    const daysOf = (all: readonly Json[]): readonly number[] =>
      all.filter(({ eventType }) => eventType === "reauthReminder").map(({ payload }) => payload.timeUntilReauthorizationInDays as number);
    await expect.poll(() => daysOf(sent(userId)), { timeout: 30_000 }).toEqual([60, 20]);
    const signed = (): readonly number[] =>
      jwts()
        .slice(before)
        .filter((hit) => decodedSub(hit) === userId)
        .flatMap((hit) => {
          const told = decoded(hit)["events"]["urn:com:moneyhub:events:reauth-reminder"];
          return told ? [told.timeUntilReauthorizationInDays as number] : [];
        });
    await expect.poll(signed, { timeout: 30_000 }).toEqual([30]);
    await drawbridge.api("/v1/reminder-settings", { method: "PUT", body: { leadDays: null } });
    await drawbridge.api(`/v1/oidc-clients/${JWT_CLIENT}/settings`, { method: "PATCH", body: { reminderLeadDays: null } });
  });

  it("fire on demand in a sandbox", async () => {
    const one = await connect("fired");
    await post("/v1/sandbox/webhooks", { type: "account.lost", connectionId: one.id, data: { account: { id: `acc_${"ab".repeat(16)}` } } });
    const userId = await hexOf(one);
    await expect.poll(() => typesOf(sent(userId)), { timeout: 30_000 }).toContain("deletedAccount");
    expect(sent(userId).find(({ eventType }) => eventType === "deletedAccount")?.["payload"]).toEqual({
      accountId: "abababab-abab-abab-abab-abababababab",
    });
  });
});

const decoded = ({ body }: Hit): Json => JSON.parse(Buffer.from(body.split(".")[1] ?? "", "base64url").toString("utf8")) as Json;
const decodedSub = (hit: Hit): unknown => decoded(hit)["sub"];

describe("the webhook of a client", () => {
  it("is read without its secret, changed, ended and made anew", async () => {
    const path = `/v1/oidc-clients/${JWT_CLIENT}/settings`;
    expect((await call("GET", path))["webhook"]).toEqual({
      id: expect.stringMatching(/^whe_/),
      url: `${receiver.origin}/jwt`,
      format: "jwt",
      eventTypes: vendorTypes,
      disabledAt: null,
      disabledReason: null,
    });
    const changed = await settings(JWT_CLIENT, { url: `${receiver.origin}/other`, format: "json", eventTypes: ["syncComplete"] });
    expect(changed["webhook"]).toMatchObject({ url: `${receiver.origin}/other`, format: "json", eventTypes: ["syncComplete"] });
    expect(changed["webhook"]).not.toHaveProperty("secret");
    const one = await connect("other-name");
    const others = (): readonly unknown[] => receiver.hits.filter(({ path: to }) => to === "/other").map(({ body }) => JSON.parse(body) as unknown);
    const ofOne = expect.objectContaining({ eventType: "syncComplete", payload: expect.objectContaining({ connectionId: one.bankConnectionId }) });
    await expect.poll(others, { timeout: 30_000 }).toContainEqual(ofOne);
    expect((await settings(JWT_CLIENT, null))["webhook"]).toBeNull();
    expect((await call("GET", path))["webhook"]).toBeNull();
    const again = await settings(JWT_CLIENT, { url: `${receiver.origin}/jwt`, eventTypes: ["syncCompleted"] });
    expect(again["webhook"].secret).toMatch(/^whsec_/);
  });

  it.each([
    ["an address that is none", { url: "nowhere", eventTypes: ["syncCompleted"] }],
    ["an address of a private network", { url: "https://10.0.0.1/hook", eventTypes: ["syncCompleted"] }],
    ["no events", { url: "https://hooks.example.com/", eventTypes: [] }],
    ["an unknown event", { url: "https://hooks.example.com/", eventTypes: ["everything"] }],
    ["both names of one event", { url: "https://hooks.example.com/", eventTypes: ["syncCompleted", "syncComplete"] }],
    ["an unknown format", { url: "https://hooks.example.com/", format: "xml", eventTypes: ["syncCompleted"] }],
  ])("refuses %s, and nothing changes", async (_name, webhook) => {
    const path = `/v1/oidc-clients/${JSON_CLIENT}/settings`;
    const before = await call("GET", path);
    const answer = await drawbridge.api(path, { method: "PATCH", body: { webhook, statusNever: true } });
    expect([400, 422]).toContain(answer.status);
    expect(await call("GET", path)).toEqual(before);
  });
});
