import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalJWKSet, jwtVerify } from "jose";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { clientApp, connectByForm } from "./connections-stage.ts";
import { createTestDevice } from "./device-client.ts";

const PIN = "135790";
let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
}, 60_000);
afterAll(() => drawbridge.close());

const ask = async (path: string, body?: object) => {
  const answer = await drawbridge.api(path, body && { method: "POST", body });
  return { status: answer.status, body: await answer.json() };
};

/** A person with a connection and a device that is logged in. */
const stage = async (name: string) => {
  await connectByForm(drawbridge, await clientApp(drawbridge), name);
  const { users } = (await ask(`/v1/users?externalId=${name}`)).body;
  const { connections } = (await ask(`/v1/connections?userId=${users[0].id}`)).body;
  const eventsOf = async () => (await ask(`/v1/events?userId=${users[0].id}&type=connection.history_read`)).body.events;
  await expect.poll(async () => (await eventsOf()).length).toBe(1); // from here on nothing changes by itself
  const device = await createTestDevice(drawbridge.server);
  const user = { tenantId: "development", userId: name };
  const code = await ask(`/v1/users/${users[0].id}/activation-codes`, { purpose: "activation", reason: "test" });
  await device.activate(user, code.body.activationCode, PIN);
  await device.logIn(user, PIN);
  const answer = async (question: "renew" | "revoke", decision: "ACCEPTED" | "REJECTED") => {
    const operation = (await ask(`/v1/connections/${connections[0].id}/approvals`, { question, days: 120, purpose: "budgeting" })).body;
    const { signed } = await device.send("operation.start", { operationId: operation.id });
    const { display } = await device.provePin(operation.id, signed, PIN);
    return { operation, display, standing: await device.approve(signed, display.text, decision) };
  };
  return { connectionId: String(connections[0].id), answer };
};
const connectionOf = async (id: string) => (await ask(`/v1/connections/${id}`)).body;

describe("a consent on the device", () => {
  it("is renewed by an approval whose receipt names it; a refusal changes nothing", async () => {
    const { connectionId, answer } = await stage("renewer");
    const before = await connectionOf(connectionId);
    const refused = await answer("renew", "REJECTED");
    expect(refused.standing.state).toBe("REJECTED");
    expect(await connectionOf(connectionId)).toEqual(before);
    const { display, operation, standing } = await answer("renew", "ACCEPTED");
    expect(display.text).toMatch(/until \d{4}-\d\d-\d\d\?\nAccounts: .+\nData: .+\nPurpose: budgeting$/);
    const events = (await ask("/v1/events?type=consent.renewed&limit=10")).body.events;
    expect(events.at(-1).data).toMatchObject({ receiptOf: operation.id, expiresAt: operation.data.expiresAt });
    const keys = createLocalJWKSet(await (await fetch(`${drawbridge.server}/device/v1/keys`)).json());
    const { payload } = await jwtVerify(standing.receipt ?? "", keys);
    expect(payload.sub).toBe(operation.data.consentId);
    const { approvals } = (await ask(`/v1/connections/${connectionId}/approvals`)).body;
    expect(approvals).toMatchObject([
      { id: operation.id, receipt: standing.receipt },
      { id: refused.operation.id, state: "REJECTED" },
    ]);
  });

  it("is revoked for good, once, and only in the words of the server", async () => {
    const { connectionId, answer } = await stage("revoker");
    expect((await answer("revoke", "ACCEPTED")).standing.state).toBe("ACCEPTED");
    const again = await ask(`/v1/connections/${connectionId}/approvals`, { question: "renew" });
    expect([404, 409]).toContain(again.status);
    const { users } = (await ask("/v1/users?externalId=revoker")).body;
    const forged = await ask("/v1/operations", { userId: users[0].id, text: "Nothing happens", template: "consent.renew", data: { connectionId } });
    expect(forged.status).toBe(400);
  });
});
