import type { SessionView } from "@drawbridge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSseParser } from "../../apps/widget/src/session/sse-parser.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openLink, openPerson, type Logged } from "./person.ts";

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

  it("can be looked at before it is saved, in no list, and is refused where it could not be saved", async () => {
    const listed = async (): Promise<unknown> => (await drawbridge.api("/v1/experiences")).json();
    const before = await listed();
    const draft = (settings: object) => send("POST", "/v1/experiences/previews", { settings });
    const { status, body } = await draft({ name: "Draft", brandColor: "#7a2e3a", consentStep: true });
    expect(status).toBe(201);
    const person = await openLink(drawbridge, { token: body.url.split("#link=")[1] ?? "", userId: "" });
    expect(person.view()).toMatchObject({ consentStep: true, brand: { theme: { light: { brand: "#7a2e3a" } } } });
    expect(await listed()).toEqual(before);
    expect((await draft({ brandColor: "#ffff00", brandColorDark: "#ffff00" })).status).toBe(422);
    expect((await draft({ popularInstitutions: ["nobody-bank"] })).status).toBe(404);
    expect((await draft({ colour: "red" })).status).toBe(400);
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
