import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalJWKSet, jwtVerify } from "jose";
import { runCli } from "../../cli/src/index.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { clientApp, connectByForm } from "./connections-stage.ts";
import { createTestDevice, refusalOf } from "./device-client.ts";

const PIN = "135790";
let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

const ask = async (path: string, body?: object) => {
  const answer = await drawbridge.api(path, body && { method: "POST", body });
  return { status: answer.status, body: await answer.json() };
};

const enrol = async (id: string, name: string) => {
  const device = await createTestDevice(drawbridge.server);
  const user = { tenantId: "development", userId: name };
  const code = await ask(`/v1/users/${id}/activation-codes`, { purpose: "activation", reason: "test" });
  await device.activate(user, code.body.activationCode, PIN);
  await device.logIn(user, PIN);
  return device;
};

/** A person with a connection and a device that is logged in. */
const stage = async (name: string) => {
  await connectByForm(drawbridge, await clientApp(drawbridge), name);
  const { users } = (await ask(`/v1/users?externalId=${name}`)).body;
  const { connections } = (await ask(`/v1/connections?userId=${users[0].id}`)).body;
  const eventsOf = async () => (await ask(`/v1/events?userId=${users[0].id}&type=connection.history_read`)).body.events;
  await expect.poll(async () => (await eventsOf()).length).toBe(1); // from here on nothing changes by itself
  const device = await enrol(users[0].id, name);
  const answer = async (question: "renew" | "revoke", decision: "ACCEPTED" | "REJECTED") => {
    const operation = (await ask(`/v1/connections/${connections[0].id}/approvals`, { question, days: 120, purpose: "budgeting" })).body;
    const { signed } = await device.send("operation.start", { operationId: operation.id });
    const { display } = await device.provePin(operation.id, signed, PIN);
    return { operation, display, standing: await device.approve(signed, display.text, decision) };
  };
  return { connectionId: String(connections[0].id), device, answer };
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

  it("is asked about on the command line too, which lists the answers", async () => {
    const { connectionId } = await stage("typist");
    const lines: string[] = [];
    const approvals = (...args: readonly string[]): Promise<number> => {
      const say = (text: string): void => void lines.push(text);
      const env = { DRAWBRIDGE_DEV_FILE: drawbridge.devFile };
      return runCli(["approvals", ...args], { env, root: "nowhere", say, complain: say });
    };
    expect(await approvals("create", connectionId, "--question", "revoke", "--timeout", "60")).toBe(0);
    const made = JSON.parse(lines.splice(0).join(""));
    expect(made).toMatchObject({ template: "consent.revoke", state: "CREATED" });
    expect(await approvals("list", connectionId)).toBe(0);
    expect(JSON.parse(lines.join("")).approvals).toMatchObject([{ id: made.id, receipt: null }]);
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

describe("a person at their own device", () => {
  it("sees what they share, asks to renew it there, and keeps what they signed", async () => {
    const { connectionId, device } = await stage("looker");
    const before = await device.send("connections.list", {});
    expect(before).toMatchObject({ connections: [{ id: connectionId, state: "healthy", receipts: [{ state: "current" }] }], receipts: [] });
    expect(before.connections[0]?.accounts.length).toBeGreaterThan(0);
    const { operationId } = await device.send("connection.ask", { connectionId, question: "renew" });
    expect(await device.send("connection.ask", { connectionId, question: "renew" })).toEqual({ operationId });
    const { signed } = await device.send("operation.start", { operationId });
    const { display } = await device.provePin(operationId, signed, PIN);
    await device.approve(signed, display.text);
    const after = await device.send("connections.list", {});
    expect(after.connections[0]?.receipts.map(({ state }) => state)).toEqual(["current", "replaced"]);
    expect(after.receipts).toMatchObject([{ operationId, question: "renew", decision: "ACCEPTED", text: display.text }]);
    const keys = createLocalJWKSet(await (await fetch(`${drawbridge.server}/device/v1/keys`)).json());
    const { payload } = await jwtVerify(after.receipts[0]?.receipt ?? "", keys, { typ: "drawbridge-receipt+jws" });
    expect(payload["text"]).toBe(display.text);
  });

  it("ends a consent there, and cannot touch what is another person's", async () => {
    const { connectionId, device } = await stage("ender");
    const { body } = await ask("/v1/users", { externalId: "stranger" });
    const stranger = await enrol(body.id, "stranger");
    const foreign = await refusalOf(stranger.send("connection.ask", { connectionId, question: "revoke" }));
    expect(foreign.status).toBe("kInvalidParameter");
    const { operationId } = await device.send("connection.ask", { connectionId, question: "revoke" });
    const { offers } = await stranger.send("offers.list", {});
    expect(offers).toEqual([]);
    const { signed } = await device.send("operation.start", { operationId });
    const { display } = await device.provePin(operationId, signed, PIN);
    await device.approve(signed, display.text);
    expect((await refusalOf(device.send("connection.ask", { connectionId, question: "renew" }))).status).toMatch(/^kInvalid/);
    const after = await device.send("connections.list", {});
    expect(after.receipts).toMatchObject([{ operationId, question: "revoke" }]);
    expect(after.connections).toMatchObject([{ id: connectionId, state: "revoked" }]); // what came is still the person's to see
  });
});
