import { decisionTables } from "@drawbridge/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, signInThere, signInWith, takeAll, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge({ random: () => 0.5 });
});
afterAll(() => drawbridge.close());

type Json = Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer

const call = async (method: string, path: string, body?: object): Promise<Json> => {
  const answer = await drawbridge.api(path, body && { method, body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
};
const post = (path: string, body: object): Promise<Json> => call("POST", path, body);

interface Connected {
  readonly externalId: string;
  readonly id: string;
}
const read = ({ id }: Connected): Promise<Json> => call("GET", `/v1/connections/${id}`);
const force = ({ id }: Connected, state: object): Promise<Json> => post(`/v1/sandbox/connections/${id}/state`, state);
const mood = (slug: string, body: object): Promise<Json> => post(`/v1/sandbox/institutions/${slug}/state`, body);
const isHealthy = ({ recommendedAction }: Json): boolean => ["A1", "L1"].includes(recommendedAction.row);
const isRunning = (shown: Json): boolean => shown["health"].sync.state === "running";

/** Asks for a sync and waits for its end. */
const sync = async (one: Connected): Promise<void> => {
  await post(`/v1/connections/${one.id}/syncs`, { attended: true });
  await expect.poll(async () => isRunning(await read(one)), { timeout: 30_000 }).toBe(false);
};

const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = { "keystone-homes": { postcode: "SW1A 1AA", house: "10" } };

/** Goes through whatever the page asks until the end. */
const goThrough = async (person: Person, slug: string): Promise<void> => {
  const { step } = person.view();
  if (step.at === "consent") await person.give({ type: "consent_given" });
  if (step.at === "search") await choose(person, slug);
  const now = person.view().step;
  if (now.at === "oauth") await signInThere(drawbridge, person);
  if (now.at === "sign_in") await signInWith(person, forms[slug] ?? { username: "user_ok", password: "pass_ok" });
  if (person.view().step.at === "accounts") await takeAll(person);
  if (person.view().step.at === "review") await person.give({ type: "submitted" });
  expect(person.view().step).toMatchObject({ at: "ended", reason: "complete" });
};

const connect = async (externalId: string, slug: string): Promise<Connected> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["transactions"] });
  if (person.view().step.at === "consent") await person.give({ type: "consent_given" });
  await goThrough(person, slug);
  const { connections } = await call("GET", `/v1/users/${person.userId}`);
  return { externalId, id: connections[0] };
};

const known = new Map<string, Connected>();

/** One connection of each bank goes through all its rows; a row that fails leaves a new one to the next. */
const healthyOne = async (bank: string): Promise<Connected> => {
  const one = known.get(bank) ?? (await connect(bank, bank));
  known.delete(bank);
  await expect.poll(async () => isHealthy(await read(one)), { timeout: 30_000 }).toBe(true);
  return one;
};

interface Case {
  readonly bank: "harbour-bank" | "drawbridge-bank" | "single-sync-bank" | "keystone-homes" | "closing-bank";
  readonly state?: object;
  /** Brings about what no state of the connection is. */
  readonly before?: (one: Connected) => Promise<unknown>;
  /** Ends it, before the action can help. */
  readonly after?: (one: Connected) => Promise<unknown>;
  readonly action: string;
}

const api = { bank: "harbour-bank" } as const;
const legacy = { bank: "drawbridge-bank" } as const;
const once = { bank: "single-sync-bank" } as const;
const home = { bank: "keystone-homes" } as const;

const [open, closed] = [{ lastSyncedMinutesAgo: 60 }, { lastSyncedMinutesAgo: 5 }];
const [soon, past] = [{ consentEndsInDays: 4 }, { consentEndsInDays: -1 }];
const old = { lastUpdatedDaysAgo: 3 };
const stopped = { error: "sync_error", failingForDays: 4 };

const entry = (slug: string): object => ({
  slug,
  name: slug,
  url: `https://${slug}.example/`,
  country: "GB",
  providers: [{ provider: "sandbox", providerInstitutionId: "drawbridge-bank", kind: "legacy", supportsOauth: false, jobTypes: ["transactions"] }],
});
const closingBank = [entry("closing-bank"), entry("staying-bank")];
const list = (institutions: readonly object[]): Promise<Json> => post("/v1/institutions/imports?list=closing&removeMissing=true", institutions);
const revoke = async (one: Connected): Promise<void> => {
  await force(one, { revokeAtBank: true, ...open });
  await sync(one);
};

/** The bank thinks for a second or more, and the sync with it. */
const slowSync = async (one: Connected): Promise<void> => {
  await force(one, open);
  await mood("drawbridge-bank", { health: "degraded" });
  await post(`/v1/connections/${one.id}/syncs`, { attended: true });
};

