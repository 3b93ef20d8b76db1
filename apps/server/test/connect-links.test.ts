import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { choose, openLink, signInThere, type Person } from "../../../tests/journeys/person.ts";
import { hashToken } from "../src/http/token-hash.ts";
import { parseId } from "../src/ids.ts";
import { developmentPartner, type Answer, type Partner } from "./connect-client.ts";

let drawbridge: TestDrawbridge;
let partner: Partner;
let made = 0;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  partner = await developmentPartner(drawbridge);
});
afterAll(() => drawbridge.close());

const newCustomer = async (): Promise<string> => {
  const username = `link-user-${(made += 1)}`;
  return String((await partner.call("POST", "/aggregation/v2/customers/testing", { body: { username } })).body["id"]);
};
/** Asks for a link of a new customer; `kind` as in the address. */
const generate = async (fields: object, kind = ""): Promise<Answer> =>
  partner.call("POST", `/connect/v2/generate${kind}`, { body: { partnerId: partner.partnerId, customerId: await newCustomer(), ...fields } });

const openAgain = (link: unknown): Promise<Response> =>
  fetch(`${drawbridge.server}/session`, {
    method: "POST",
    headers: { "x-drawbridge": "1", "content-type": "application/json" },
    body: JSON.stringify({ door: "connect", query: Object.fromEntries(new URL(String(link)).searchParams), tabId: "tab" }),
  });
const open = async (link: unknown): Promise<Person> =>
  openLink(drawbridge, { handle: ((await (await openAgain(link)).json()) as { handle: string }).handle, userId: "" });
/** A person on a link that a partner asked for with these fields. */
const openFull = async (fields: object): Promise<Person> => open((await generate(fields)).body["link"]);

const sessionOf = (person: Person): string => parseId("ses", person.view().sessionId) ?? "";
const search = async ({ headers }: Person, term: string): Promise<readonly string[]> => {
  const answer = await fetch(`${drawbridge.server}/session/institutions?search=${term}`, { headers });
  return ((await answer.json()) as { institutions: readonly { slug: string }[] }).institutions.map(({ slug }) => slug);
};

describe("a Connect link", () => {
  const noOf = (slug: string): number => drawbridge.deps.directory.resolve(slug, [])?.card.no ?? 0;
  const wanting = (settings: Readonly<Record<string, string>>): Promise<Person> =>
    openFull({ institutionSettings: Object.fromEntries(Object.entries(settings).map(([slug, setting]) => [noOf(slug), setting])) });

  it("hides institutions from the search, and from whoever guesses their id", async () => {
    const person = await wanting({ "harbour-bank": "hidden" });
    expect(await search(person, "harbour")).not.toContain("harbour-bank");
    expect(await search(person, "drawbridge")).toContain("drawbridge-bank");
    expect((await person.give({ type: "institution_chosen", institutionId: "harbour-bank" })).status).toBe(409);
  });

  it("shows what its tenant hides from everybody else", async () => {
    const hide = (hiddenInstitutions: readonly string[]): Promise<Response> =>
      drawbridge.api("/v1/routing", { method: "PUT", body: { supportedAggregators: [], hiddenInstitutions, recommendedInstitutions: [] } });
    await hide(["lantern-bank"]);
    const [usual, chosen] = [await wanting({}), await wanting({ "lantern-bank": "visible" })];
    expect([await search(usual, "lantern"), await search(chosen, "lantern")]).toEqual([[], ["lantern-bank"]]);
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

  it("of consent management opens at what is connected", async () => {
    const { status, body } = await generate({}, "/consent/manage");
    expect(status).toBe(200);
    expect((await open(body["link"])).view().step).toMatchObject({ at: "manage", connections: [] });
  });

  it("is used up as it says itself, whatever its experience says", async () => {
    const looks = await drawbridge.api("/v1/experiences", { method: "POST", body: { name: "Once", singleUse: true } });
    const { guid } = (await looks.json()) as { readonly guid: string };
    const usesOf = async (fields: object): Promise<unknown> => {
      const { link } = (await generate({ experience: guid, ...fields })).body;
      const signature = new URL(String(link)).searchParams.get("signature") ?? "";
      const { rows } = await drawbridge.storage.pool.query("select single_use from links where token_hash = $1", [hashToken(signature)]);
      return rows[0];
    };
    expect([await usesOf({}), await usesOf({ singleUseUrl: false })]).toEqual([{ single_use: true }, { single_use: false }]);
  });
});

const far = "9".repeat(17);
const customFields = (count: number): object => ({
  reportCustomFields: Array.from({ length: count }, () => ({ label: "a", value: "b", shown: true })),
});

describe("a request for a link", () => {
  it.each([
    ["no partner", "", { partnerId: null }, 400, 10_005],
    ["no customer", "", { customerId: null }, 400, 10_005],
    ["no institution", "/lite", {}, 400, 10_005],
    ["no login", "/fix", {}, 400, 10_005],
    ["another partner", "", { partnerId: "999999" }, 401, 10_021],
    ["an unknown customer", "", { customerId: "999999999" }, 400, 10_010],
    ["a customer that is no number", "", { customerId: { $gt: "" } }, 400, 10_010],
    ["an unknown institution", "/lite", { institutionId: 999_999_999 }, 404, 14_001],
    ["an institution beyond all numbers", "/lite", { institutionId: far }, 404, 14_001],
    ["an unknown login", "/fix", { institutionLoginId: "999999999" }, 404, 14_001],
    ["an experience that is no GUID", "", { experience: "mine" }, 400, 10_010],
    ["an experience nobody made", "", { experience: "0f6c1f5e-6f0e-4c55-9f43-5f1f0a7f2b11" }, 400, 10_010],
    ["a consumer that is none", "", { consumerId: "abc" }, 400, 10_100],
    ["a negative time", "", { fromDate: -1 }, 400, 1618],
    ["a time that is none", "", { fromDate: "yesterday" }, 400, 10_100],
    ["six report fields", "", customFields(6), 400, 10_100],
    ["report fields without a value", "", { reportCustomFields: [{ label: "a" }] }, 400, 10_100],
    ["a short social security number", "", { optionalConsumerInfo: { ssn: "12345" } }, 400, 10_100],
    ["settings in a list", "", { institutionSettings: [] }, 400, 10_100],
    ["a setting nobody knows", "", { institutionSettings: { 1: "gone" } }, 400, 10_100],
    ["a setting of no institution", "", { institutionSettings: { "harbour-bank": "hidden" } }, 400, 10_100],
    ["a language that is none", "", { language: "<b>" }, 400, 10_100],
    ["code as the way back", "", { redirectUri: "javascript:alert(1)" }, 400, 10_100],
    ["a web view without a way back", "", { isWebView: true }, 400, 10_100],
  ] as const)("with %s is refused", async (_name, kind, fields, status, code) => {
    const answer = await generate(fields, kind);
    expect([answer.status, answer.body["code"], typeof answer.body["message"]]).toEqual([status, code, "string"]);
  });

  it("with fields nobody knows is answered as without them", async () => {
    expect((await generate({ isHostedInMobileApp: true, unheard: { of: 1 }, ...customFields(5) })).status).toBe(200);
  });
});
