import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { Adapter } from "@drawbridge/adapter-kit";
import type { RoutingDecision } from "@drawbridge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { by, gate, institution, there } from "./routing-stage.ts";
import { visitBank } from "../../sandbox-bank/test/bank-visitor.ts";
import { tallyAccount } from "../../../tests/conformance/tally-account.ts";
import { createTallyAdapter } from "../../../tests/conformance/tally-adapter.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { choose, openPerson, signInWith, takeAll, type Person } from "../../../tests/journeys/person.ts";

// Three providers serve the same institutions: two copies of Tally, each behind a door of its own, and the sandbox.

const away = new Set<string>();
/** Milliseconds a provider takes to let somebody in. */
const takesMs = new Map<string, number>();

const answerTo = async (request: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> => {
  const [, name = "", what] = (request.url ?? "").split("/");
  const body = await textOf(request);
  if (away.has(name)) return { status: 500, body: null };
  if (what !== "accounts") await pause(takesMs.get(name) ?? 0);
  if (what === "accounts") return { status: 200, body: [{ ...tallyAccount, stableId: `${name}-1` }] };
  return body.includes('"pin":"2468"') ? { status: 200, body: { token: `${name}-token` } } : { status: 401, body: null };
};
const provider = createServer((request, response) => {
  void answerTo(request).then(({ status, body }) => response.writeHead(status).end(JSON.stringify(body)));
});

let drawbridge: TestDrawbridge;

const copyOf = (id: string, origin: string): Adapter => ({
  ...createTallyAdapter({ fetch, now: () => new Date(), log: { warn: () => undefined }, origin: `${origin}/${id}` }),
  id,
  displayName: id,
  origins: [origin],
});

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const put = (preferences: object): Promise<Response> =>
  drawbridge.api("/v1/routing", {
    method: "PUT",
    body: { supportedAggregators: [], hiddenInstitutions: [], recommendedInstitutions: [], ...preferences },
  });
const explain = (slug: string, query = ""): Promise<RoutingDecision> =>
  json(drawbridge.api(`/v1/institutions/${slug}/routing?jobTypes=accountNumber${query}`));

beforeAll(async () => {
  provider.listen(0, "127.0.0.1");
  await once(provider, "listening");
  const address = provider.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  drawbridge = await startDrawbridge({ adapters: [copyOf("north", origin), copyOf("south", origin), gate] });
  const list = [
    institution("twin-bank", [by("north"), by("south")]),
    institution("triple-bank", [by("north"), by("south"), by("sandbox", { jobTypes: ["transactions"] })]),
    institution("south-bank", [by("south")]),
    institution("gate-bank", [by("gate", there), by("sandbox", there)]),
  ];
  const imported = await drawbridge.api("/v1/institutions/imports?list=routing", { method: "POST", body: list });
  expect(imported.status).toBe(201);
});
afterAll(async () => {
  await drawbridge.close();
  provider.close();
});

const open = (externalId: string, wishes: object = {}): Promise<Person> =>
  openPerson(drawbridge, externalId, { jobTypes: ["accountNumber"], ...wishes });
const form = { card: "4000", pin: "2468" };

/** The one connection of a person, and why it has its aggregator. */
const connectionOf = async ({ userId }: Person): Promise<{ readonly id: string; readonly routing: RoutingDecision }> => {
  const { connections } = await json<{ connections: readonly { id: string }[] }>(drawbridge.api(`/v1/connections?userId=${userId}`));
  return json(drawbridge.api(`/v1/connections/${connections[0]?.id}`));
};

/** Whose data a host gets: the status of its accounts by each aggregator. */
const dataBy = async (externalId: string, id: string): Promise<readonly number[]> => {
  const answers = ["north", "south"].map((aggregator) =>
    fetch(`${drawbridge.server}/api/data/accounts?aggregator=${aggregator}&userId=${externalId}`, { headers: { "ucw-connection-id": id } }),
  );
  return (await Promise.all(answers)).map(({ status }) => status);
};

/** Connects and answers with the connection as the native API prints it. */
const connect = async (externalId: string, slug: string) => {
  const person = await open(externalId);
  await choose(person, slug);
  expect((await signInWith(person, form)).at).toBe("accounts");
  await takeAll(person);
  return { person, ...(await connectionOf(person)) };
};

describe("a tenant's preferences", () => {
  it("are kept as they were given", async () => {
    const wanted = {
      supportedAggregators: ["north", "south"],
      defaultAggregator: "north",
      hiddenInstitutions: [],
      recommendedInstitutions: ["twin-bank"],
    };
    expect(await json(put(wanted))).toEqual(wanted);
    expect(await json(drawbridge.api("/v1/routing"))).toEqual(wanted);
  });

  it.each([
    ["an aggregator nobody configured", { defaultAggregator: "plaid" }, "defaultAggregator: plaid is none of [sandbox, north, south, gate]"],
    ["parts that are no hundred", { defaultAggregatorVolume: { north: 50, south: 49 } }, "defaultAggregatorVolume: the parts make 99, not 100"],
    ["a part below nothing", { defaultAggregatorVolume: { north: 150, south: -50 } }, "defaultAggregatorVolume"],
    ["no parts at all", { institutionAggregatorVolumeMap: { "twin-bank": {} } }, "institutionAggregatorVolumeMap.twin-bank: the parts make 0"],
    ["an institution nobody knows", { hiddenInstitutions: ["nowhere-bank"] }, "hiddenInstitutions: nowhere-bank does not exist"],
    ["a price of nothing", { prices: { north: 0 } }, "prices"],
    ["a field nobody knows", { loyalty: 1 }, ""],
  ])("are refused for %s", async (_what, wrong, text) => {
    const before = await json(drawbridge.api("/v1/routing"));
    const answer = await put(wrong);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(text)]);
    expect(await json(drawbridge.api("/v1/routing"))).toEqual(before);
  });

  it("hide and recommend institutions in the search, and what is hidden cannot be chosen", async () => {
    await put({ hiddenInstitutions: ["south-bank"], recommendedInstitutions: ["triple-bank", "south-bank", "twin-bank"] });
    const person = await open("searching");
    const search = async (term: string): Promise<readonly string[]> => {
      const answer = await fetch(`${drawbridge.server}/session/institutions?search=${term}`, { headers: person.headers });
      return (await json<{ institutions: readonly { slug: string }[] }>(answer)).institutions.map(({ slug }) => slug);
    };
    expect(await search("")).toEqual(["triple-bank", "twin-bank"]);
    expect(await search("south-bank")).not.toContain("south-bank");
    if (person.view().step.at === "consent") await person.give({ type: "consent_given" });
    expect((await person.give({ type: "institution_chosen", institutionId: "south-bank" })).status).toBe(409);
  });
});