/** How each row is reached; a row of the tables that is missing here has no test, and fails. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  P0: [
    {
      ...api,
      state: { ...old, ...open, paused: true },
      after: async (one) => {
        const refused = await drawbridge.api(`/v1/connections/${one.id}/syncs`, { method: "POST", body: { attended: true } });
        expect(refused.status).toBe(409);
        const paused = {
          pausedSince: expect.any(String),
          nextScheduledSyncAt: null,
          health: { sync: { state: "stopped", since: expect.any(String) } },
        };
        expect(await read(one)).toMatchObject(paused);
        await force(one, { paused: false });
        await sync(one);
      },
      action: "contact_support",
    },
  ],
  P1: [
    {
      ...legacy,
      state: { error: "sync_error" },
      before: () => mood("drawbridge-bank", { health: "down" }),
      after: () => mood("drawbridge-bank", { health: "healthy" }),
      action: "wait",
    },
  ],
  P2: [{ bank: "closing-bank", before: () => list([entry("staying-bank")]), after: () => list(closingBank), action: "contact_support" }],
  P3: [{ ...legacy, before: slowSync, after: () => mood("drawbridge-bank", { health: "healthy" }), action: "wait" }],
  A1: [{ ...api, action: "none" }],
  A2: [{ ...api, state: soon, action: "reconsent" }],
  A3: [{ ...api, state: { ...soon, tppConsent: false }, action: "reauth" }],
  A4: [{ ...api, state: past, action: "reconsent" }],
  A5: [{ ...api, state: { ...past, tppConsent: false }, action: "reauth" }],
  A6: [{ ...api, before: revoke, action: "reauth" }],
  A7: [{ ...api, state: { error: "mfa_required" }, action: "reauth" }],
  A8: [{ ...api, state: { ...stopped, ...open }, action: "sync" }],
  A9: [{ ...api, state: { error: "sync_error", failingForDays: 1 }, action: "wait" }],
  A10: [{ ...api, state: { error: "sync_partial", failingForDays: 1 }, action: "wait" }],
  A11: [{ ...api, state: { ...old, ...open }, action: "sync" }],
  A12: [{ ...api, state: { ...old, ...closed }, action: "reauth" }],
  A13: [
    { ...home, state: { error: "sync_error", ...open }, action: "sync" },
    { ...home, state: { error: "sync_error", ...closed }, action: "wait" },
  ],
  A14: [{ ...api, state: { lastSyncedMinutesAgo: null }, action: "wait" }],
  A15: [
    { ...api, state: { ...stopped, ...closed }, action: "reauth" },
    { ...api, state: { ...stopped, ...closed, ...soon }, action: "reconsent" },
  ],
  L1: [{ ...legacy, action: "none" }],
  L2: [{ ...once, state: { lastUpdatedDaysAgo: 1.5 }, action: "refresh" }],
  L3: [{ ...legacy, state: { error: "mfa_required" }, action: "refresh" }],
  L4: [{ ...legacy, before: revoke, action: "reauth" }],
  L5: [{ ...legacy, state: past, action: "reauth" }],
  L6: [{ ...once, state: old, action: "refresh" }],
  L7: [{ ...legacy, state: { ...old, ...open }, action: "sync" }],
  L8: [{ ...legacy, state: { error: "sync_error", failingForDays: 1 }, action: "wait" }],
  L9: [{ ...legacy, state: stopped, action: "refresh" }],
  L10: [{ ...legacy, state: { error: "sync_partial", failingForDays: 1 }, action: "wait" }],
  L11: [
    {
      ...legacy,
      state: { error: "sync_error" },
      before: () => mood("drawbridge-bank", { useMfa: true }),
      after: () => mood("drawbridge-bank", { useMfa: false }),
      action: "refresh",
    },
  ],
  L12: [{ ...legacy, state: soon, action: "reauth" }],
  L13: [{ ...once, state: { error: "sync_error" }, action: "refresh" }],
  L14: [{ ...legacy, state: { ...old, ...closed }, action: "refresh" }],
  L15: [{ ...legacy, state: { lastSyncedMinutesAgo: null }, action: "wait" }],
};

/** Two days of the clock are enough for whatever the system mends by itself. */
const wait = async (one: Connected): Promise<void> => {
  for (let hours = 0; hours < 48 && !isHealthy(await read(one)); hours += 1) {
    if (isRunning(await read(one))) await expect.poll(async () => isRunning(await read(one)), { timeout: 30_000 }).toBe(false);
    else await post("/v1/sandbox/clock/advance", { seconds: 3600 });
  }
};

const follow = async (action: string, one: Connected, bank: string): Promise<void> => {
  if (action === "sync") await sync(one);
  if (action === "wait") await wait(one);
  if (!["reauth", "reconsent", "refresh"].includes(action)) return;
  const person = await openPerson(drawbridge, one.externalId, { kind: action, connectionId: one.id });
  await goThrough(person, bank);
};

const rows = [...decisionTables.first, ...decisionTables.api, ...decisionTables.legacy].map(({ row }) => row);
const ways = rows.flatMap((row): readonly (readonly [string, number, string])[] =>
  (cases[row] ?? []).map((one, index) => [row, index, one.action] as const),
);

describe("the decision tables", () => {
  beforeAll(() => list(closingBank));

  it("every row is reached by a test", () => {
    expect(Object.keys(cases).toSorted((a, b) => a.localeCompare(b))).toEqual(rows.toSorted((a, b) => a.localeCompare(b)));
  });

  it.each(ways)("%s (way %i): %s mends the connection, which keeps its id", async (row, index) => {
    const { bank, state, before, after, action } = cases[row]?.[index] ?? { bank: "drawbridge-bank", action: "" };
    const one = await healthyOne(bank);
    await before?.(one);
    if (state) await force(one, state);
    const shown = await read(one);
    expect(shown["recommendedAction"]).toMatchObject({ row, action });
    await after?.(one);
    await follow(action, one, bank);
    const mended = await read(one);
    expect(mended).toMatchObject({ id: one.id, status: "ok", error: null, ids: shown["ids"] });
    expect(isHealthy(mended)).toBe(true);
    expect(mended["accounts"]).toEqual(shown["accounts"]);
    known.set(bank, one);
  });
});
