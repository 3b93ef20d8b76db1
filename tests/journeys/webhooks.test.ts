import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startReceiver, verifyHit, type Hit, type Receiver } from "../../apps/server/test/webhook-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { openLink, signInAs, takeAll, type Person } from "./person.ts";

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

    await expect.poll(() => bodies("/connect").at(-1)?.eventType, { timeout: 15_000 }).toBe("done");
    const told = bodies("/connect").filter(({ eventType }) => eventType !== "ping");
    expect(told.map(({ eventType }) => eventType)).toEqual(["started", "institutionSupported", "discovered", "adding", "added", "done"]);
    expect(bodies("/connect").filter(({ eventType }) => eventType === "ping")).toEqual([{ eventType: "ping", payload: {} }]);
    for (const { body, headers } of at("/connect"))
      expect(headers["x-finicity-signature"]).toBe(createHmac("sha256", SECRET).update(body).digest("hex"));
    const added = told.find(({ eventType }) => eventType === "added");
    expect(added.payload.accounts.length).toBeGreaterThanOrEqual(6);
    expect(added.payload.accounts[0]).toMatchObject({ customerId: added.customerId, institutionId: added.payload.institutionId, status: "active" });
    expect(told.every(({ webhookData }) => webhookData.ref === 7)).toBe(true);

    await expect.poll(() => bodies("/native").at(-1)?.type, { timeout: 15_000 }).toBe("session.ended");
    const logged = (await (await drawbridge.api(`/v1/events?limit=500`)).json()) as { events: readonly { readonly id: string }[] };
    expect(bodies("/native").map(({ id }) => id)).toEqual(logged.events.map(({ id }) => id));
    for (const hit of at("/native")) expect(verifyHit(secret, hit)).toEqual(JSON.parse(hit.body));
  });
});