describe("the dry run", () => {
  it("answers like the choice itself, for a known person and for nobody", async () => {
    await put({ institutionAggregatorVolumeMap: { "twin-bank": { north: 25, south: 75 } } });
    const { person, id, routing } = await connect("predicted", "twin-bank");
    const told = await explain("twin-bank", "&externalId=predicted");
    expect(told).toEqual(routing);
    expect(told.rule).toBe("institution_volume");
    expect(await dataBy("predicted", id)).toEqual(told.aggregator === "north" ? [200, 404] : [404, 200]);
    expect((await explain("twin-bank")).candidates.map(({ share }) => share)).toEqual([0.25, 0.75]);
    const selected = (await person.events()).find(({ type }) => type === "institution.selected");
    expect(selected?.data["routing"]).toEqual(routing);
    const again = await open("predicted");
    await choose(again, "twin-bank");
    const choices = (await again.events()).filter(({ type }) => type === "institution.selected").map(({ data }) => data["routing"]);
    expect(choices).toEqual([routing, routing]);
  });

  it.each([
    ["an unknown institution", "/v1/institutions/nowhere/routing", 404],
    ["an unknown person", "/v1/institutions/twin-bank/routing?externalId=nobody-at-all", 404],
    ["an unknown job", "/v1/institutions/twin-bank/routing?jobTypes=money", 400],
    ["an unknown aggregator", "/v1/institutions/twin-bank/routing?aggregator=plaid", 400],
  ])("refuses %s", async (_what, path, status) => {
    expect((await drawbridge.api(path)).status).toBe(status);
  });

  it("looks at the data asked for, the host's wish and the tenant's list", async () => {
    await put({ supportedAggregators: ["north", "sandbox"] });
    const reasons = ({ candidates }: RoutingDecision) => Object.fromEntries(candidates.map(({ aggregator, leftOut }) => [aggregator, leftOut]));
    const numbers = await explain("triple-bank");
    expect([numbers.rule, numbers.aggregator, reasons(numbers)]).toEqual([
      "only_candidate",
      "north",
      { north: null, south: "not_supported", sandbox: "lacks_data" },
    ]);
    const recent = await json<RoutingDecision>(drawbridge.api("/v1/institutions/triple-bank/routing?jobTypes=transactionHistory"));
    expect(recent).toMatchObject({ rule: "only_candidate", aggregator: "sandbox" });
    expect(recent.candidates.find(({ aggregator }) => aggregator === "sandbox")?.support).toBe("partial");
    expect(await explain("triple-bank", "&aggregator=south")).toMatchObject({ rule: "asked_for", aggregator: "south" });
    expect(await explain("south-bank")).toMatchObject({ rule: "no_candidate", aggregator: null });
    expect(await explain("drawbridge-bank")).toMatchObject({ rule: "test_institution", aggregator: "sandbox" });
  });
});

