import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anotherPartner, developmentPartner, type Partner } from "../../apps/server/test/connect-client.ts";
import { startReceiver, verifyHit, type Hit, type Receiver } from "../../apps/server/test/webhook-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { openPerson, signInAs, signInWith, takeAll, type Person } from "./person.ts";

const path = "/notifications/webhooks/subscriptions";

let drawbridge: TestDrawbridge;
let receiver: Receiver;
let partner: Partner;
let secret: string;
let id: string;

beforeAll(async () => {
  [drawbridge, receiver] = await Promise.all([startDrawbridge(), startReceiver()]);
  partner = await developmentPartner(drawbridge);
  const made = await partner.call("POST", path, { body: { url: `${receiver.origin}/consents`, notificationType: "CONSENT" } });
  expect(made).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^whe_/), url: `${receiver.origin}/consents`, status: "ACTIVE" } });
  secret = String(made.body["secret"]);
  id = String(made.body["id"]);
});
afterAll(async () => {
  await drawbridge.close();
  receiver.close();
});

interface Notification {
  readonly eventId: string;
  readonly eventType: string;
  readonly eventContext: string;
  readonly customerId: string;
  readonly payload: {
    readonly changes: { readonly errorCode: number | null; readonly summary: string; readonly details: readonly Record<string, unknown>[] };
    readonly consent: Readonly<Record<string, unknown>>;
  };
}

const read = ({ body }: Hit): Notification => JSON.parse(body) as Notification;

/** What was heard of one customer, once there are as many as expected. */
const heardOf = async (customerId: string, count: number): Promise<readonly { readonly hit: Hit; readonly told: Notification }[]> => {
  const mine = () => receiver.hits.map((hit) => ({ hit, told: read(hit) })).filter(({ told }) => told.customerId === customerId);
  await expect.poll(() => mine().length, { timeout: 30_000 }).toBe(count);
  return mine();
};

const customerOf = async (externalId: string): Promise<string> => {
  const { rows } = await drawbridge.storage.pool.query<{ no: string }>("select no::text from users where external_id = $1", [externalId]);
  return rows[0]?.no ?? "";
};

const connect = async (externalId: string): Promise<Person> => {
  const person = await openPerson(drawbridge, externalId);
  await signInAs(person, "user_ok");
  await takeAll(person);
  await person.give({ type: "submitted" });
  return person;
};

const manage = async (externalId: string): Promise<{ readonly person: Person; readonly connectionId: string }> => {
  const person = await openPerson(drawbridge, externalId, { kind: "manage" });
  const { step } = person.view();
  return { person, connectionId: (step.at === "manage" && step.connections[0]?.id) || "" };
};

