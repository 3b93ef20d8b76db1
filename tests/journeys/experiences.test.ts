import type { SessionView } from "@drawbridge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSseParser } from "../../apps/widget/src/session/sse-parser.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { developmentPartner, type Answer } from "../../apps/server/test/connect-client.ts";
import { parseId } from "../../apps/server/src/ids.ts";
import { choose, openLink, openPerson, signInThere, type Logged, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

interface Printed {
  readonly id: string;
  readonly guid: string;
  readonly version: number;
  readonly settings: { readonly name: string };
}

interface Answer {
  readonly status: number;
  readonly body: Printed & { readonly code: string; readonly detail: string; readonly url: string };
}

const send = async (method: string, path: string, body?: object): Promise<Answer> => {
  const answer = await drawbridge.api(path, { method, body: body ?? {} });
  return { status: answer.status, body: (await answer.json()) as Answer["body"] };
};

const create = async (settings: object): Promise<Printed> => (await send("POST", "/v1/experiences", settings)).body;

const search = async (headers: Readonly<Record<string, string>>, term: string): Promise<readonly string[]> => {
  const answer = await fetch(`${drawbridge.server}/session/institutions?search=${term}`, { headers });
  return ((await answer.json()) as { institutions: readonly { slug: string }[] }).institutions.map(({ slug }) => slug);
};

/** The first message a host would hear. */
const firstMessage = async (headers: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> => {
  const stop = new AbortController();
  const { body } = await fetch(`${drawbridge.server}/session/stream?after=0&tab=tab`, { headers, signal: stop.signal });
  const decoder = new TextDecoder();
  const heard: Readonly<Record<string, unknown>>[] = [];
  const feed = createSseParser(({ event, data }) => {
    if (event === "host") heard.push(...(JSON.parse(data) as typeof heard));
  });
  for await (const chunk of body ?? []) {
    feed(decoder.decode(chunk, { stream: true }));
    if (heard.length > 0) break;
  }
  stop.abort();
  return heard[0] ?? {};
};

describe("an experience", () => {
  it("gives the pages of a link its colours, its institutions and its limits", async () => {
    const { id } = await create({
      name: "Oak",
      brandColor: "#7a2e3a",
      popularInstitutions: ["harbour-bank", "drawbridge-bank"],
      idleMinutes: 3,
      maxFailures: 1,
      language: "de",
    });
    const person = await openPerson(drawbridge, "with-experience", { experienceId: id, consent: "section" });
    expect(person.view()).toMatchObject({ idleMs: 180_000, brand: { theme: { light: { brand: "#7a2e3a", onBrand: "#ffffff" } } } });
    expect(await search(person.headers, "")).toEqual(["harbour-bank", "drawbridge-bank"]);
    await person.give({ type: "institution_chosen", institutionId: "drawbridge-bank" });
    await person.give({
      type: "credentials_submitted",
      fields: await person.seal([
        { name: "username", value: "user_mfa_otp" },
        { name: "password", value: "wrong" },
      ]),
    });
    expect(await person.until("ended", "sign_in")).toMatchObject({ at: "ended", reason: "error" });
  });

  it("keeps the version a link was made with", async () => {
    const { id } = await create({ name: "First", brandColor: "#7a2e3a" });
    const person = await openPerson(drawbridge, "versions", { experienceId: id });
    const { body } = await send("PUT", `/v1/experiences/${id}`, { name: "Second", brandColor: "#0b5273" });
    expect(body).toMatchObject({ version: 2, settings: { name: "Second" } });
    const again = await fetch(`${drawbridge.server}/session`, {
      method: "POST",
      headers: person.headers,
      body: JSON.stringify({ door: "resume", tabId: "tab" }),
    });
    expect(((await again.json()) as { view: SessionView }).view.brand.theme?.light.brand).toBe("#7a2e3a");
    const old = await drawbridge.api(`/v1/experiences/${id}?version=1`);
    expect(await old.json()).toMatchObject({ version: 1, latestVersion: 2, settings: { name: "First" } });
  });

  it("can be looked at before anybody sees it", async () => {
    const { id } = await create({ name: "Preview", brandColor: "#0b5273", consentStep: true });
    const { status, body } = await send("POST", `/v1/experiences/${id}/previews`, {});
    expect(status).toBe(201);
    const person = await openLink(drawbridge, { token: body.url.split("#link=")[1] ?? "", userId: "" });
    expect(person.view()).toMatchObject({ consentStep: true, brand: { theme: { light: { brand: "#0b5273" } } } });
  });

  it("tells hosts the place of each event in the log, where it says so", async () => {
    const told = async (settings: object) => {
      const { id } = await create({ name: "Told", ...settings });
      const person = await openPerson(drawbridge, `told-${id}`, { experienceId: id });
      const { data } = await firstMessage(person.headers);
      const started: Partial<Logged> = (await person.events()).find(({ type }) => type === "session.started") ?? {};
      return { event: data as Readonly<Record<string, unknown>>, started: new Map<string, unknown>(Object.entries(started)) };
    };
    const [plain, enriched] = [await told({}), await told({ enrichment: true })];
    expect([plain.event["action"], enriched.event["action"]]).toEqual(["Initialize", "Initialize"]);
    expect(Object.keys(enriched.event)).toEqual([...Object.keys(plain.event), "drawbridge"]);
    const [eventId, seq, occurredAt, attemptId, step] = ["id", "seq", "occurredAt", "attemptId", "step"].map((key) => enriched.started.get(key));
    expect(enriched.event["drawbridge"]).toEqual({ eventId, seq, occurredAt, attemptId, step });
  });

  it("is named with its A/B variant by every event of its sessions", async () => {
    const { id } = await create({ name: "Tried", variant: "b" });
    const person = await openPerson(drawbridge, "in-variant-b", { experienceId: id, consent: "step" });
    await choose(person, "drawbridge-bank");
    await person.give({ type: "back" });
    const log = (await person.events()).filter(({ step }) => step !== "");
    expect(log.length).toBeGreaterThan(3);
    expect(new Set(log.map(({ data }) => data["variant"]))).toEqual(new Set(["b"]));
  });

  it("shows its picture where people are asked for their consent", async () => {
    const consentIcon = `data:image/svg+xml;base64,${btoa("<svg xmlns='http://www.w3.org/2000/svg'/>")}`;
    const { id } = await create({ name: "Pictured", consentIcon });
    expect((await openPerson(drawbridge, "pictured", { experienceId: id })).view().brand.consentIcon).toBe(consentIcon);
  });

  it.each([
    ["colours nobody could read", { name: "x", brandColor: "#ffd500" }, 422, "POOR_CONTRAST"],
    ["no colour at all", { name: "x", brandColor: "red" }, 400, "VALIDATION_FAILED"],
    ["institutions nobody knows", { name: "x", popularInstitutions: ["nowhere-bank"] }, 404, "INSTITUTION_NOT_FOUND"],
    ["a page as a logo", { name: "x", logo: "data:text/html;base64,PGgxPg==" }, 400, "VALIDATION_FAILED"],
    ["a page as a picture of consent", { name: "x", consentIcon: "data:text/html;base64,PGgxPg==" }, 400, "VALIDATION_FAILED"],
    ["an unknown setting", { name: "x", css: "body{}" }, 400, "VALIDATION_FAILED"],
  ] as const)("refuses %s", async (_name, settings, status, code) => {
    const answer = await send("POST", "/v1/experiences", settings);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it("is named by its GUID on the Connect face, and prints ids as it says", async () => {
    const { guid, id } = await create({ name: "Strings", idFormat: "string" });
    const headers = { "app-key": "development-app-key-1", "content-type": "application/json" };
    const { token } = (await (
      await fetch(`${drawbridge.server}/aggregation/v2/partners/authentication`, {
        method: "POST",
        headers,
        body: JSON.stringify({ partnerId: "1", partnerSecret: "development-secret-1" }),
      })
    ).json()) as { token: string };
    const call = (path: string, body?: object) =>
      fetch(`${drawbridge.server}${path}`, {
        method: body ? "POST" : "GET",
        headers: { ...headers, "app-token": token },
        ...(body && { body: JSON.stringify(body) }),
      });
    const listed = (await (await call("/connect/experiences")).json()) as readonly { id: string }[];
    expect(listed.find((one) => one.id === guid)).toEqual({ id: guid, appName: "Strings", productCode: ["aggregation"] });
    const customer = (await (await call("/aggregation/v2/customers/testing", { username: "guid-user" })).json()) as { id: string };
    const { link } = (await (await call("/connect/v2/generate", { partnerId: "1", customerId: customer.id, experience: guid })).json()) as {
      link: string;
    };
    expect(new URL(link).searchParams.get("experience")).toBe(guid);
    const unknown = await call("/connect/v2/generate", { partnerId: "1", customerId: customer.id, experience: crypto.randomUUID() });
    expect([unknown.status, ((await unknown.json()) as { code: number }).code]).toEqual([400, 10_010]);
    await drawbridge.api(`/v1/experiences/${id}`, { method: "DELETE", body: {} });
    expect(((await (await call("/connect/experiences")).json()) as readonly { id: string }[]).some((one) => one.id === guid)).toBe(false);
  });
});

describe("a Connect link", () => {
  let made = 0;
  const generate = async (fields: object): Promise<Answer> => {
    const { partnerId, call } = await developmentPartner(drawbridge);
    const customer = await call("POST", "/aggregation/v2/customers/testing", { body: { username: `link-user-${(made += 1)}` } });
    return call("POST", "/connect/v2/generate", { body: { partnerId, customerId: customer.body["id"], ...fields } });
  };
  /** A person on a link that a partner asked for with these fields. */
  const openFull = async (fields: object): Promise<Person> => {
    const { body } = await generate(fields);
    const opened = await fetch(`${drawbridge.server}/session`, {
      method: "POST",
      headers: { "x-drawbridge": "1", "content-type": "application/json" },
      body: JSON.stringify({ door: "connect", query: Object.fromEntries(new URL(String(body["link"])).searchParams), tabId: "tab" }),
    });
    return openLink(drawbridge, { handle: ((await opened.json()) as { handle: string }).handle, userId: "" });
  };
  const sessionOf = (person: Person): string => parseId("ses", person.view().sessionId) ?? "";
  const noOf = (slug: string): number => drawbridge.deps.directory.resolve(slug, [])?.card.no ?? 0;
  const wanting = (settings: Readonly<Record<string, string>>): Promise<Person> =>
    openFull({ institutionSettings: Object.fromEntries(Object.entries(settings).map(([slug, setting]) => [noOf(slug), setting])) });

  it("hides institutions from the search, and from whoever guesses their id", async () => {
    const person = await wanting({ "harbour-bank": "hidden" });
    expect(await search(person.headers, "harbour")).not.toContain("harbour-bank");
    expect(await search(person.headers, "drawbridge")).toContain("drawbridge-bank");
    expect((await person.give({ type: "institution_chosen", institutionId: "harbour-bank" })).status).toBe(409);
  });

  it("shows what its tenant hides from everybody else", async () => {
    const hide = (hiddenInstitutions: readonly string[]): Promise<Response> =>
      drawbridge.api("/v1/routing", { method: "PUT", body: { supportedAggregators: [], hiddenInstitutions, recommendedInstitutions: [] } });
    await hide(["lantern-bank"]);
    const [usual, chosen] = [await wanting({}), await wanting({ "lantern-bank": "visible" })];
    expect([await search(usual.headers, "lantern"), await search(chosen.headers, "lantern")]).toEqual([[], ["lantern-bank"]]);
    expect((await chosen.give({ type: "institution_chosen", institutionId: "lantern-bank" })).status).toBe(200);
    await hide([]);
  });

  it("sends people to the bank's own pages where its form is replaced", async () => {
    const sandbox = { provider: "sandbox", kind: "api", supportsOauth: true, jobTypes: ["accountNumber", "accountOwner", "transactions"] };
    const mappings = [{ providerInstitutionId: "harbour-bank", institutionId: "single-sync-bank" }];
    expect((await drawbridge.api("/v1/institutions/mappings", { method: "PUT", body: { ...sandbox, mappings } })).status).toBe(200);
    const leadsTo = async (slug: string, settings: Readonly<Record<string, string>>) => {
      const person = await wanting(settings);
      await choose(person, slug);
      return { person, at: person.view().step.at };
    };
    expect((await leadsTo("single-sync-bank", {})).at).toBe("sign_in");
    expect((await leadsTo("single-sync-bank", { "single-sync-bank": "autoreplace" })).at).toBe("oauth");
    expect((await leadsTo("drawbridge-bank", { "drawbridge-bank": "autoreplace" })).at).toBe("sign_in"); // nothing to replace it with yet
    expect((await leadsTo("drawbridge-bank", { "drawbridge-bank": "replace" })).person.view().step).toMatchObject({ reason: "not_connectable" });
    const { person, at } = await leadsTo("single-sync-bank", { "single-sync-bank": "replace" });
    expect([at, (await signInThere(drawbridge, person)).at]).toEqual(["oauth", "review"]);
    const kinds = "select kind from connections where user_id = (select user_id from sessions where id = $1)";
    const { rows } = await drawbridge.storage.pool.query(kinds, [sessionOf(person)]);
    expect(rows).toEqual([{ kind: "api" }]);
    const undone = { ...sandbox, mappings: [{ providerInstitutionId: "harbour-bank", institutionId: null }] };
    await drawbridge.api("/v1/institutions/mappings", { method: "PUT", body: undone });
  });

  it.each([
    ["as far as it says", "1760000000", "2025-10-09T08:53:20.000Z"],
    ["as far as its data when it says more than a time", "17600000000", null],
  ] as const)("reaches back %s", async (_name, fromDate, historyFrom) => {
    const person = await openFull({ fromDate, optionalConsumerInfo: { ssn: "999601111" }, reportCustomFields: [{ label: "a", value: "b" }] });
    const { rows } = await drawbridge.storage.pool.query<{ options: Record<string, unknown> }>(
      "select options from links where user_id = (select user_id from sessions where id = $1)",
      [sessionOf(person)],
    );
    expect(rows[0]?.options["historyFrom"] ?? null).toBe(historyFrom);
    expect((await generate({ fromDate: "9999999999" })).body).toMatchObject({ code: 10_100, message: "fromDate must be in the past" });
    expect(JSON.stringify(rows)).not.toMatch(/999601111|optionalConsumerInfo|reportCustomFields/); // there are no reports
  });
});