describe("an aggregator that takes long", () => {
  it("gets a smaller part, where that is weighed", async () => {
    takesMs.set("south", 3_000);
    for (const name of ["north", "south"]) {
      await put({ defaultAggregatorVolume: { [name]: 100 } });
      const person = await open(`timed-${name}`, { institutionId: "twin-bank", consent: "section" });
      expect((await signInWith(person, form)).at).toBe("accounts");
    }
    takesMs.clear();
    await put({ defaultAggregatorVolume: { north: 50, south: 50 } });
    const known = (decision: RoutingDecision) => Object.fromEntries(decision.candidates.map((one) => [one.aggregator, one]));
    expect(known(await explain("twin-bank"))["south"]).toMatchObject({ share: 0.5, medianSeconds: null });
    await put({ defaultAggregatorVolume: { north: 50, south: 50 }, weights: { duration: 1 } });
    const { north, south } = known(await explain("twin-bank"));
    expect(south?.medianSeconds).toBeGreaterThan(north?.medianSeconds ?? Number.POSITIVE_INFINITY);
    expect(south?.share).toBeCloseTo((north?.medianSeconds ?? 0) / ((north?.medianSeconds ?? 0) + (south?.medianSeconds ?? 0)), 6);
  });
});

describe("an aggregator that does not answer", () => {
  it("leaves the sign-in to the next one, which the person does not notice, and counts against it", async () => {
    await put({ defaultAggregatorVolume: { north: 100 }, weights: { success: 1 } });
    away.add("north");
    const person = await open("moved", { institutionId: "twin-bank", consent: "section" });
    expect((await signInWith(person, form)).at).toBe("accounts");
    away.delete("north");
    await takeAll(person);
    const events = await person.events();
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith("sign_in."))).toEqual(["sign_in.started", "sign_in.succeeded"]);
    const changed = events.find(({ type }) => type === "provider.changed");
    expect(changed?.data).toMatchObject({ failure: "provider_failed", to: "south", institution: { aggregator: "north" } });
    expect(changed?.attemptId).toBe(events.find(({ type }) => type === "sign_in.started")?.attemptId);
    const { id, routing } = await connectionOf(person);
    expect(routing).toMatchObject({ rule: "fallback", aggregator: "south" });
    expect(await dataBy("moved", id)).toEqual([404, 200]);
    const rates = (await explain("twin-bank")).candidates.map(({ aggregator, successRate }) => [aggregator, successRate]);
    expect(Object.fromEntries(rates)["south"]).toBe(1);
    expect(Object.fromEntries(rates)["north"]).toBeLessThan(1);
  });

  it("leaves the way to the bank to the next one, in the window that is open already", async () => {
    await put({ defaultAggregatorVolume: { gate: 100 } });
    const person = await open("redirected");
    await choose(person, "gate-bank");
    expect((await explain("gate-bank")).aggregator).toBe("gate");
    const { url } = await person.until("oauth");
    await person.give({ type: "oauth_launched", blocked: false });
    const launched = await fetch(url ?? "", { redirect: "manual" });
    const back = `${drawbridge.server}/oauth/sandbox/redirect_from/`;
    const returned = await visitBank(launched.headers.get("location") ?? "", back, { username: "user_ok" });
    await fetch(`${back}?${new URLSearchParams(returned)}`);
    expect((await person.until("review", "error")).at).toBe("review");
    const types = (await person.events()).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith("oauth.") || type.startsWith("provider."))).toEqual([
      "oauth.launched",
      "provider.changed",
      "oauth.returned",
    ]);
    expect(await connectionOf(person)).toMatchObject({ provider: "sandbox", routing: { rule: "fallback" } });
  });

  it("is the last one's failure when nobody is left", async () => {
    away.add("north").add("south");
    const person = await open("nobody-left");
    await choose(person, "twin-bank");
    expect((await signInWith(person, form)).at).toBe("error");
    away.clear();
    const types = (await person.events()).map(({ type }) => type);
    expect(types.filter((type) => ["provider.changed", "sign_in.started", "sign_in.failed"].includes(type))).toEqual([
      "sign_in.started",
      "provider.changed",
      "sign_in.failed",
    ]);
  });

  it("a wrong PIN is nobody's failure but the person's", async () => {
    const person = await open("mistyped");
    await choose(person, "twin-bank");
    expect((await signInWith(person, { ...form, pin: "1111" })).at).toBe("sign_in");
    expect((await person.events()).some(({ type }) => type === "provider.changed")).toBe(false);
  });
});