describe("a subscription to consents", () => {
  it("hears of a consent that is given: signed, with headers of its own", async () => {
    await connect("giver");
    const heard = await heardOf(await customerOf("giver"), 2);
    expect(heard.map(({ told }) => told.eventType).toSorted()).toEqual(["CONSENT_CREATED", "INSTITUTIONS_ADDED"]);
    for (const { hit, told } of heard) {
      expect(verifyHit(secret, hit)).toEqual(told);
      expect(hit.headers).toMatchObject({ "event-id": told.eventId, "event-type": told.eventType, "event-context": "CONSENT" });
      expect(told).toMatchObject({
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        eventContext: "CONSENT",
        payload: { changes: { errorCode: null }, consent: { consentReceiptId: expect.stringMatching(/^cns_/), status: "ACTIVE" } },
      });
      expect(told.payload.changes.details).toMatchObject([{ consentReceiptId: told.payload.consent["consentReceiptId"], accountIds: { length: 6 } }]);
    }
    expect(new Set(heard.map(({ told }) => told.eventId)).size).toBe(2);
  });

  it("hears of a consent that the person ends, gives again, and deletes", async () => {
    await connect("ender");
    await heardOf(await customerOf("ender"), 2);
    const first = await manage("ender");
    await first.person.give({ type: "revocation_requested", connectionId: first.connectionId });
    const ended = (await heardOf(await customerOf("ender"), 4)).slice(2);
    expect(ended.map(({ told }) => told.eventType)).toEqual(expect.arrayContaining(["CONSENT_REVOKED", "INSTITUTIONS_REVOKED"]));
    expect(ended.map(({ told }) => [told.payload.changes.errorCode, told.payload.consent["status"]])).toEqual([
      [947, "INACTIVE"],
      [947, "INACTIVE"],
    ]);
    const again = await manage("ender");
    await again.person.give({ type: "repair_requested", connectionId: again.connectionId, journey: "reauth" });
    await signInWith(again.person, { username: "user_ok", password: "pass_ok" });
    expect((await heardOf(await customerOf("ender"), 5))[4]?.told).toMatchObject({
      eventType: "CONSENT_CREATED",
      payload: { consent: { status: "ACTIVE" } },
    });
    await again.person.give({ type: "removal_requested", connectionId: again.connectionId, accountIds: null });
    const gone = (await heardOf(await customerOf("ender"), 7)).slice(5);
    expect(gone.map(({ told }) => told.eventType)).toEqual(expect.arrayContaining(["CONSENT_REVOKED", "INSTITUTIONS_REVOKED"]));
  });

  it("hears of a consent that runs out", async () => {
    await connect("expirer");
    await heardOf(await customerOf("expirer"), 2);
    const { connectionId } = await manage("expirer");
    await drawbridge.api(`/v1/sandbox/connections/${connectionId}/state`, { method: "POST", body: { consentEndsInDays: -1 } });
    const heard = await heardOf(await customerOf("expirer"), 3);
    expect(heard[2]?.told).toMatchObject({ eventType: "CONSENT_EXPIRED", payload: { changes: { errorCode: 947 }, consent: { status: "INACTIVE" } } });
  });

  it("is listed without its secret, and moves to another address", async () => {
    const listed = await partner.call("GET", path);
    expect(listed.body["subscriptions"]).toEqual([{ id, url: `${receiver.origin}/consents`, notificationType: "CONSENT", status: "ACTIVE" }]);
    const moved = await partner.call("PUT", `${path}/${id}/url`, { body: { url: `${receiver.origin}/moved` } });
    expect(moved).toMatchObject({ status: 200, body: { id, url: `${receiver.origin}/moved`, status: "ACTIVE" } });
    await connect("late");
    const [first] = await heardOf(await customerOf("late"), 2);
    expect(first?.hit.path).toBe("/moved");
  });

  it.each([
    ["no url", { notificationType: "CONSENT" }, 10_005],
    ["no type", { url: "https://shop.example" }, 10_005],
    ["another type", { url: "https://shop.example", notificationType: "OTHER" }, 10_100],
    ["a url that is a number", { url: 7, notificationType: "CONSENT" }, 10_100],
    ["a url that runs code", { url: "javascript:alert(1)", notificationType: "CONSENT" }, 10_100],
    ["an address inside", { url: "https://169.254.169.254/", notificationType: "CONSENT" }, 10_100],
  ])("is refused with %s", async (_name, body, code) => {
    expect(await partner.call("POST", path, { body })).toMatchObject({ status: 400, body: { code } });
  });

  it("of another partner is unknown, and theirs hears nothing of ours", async () => {
    const other = await anotherPartner(drawbridge, "other-partner");
    expect((await other.call("GET", path)).body["subscriptions"]).toEqual([]);
    expect(await other.call("PUT", `${path}/${id}/url`, { body: { url: `${receiver.origin}/stolen` } })).toMatchObject({
      status: 404,
      body: { code: 14_001 },
    });
    expect(await partner.call("PUT", `${path}/nonsense/url`, { body: { url: `${receiver.origin}/x` } })).toMatchObject({ status: 404 });
    expect(await partner.call("GET", path, { headers: {} })).toMatchObject({ status: 401 });
  });
});
