import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { startReceiver, type Receiver } from "../../apps/server/test/webhook-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, signInAs, signInThere, takeAll, type Logged, type Person } from "./person.ts";

const stage: { drawbridge: TestDrawbridge | null; receiver: Receiver | null } = { drawbridge: null, receiver: null };

/** The Drawbridge of the file. */
export const the = (): TestDrawbridge => stage.drawbridge ?? expect.fail("it was not started");
/** The receiver of webhooks of the test. */
export const receiver = (): Receiver => stage.receiver ?? expect.fail("it does not listen");

/** One server for all: a clock only goes forward, and every test brings its own people and leaves none behind. */
export const useClock = (): void => {
  beforeAll(async () => {
    stage.drawbridge = await startDrawbridge({ random: () => 0.5 });
  });
  afterAll(() => stage.drawbridge?.close());
  beforeEach(async () => {
    stage.receiver = await startReceiver();
  });
  afterEach(async () => {
    for (const slug of ["drawbridge-bank", "keystone-homes"]) await mood(slug, { health: "healthy", singleSyncOnly: false });
    for (const kind of ["connections", "webhook-endpoints"]) {
      const all = (await (await the().api(`/v1/${kind}`)).json()) as Record<string, readonly { readonly id: string }[]>;
      for (const { id } of Object.values(all).find(Array.isArray) ?? []) {
        await the().api(`/v1/${kind}/${id}`, { method: "DELETE", body: {} });
      }
    }
    receiver().close();
  });
};

/** Seconds. */
export const HOUR = 3600;
/** Seconds. */
export const DAY = 24 * HOUR;

/** A connection and its person. */
export interface Connected {
  readonly person: Person;
  readonly id: string;
}

/** Takes all accounts; answers the connection. */
export const created = async (person: Person): Promise<Connected> => {
  await takeAll(person);
  return finished(person);
};

const finished = async (person: Person): Promise<Connected> => {
  await person.give({ type: "submitted" });
  const event = (await person.events()).find(({ type }) => type === "connection.created");
  return { person, id: (event?.data["connection"] as { id: string } | undefined)?.id ?? "" };
};

/** Connects Drawbridge Bank for somebody new. */
export const connect = async (externalId: string, username: string): Promise<Connected> => {
  const person = await openPerson(the(), externalId, { jobTypes: ["transactions"] });
  await signInAs(person, username);
  return created(person);
};

/** Connects Harbour Bank, where people sign in at the bank. */
export const connectThere = async (externalId: string): Promise<Connected> => {
  const person = await openPerson(the(), externalId, { jobTypes: ["transactions"] });
  await choose(person, "harbour-bank");
  await signInThere(the(), person);
  return finished(person);
};

/** A POST that must succeed. */
export const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await the().api(path, { method: "POST", body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
};

/** Turns the clock. */
export const advance = (seconds: number, stepSeconds?: number) => post("/v1/sandbox/clock/advance", { seconds, ...(stepSeconds && { stepSeconds }) });
/** How a connection stands. */
export const stateOf = async (id: string) => post(`/v1/sandbox/connections/${id}/state`, {});

const FIRST_EVENT = `evt_${"0".repeat(32)}`;

/** Events of a connection in the log, beside its sessions' own. */
export const logged = async ({ person }: Connected): Promise<readonly Logged[]> =>
  (await allEvents(person)).filter(({ type }) => /^(connection|sync|account)\./.test(type));

/** Page by page: a fleet that fails for days has many. */
const allEvents = async ({ userId }: Person): Promise<readonly Logged[]> => {
  const events: Logged[] = [];
  for (let after = FIRST_EVENT; ;) {
    const page = (await (await the().api(`/v1/events?userId=${userId}&limit=500&after=${after}`)).json()) as { events: readonly Logged[] };
    events.push(...page.events);
    const last = page.events.at(-1);
    if (!last || page.events.length < 500) return events;
    after = last.id;
  }
};
/** How many of a type. */
export const count = (events: readonly Logged[], type: string): number => events.filter((one) => one.type === type).length;

/** Has everything told of connections, their syncs and accounts. */
export const listen = (): Promise<unknown> =>
  post("/v1/webhook-endpoints", { url: `${receiver().origin}/native`, eventTypes: ["connection.*", "sync.*", "account.*"] });

/** The receiver got every event of the log once, each with its place, and nothing else. */
export const heardOnce = async (one: Connected): Promise<void> => {
  const hits = () =>
    receiver()
      .hits.filter(({ path }) => path === "/native")
      .map(({ body, headers }) => ({ headers, ...(JSON.parse(body) as { id: string; data: { userId: string; connectionSeq: number } }) }))
      .filter(({ data }) => data.userId === one.person.userId);
  // Both are looked at each time: the server's own scan may begin one more sync meanwhile.
  const differ = async (): Promise<readonly string[]> => {
    const [owed, told] = [(await logged(one)).map(({ id }) => id), hits().map(({ id }) => id)];
    return [...owed.filter((id) => !told.includes(id)), ...told.filter((id, at) => !owed.includes(id) || told.indexOf(id) !== at)];
  };
  await expect.poll(differ, { timeout: 30_000 }).toEqual([]);
  const places = hits().map(({ data, headers }) => [data.connectionSeq, headers["webhook-sequence"]]);
  const inOrder = places.toSorted(([first = 0], [second = 0]) => Number(first) - Number(second));
  expect(inOrder).toEqual(places.map((_, index) => [index + 1, String(index + 1)]));
};

/** How a bank is from now on. */
export const mood = (slug: string, wanted: object) => post(`/v1/sandbox/institutions/${slug}/state`, wanted);
/** What a connection said was wrong, one after the other. */
export const errorsOf = (events: readonly Logged[]): readonly unknown[] =>
  events.filter(({ type }) => type === "connection.updated").map(({ data }) => (data["after"] as { error: unknown }).error);
