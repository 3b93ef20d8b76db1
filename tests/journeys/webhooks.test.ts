import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startReceiver, verifyHit, type Hit, type Receiver } from "../../apps/server/test/webhook-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openLink, openPerson, signInAs, takeAll, type Logged, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;
let receiver: Receiver;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  receiver = await startReceiver();
});
afterAll(async () => {
  receiver.close();
  await drawbridge.close();
});

const SECRET = "development-secret-1";
const json = { "content-type": "application/json", "app-key": "development-app-key-1" };

const send = async (path: string, body: object, headers: Readonly<Record<string, string>> = json) => {
  const answer = await fetch(`${drawbridge.server}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as Readonly<Record<string, string>>;
};

/** A customer at the page of a Connect link that has a webhook. */
const openConnect = async (): Promise<Person> => {
  const { token = "" } = await send("/aggregation/v2/partners/authentication", { partnerId: "1", partnerSecret: SECRET });
  const headers = { ...json, "app-token": token };
  const { id: customerId } = await send("/aggregation/v2/customers/testing", { username: "webhook-customer" }, headers);
  const { link = "" } = await send(
    "/connect/v2/generate",
    { partnerId: "1", customerId, webhook: `${receiver.origin}/connect`, webhookData: { ref: 7 } },
    headers,
  );
  const query = Object.fromEntries(new URL(link).searchParams);
  const { handle = "" } = await send("/session", { door: "connect", query, tabId: "tab" }, { ...json, "x-drawbridge": "1" });
  return openLink(drawbridge, { handle, userId: "" });
};

const at = (path: string): readonly Hit[] => receiver.hits.filter((hit) => hit.path === path);
const bodies = (path: string) => at(path).map(({ body }) => JSON.parse(body));

describe("webhooks of a whole session", () => {
  it("reach both receivers from the running server, signed and in order", async () => {
    const made = await drawbridge.api("/v1/webhook-endpoints", { method: "POST", body: { url: `${receiver.origin}/native` } });
    const { secret } = (await made.json()) as { secret: string };
    const person = await openConnect();
    await signInAs(person, "user_ok");
    await takeAll(person);
    await person.give({ type: "submitted" });

    await expect.poll(() => bodies("/connect").at(-1)?.eventType, { timeout: 30_000 }).toBe("done");
    const told = bodies("/connect").filter(({ eventType }) => eventType !== "ping");
    expect(told.map(({ eventType }) => eventType)).toEqual(["started", "institutionSupported", "discovered", "adding", "added", "done"]);
    expect(bodies("/connect").filter(({ eventType }) => eventType === "ping")).toEqual([{ eventType: "ping", payload: {} }]);
    for (const { body, headers } of at("/connect"))
      expect(headers["x-finicity-signature"]).toBe(createHmac("sha256", SECRET).update(body).digest("hex"));
    const added = told.find(({ eventType }) => eventType === "added");
    expect(added.payload.accounts.length).toBeGreaterThanOrEqual(6);
    expect(added.payload.accounts[0]).toMatchObject({ customerId: added.customerId, institutionId: added.payload.institutionId, status: "active" });
    expect(told.every(({ webhookData }) => webhookData.ref === 7)).toBe(true);

    const logged = async (): Promise<readonly Logged[]> =>
      ((await (await drawbridge.api(`/v1/events?limit=500`)).json()) as { events: readonly Logged[] }).events;
    const missing = async () => (await logged()).filter(({ id }) => !bodies("/native").some((one) => one.id === id));
    expect((await logged()).map(({ type }) => type)).toContain("session.ended");
    await expect.poll(missing).toEqual([]); // what is read in the background, too
    const ids = bodies("/native").map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const ofSession = (await logged()).filter(({ step }) => step !== "").map(({ id }) => id);
    expect(ids.filter((id) => ofSession.includes(id))).toEqual(ofSession);
    for (const hit of at("/native")) expect(verifyHit(secret, hit)).toEqual(JSON.parse(hit.body));
  });
});

describe("a bank that is down", () => {
  it("asks for nothing but a wish, and its end is told to the tenant with everybody who waits, once", async () => {
    const setHealth = (health: string) => drawbridge.api("/v1/sandbox/institutions/harbour-bank/state", { method: "POST", body: { health } });
    const eventTypes = ["institution.recovered"];
    await drawbridge.api("/v1/webhook-endpoints", { method: "POST", body: { url: `${receiver.origin}/back`, eventTypes } });
    expect((await setHealth("down")).status).toBe(201);
    const health = () => drawbridge.deps.directory.resolve("harbour-bank", [])?.card.health;
    await expect.poll(health, { timeout: 30_000 }).toBe("down");
    const people = await Promise.all(["waits-1", "waits-2", "leaves"].map((name) => openPerson(drawbridge, name)));
    for (const person of people) {
      await choose(person, "harbour-bank");
      expect(person.view().step).toMatchObject({ at: "unavailable", reason: "down", watched: false, canChooseOther: true });
    }
    for (const person of people.slice(0, 2)) {
      await person.give({ type: "recovery_requested" });
      expect(person.view().step).toMatchObject({ at: "unavailable", watched: true });
      expect((await person.give({ type: "recovery_requested" })).status).toBe(409);
    }
    expect((await setHealth("healthy")).status).toBe(201);
    await expect.poll(() => bodies("/back").length, { timeout: 30_000 }).toBe(1);
    const [told] = bodies("/back");
    expect(told.data).toMatchObject({
      institution: { slug: "harbour-bank" },
      health: "healthy",
      waiting: [{ externalId: "waits-1", userId: people[0]?.userId }, { externalId: "waits-2" }],
    });
    const { rows } = await drawbridge.storage.pool.query("select 1 from recovery_wishes");
    expect(rows).toEqual([]);
  });
});
