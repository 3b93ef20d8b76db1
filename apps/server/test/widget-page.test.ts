import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSseParser } from "../../widget/src/session/sse-parser.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { openLink, openPerson, settled, signInAs, takeAll } from "../../../tests/journeys/person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

/** Opens the widget, and answers with the handle its page has. */
const openPage = async (userId: string, jobTypes: string): Promise<string> => {
  const page = await fetch(`${drawbridge.server}/widget?jobTypes=${jobTypes}&userId=${userId}`);
  return /&quot;handle&quot;:&quot;([^&]+)/.exec(await page.text())?.[1] ?? "";
};

interface Message {
  readonly type: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What the page is given for its host, until one of this type. */
const messagesUntil = async (headers: Readonly<Record<string, string>>, last: string): Promise<readonly Message[]> => {
  const stop = new AbortController();
  const { body } = await fetch(`${drawbridge.server}/session/stream?after=0&tab=tab`, { headers, signal: stop.signal });
  const decoder = new TextDecoder();
  const heard: Message[] = [];
  const feed = createSseParser(({ event, data }) => {
    if (event === "host") heard.push(...(JSON.parse(data) as Message[]));
  });
  for await (const chunk of body ?? []) {
    feed(decoder.decode(chunk, { stream: true }));
    if (heard.some(({ type }) => type === last)) break;
  }
  stop.abort();
  return heard.slice(0, heard.findIndex(({ type }) => type === last) + 1);
};

describe("connect/initialDataReady", () => {
  it("tells that the first months are there while a long history is still being read", async () => {
    const person = await openLink(drawbridge, { userId: "", handle: await openPage("historian", "transactionHistory") });
    await signInAs(person, "user_ok");
    const heard = await messagesUntil(person.headers, "connect/memberConnected");
    const connected = heard.at(-1)?.metadata;
    expect(heard.slice(-3)).toEqual([
      { type: "connect/memberStatusUpdate", metadata: { ...connected, connection_status: 6, connectionStatus: 6 } },
      { type: "connect/initialDataReady", metadata: { member_guid: connected?.["member_guid"] } },
      { type: "connect/memberConnected", metadata: expect.objectContaining({ member_guid: expect.stringMatching(/^con_/) }) },
    ]);
  });
});

describe("connect/memberDeleted", () => {
  it("names the connection that the person deleted in the widget", async () => {
    const before = await openPerson(drawbridge, "leaver", { jobTypes: ["transactions"] });
    await signInAs(before, "user_ok");
    await takeAll(before);
    await settled(before);
    const person = await openPerson(drawbridge, "leaver", { kind: "manage", messages: "widget" });
    const { connections } = await person.until("manage");
    const id = connections[0]?.id ?? "";
    expect((await person.give({ type: "removal_requested", connectionId: id, accountIds: null })).status).toBe(200);
    const heard = await messagesUntil(person.headers, "connect/memberDeleted");
    expect(heard.at(-1)).toEqual({ type: "connect/memberDeleted", metadata: { member_guid: id } });
  });
});

describe("GET /institutions", () => {
  interface Row {
    readonly guid: string;
    readonly reason: string | null;
  }
  const bearer = { authorization: "Bearer development-api-token-1" };
  const get = async (path: string, headers: Readonly<Record<string, string>> = bearer) => {
    const answer = await fetch(`${drawbridge.server}/institutions${path}`, { headers });
    return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> & { readonly institutions: readonly Row[] } };
  };
  const guidsOf = async (path: string): Promise<readonly string[]> => (await get(path)).body.institutions.map(({ guid }) => guid);

  it("finds, counts and pages, and says what a search met", async () => {
    const { body } = await get("?search=harbour%20b&pageSize=1");
    expect(body).toEqual({
      currentPage: 1,
      pageSize: 1,
      totalRecords: expect.any(Number),
      totalPages: body["totalRecords"],
      institutions: [
        {
          guid: "harbour-bank",
          name: "Harbour Bank",
          url: expect.stringMatching(/^http/),
          logo_url: expect.toSatisfy((logo) => logo === null || typeof logo === "string"),
          supports_oauth: true,
          reason: "name",
        },
      ],
    });
    const [one, other] = [await guidsOf("?search=bank&pageSize=2"), await guidsOf("?search=bank&pageSize=1&page=2")];
    expect(other).toEqual(one.slice(1));
    const { body: first } = await get("?search=bank&pageSize=1");
    expect(await guidsOf(`?search=bank&pageSize=1&cursor=${String(first["nextCursor"])}`)).toEqual(other);
    const last = await get(`?search=bank&pageSize=1&page=${String(first["totalPages"])}`);
    expect([last.body.institutions.length, "nextCursor" in last.body]).toEqual([1, false]);
    expect((await get("?search=harbuor")).body.institutions[0]).toMatchObject({ guid: "harbour-bank", reason: "similar" });
    const known = drawbridge.deps.directory.offered().find(({ record }) => record.routingNumbers.length > 0)?.record;
    expect((await get(`?routingNumber=${known?.routingNumbers[0]}`)).body.institutions).toContainEqual(
      expect.objectContaining({ guid: known?.slug, reason: "routing_number" }),
    );
    expect(await guidsOf("?routingNumber=000000000")).toEqual([]);
  });

  it("recommends what the tenant recommends, in its order, and hides what it hides", async () => {
    const set = (preferences: object): Promise<Response> => drawbridge.api("/v1/routing", { method: "PUT", body: preferences });
    const before: unknown = await (await drawbridge.api("/v1/routing")).json();
    const wished = {
      supportedAggregators: [],
      hiddenInstitutions: ["lantern-bank"],
      recommendedInstitutions: ["harbour-bank", "lantern-bank", "drawbridge-bank"],
    };
    expect((await set(wished)).status).toBe(200);
    expect(await guidsOf("/recommended")).toEqual(["harbour-bank", "drawbridge-bank"]);
    expect((await get("/lantern-bank")).status).toBe(404);
    expect((await set({ ...wished, hiddenInstitutions: [], recommendedInstitutions: [], ...(before as object) })).status).toBe(200);
    expect((await get("/lantern-bank")).status).toBe(200);
  });

  it("tells how to sign in to one, and with whom", async () => {
    const fields = [
      { id: "username", guid: "username", label: expect.any(String), field_name: "username", field_type: 3 },
      { id: "password", guid: "password", label: expect.any(String), field_name: "password", field_type: 1 },
    ];
    expect((await get("/drawbridge-bank")).body).toMatchObject({
      guid: "drawbridge-bank",
      code: "drawbridge-bank",
      ucpInstitutionId: "drawbridge-bank",
      supports_oauth: false,
      aggregator: "sandbox",
      aggregatorDisplayName: expect.any(String),
      credentials: fields,
    });
    expect((await get("/drawbridge-bank/credentials")).body).toEqual(fields);
    expect((await get("/harbour-bank")).body).toMatchObject({ supports_oauth: true, credentials: [] });
  });

  it.each([
    ["/no-such-bank", 404, "Institution not found"],
    ["/no-such-bank/credentials", 404, "Institution not found"],
    ["?search=", 400, '"search" is not allowed to be empty'],
    ["?page=0", 400, '"page" must be a number from 1 to 10000'],
    ["?pageSize=101", 400, '"pageSize" must be a number from 1 to 100'],
    ["?cursor=bm9uZQ", 400, '"cursor" is not valid'],
    ["?cursor=aSAx&page=1", 400, '"page" is not allowed beside "cursor"'],
    ["?routingNumber=12", 400, '"routingNumber" must have 8 or 9 digits'],
    ["?routingNumber=000000000&search=bank", 400, '"search" is not allowed beside "routingNumber"'],
    ["?foo=1", 400, '"foo" is not allowed'],
    ["/recommended?search=x", 400, '"search" is not allowed'],
  ] as const)("%s → %i", async (path, status, detail) => {
    const answer = await get(path);
    expect([answer.status, answer.body["detail"]]).toEqual([status, detail]);
  });

  it("answers the page of a session within its link, and nobody without a credential", async () => {
    const handle = await openPage("searcher", "transactions");
    expect((await get("?search=harbour", { authorization: `Bearer ${handle}` })).body.institutions[0]?.guid).toBe("harbour-bank");
    for (const path of ["", "/recommended", "/harbour-bank", "/harbour-bank/credentials"]) {
      expect([(await get(path, {})).status, (await get(path, { authorization: "Bearer nobody" })).status]).toEqual([401, 401]);
    }
  });
});
