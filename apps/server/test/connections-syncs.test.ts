import { ConnectionSync } from "@drawbridge/contract";
import { Value } from "typebox/value";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { startTamperedBank, type TamperedBank } from "../../../tests/journeys/tampered-bank.ts";
import { clientApp, connectByForm, type ClientApp } from "./connections-stage.ts";

let drawbridge: TestDrawbridge;
let app: ClientApp;
let ann: { readonly userId: string; readonly connectionId: string };
let ben: { readonly userId: string; readonly connectionId: string };
let bank: TamperedBank;

beforeAll(async () => {
  drawbridge = await startDrawbridge({
    bankDoor: async (origin) => {
      bank = await startTamperedBank(origin);
      return bank.origin;
    },
  });
  app = await clientApp(drawbridge);
  ann = await connectByForm(drawbridge, app, "ann");
  ben = await connectByForm(drawbridge, app, "ben");
});
afterAll(async () => {
  await drawbridge.close();
  await bank.close();
});

const problem = (code: string) => ({ code, message: expect.stringMatching(/.+/), correlationId: expect.stringMatching(/.+/) });
const reads = { scope: "connection:read" };

describe("syncs", () => {
  const write = { scope: "accounts:read accounts:write:all" };

  it("run once, then wait, and are listed with what they came to", async () => {
    const path = `/sync/${ann.connectionId}`;
    // The older transactions come by a sync of the schedule; whoever asks meanwhile is given that one.
    const background = async () =>
      (await app.call("GET", `/users/${ann.userId}/connections/${ann.connectionId}/syncs`, reads)).body.data.map(
        ({ trigger, fetchStatus }: ConnectionSync) => `${trigger} ${fetchStatus}`,
      );
    await expect.poll(background).toContain("schedule success");
    expect(await app.resource("POST", path, { ...write, sub: ann.userId, body: { lastLogin: "now" } })).toMatchObject({
      status: 400,
      body: problem("BadRequest"),
    });
    expect(await app.resource("POST", path, { scope: "accounts:read", sub: ann.userId, body: {} })).toMatchObject({ status: 403 });
    expect(await app.resource("POST", path, { ...write, sub: ben.userId, body: {} })).toMatchObject({ status: 404 });
    const person = { customerIpAddress: "192.0.2.1", customerLastLoggedTime: "2026-01-31T09:30:00Z" };
    const synced = await app.resource("POST", path, { ...write, sub: ann.userId, body: person });
    // The bank is told who is there, and only then.
    expect(bank.toldOf()).toEqual([{ address: "192.0.2.1", signedInAt: "Sat, 31 Jan 2026 09:30:00 GMT" }]);
    const { rows } = await drawbridge.storage.pool.query("select 1 from sync_runs where person is not null");
    expect(rows).toEqual([]);
    expect(synced).toMatchObject({ status: 200, body: { data: { syncId: expect.any(String), status: "ok" }, meta: { mode: "attended" } } });
    const early = await app.resource("POST", path.replace(":", "%3A"), { ...write, sub: ann.userId, body: {} });
    expect(early).toMatchObject({
      status: 429,
      body: {
        ...problem("TooManyRequests"),
        retryAfterSecs: expect.any(Number),
        nextSyncAllowedAt: expect.any(String),
        lastUpdated: expect.any(String),
      },
    });
    expect(Number(early.headers.get("retry-after"))).toBeGreaterThan(1700);
    expect(early.headers.get("x-ratelimit-remaining")).toBe("0");

    const { body } = await app.call("GET", `/users/${ann.userId}/connections/${ann.connectionId}/syncs?limit=10`, reads);
    for (const sync of body.data) expect([...Value.Errors(ConnectionSync, sync)]).toEqual([]);
    expect(body.data[0]).toMatchObject({
      id: synced.body.data.syncId,
      action: "client-update",
      attempt: "sync",
      trigger: "partner",
      fetchStatus: "success",
      connectionId: ann.connectionId,
    });
    expect((await app.call("GET", `/users/${ann.userId}/syncs/${synced.body.data.syncId}`, reads)).body.data).toEqual(body.data[0]);
    expect((await app.call("GET", `/users/${ben.userId}/syncs/${synced.body.data.syncId}`, reads)).status).toBe(404);
    const every = (await app.call("GET", `/users/${ann.userId}/syncs`, reads)).body;
    expect(every.meta).toMatchObject({ limit: 100, offset: 0 });
    const first = every.data.find(({ attempt }: ConnectionSync) => attempt === "connect");
    expect(first).toMatchObject({ trigger: "user", attended: true });
    expect(first.stages.map(({ stage, result }: { stage: string; result: string }) => [stage, result])).toEqual([
      ["interactive", "ok"],
      ["fetch_accounts", "ok"],
      ["fetch_recent", "ok"],
      ["finish", "ok"],
    ]);
    expect(body.data[0].stages[0].text).toBe("Reaching the bank: done.");
  });

  it("are recommended exactly while they would be accepted", async () => {
    const limit = (syncLimitSeconds: number | null) =>
      drawbridge.api(`/v1/oidc-clients/${app.clientId}/settings`, { method: "PATCH", body: { syncLimitSeconds } });
    await limit(60);
    const carl = await connectByForm(drawbridge, app, "carl");
    const id = `con_${carl.connectionId.split(":")[1]?.replaceAll("-", "")}`;
    const path = `/users/${carl.userId}/connections/${carl.connectionId}`;
    const action = async () => (await app.call("GET", path, reads)).body.data.recommendedAction;
    const ask = () => app.resource("POST", `/sync/${carl.connectionId}`, { ...write, sub: carl.userId, body: { customerIpAddress: "192.0.2.1" } });
    const makeOld = () =>
      drawbridge.api(`/v1/sandbox/connections/${id}/state`, { method: "POST", body: { lastUpdatedDaysAgo: 3, lastSyncedMinutesAgo: 5 } });
    await makeOld();
    const native = await (await drawbridge.api(`/v1/connections/${id}`)).json();
    expect(native).toMatchObject({ recommendedAction: { row: "L14", action: "refresh" } });
    await expect.poll(action).toMatchObject({ row: "L7", action: "sync" });
    const fleet = async (wanted: string) => (await app.call("GET", `/connections?action=${wanted}`, reads)).body.data;
    expect((await fleet("sync")).map((one: { id: string }) => one.id)).toEqual([carl.connectionId]);

    const spent = "update connections set budget_day = (now() at time zone 'UTC')::date, budget_attended = $2 where bank_connection_id = $1";
    await drawbridge.storage.pool.query(spent, [carl.connectionId, 48]);
    expect(await action()).toMatchObject({ row: "L14", action: "refresh" });
    expect((await ask()).body).toMatchObject({ code: "TooManyRequests", reason: "provider_budget" });
    await drawbridge.storage.pool.query(spent, [carl.connectionId, 0]);
    expect(await action()).toMatchObject({ row: "L7" });
    expect((await ask()).status).toBe(200);

    // A sync the person asked for is theirs, one their client asked for the client's.
    const told = async () => {
      const exported = await (await drawbridge.api(`/v1/events/export?connectionId=${id}&type=connection.updated`)).text();
      return exported.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).data]));
    };
    expect((await told()).at(-1)).toMatchObject({ trigger: "manual", actor: "person" });
    await makeOld();
    const alone = await app.resource("POST", `/sync/${carl.connectionId}`, { ...write, sub: carl.userId, body: {} });
    expect(alone).toMatchObject({ status: 200, body: { meta: { mode: "unattended" } } });
    expect((await told()).at(-1)).toMatchObject({ trigger: "manual", actor: "client" });
    await limit(null);
    expect((await app.call("DELETE", `/users/${carl.userId}`, { scope: "user:delete" })).status).toBe(204);
  });

  it("that bring accounts without their transactions leave the rest fresh", async () => {
    const part = await connectByForm(drawbridge, app, "part");
    const id = `con_${part.connectionId.split(":")[1]?.replaceAll("-", "")}`;
    const old = { lastUpdatedDaysAgo: 3, lastSyncedMinutesAgo: 60 };
    await drawbridge.api(`/v1/sandbox/connections/${id}/state`, { method: "POST", body: old });
    const shown = async () => (await app.resource("GET", "/accounts/syncs", { scope: "accounts:read", sub: part.userId })).body.data;
    const stale = { state: "stale", lastSuccessfulSync: expect.any(String) };
    const fresh = { state: "fresh", lastSuccessfulSync: expect.any(String) };
    expect((await shown())[0]).toMatchObject({ freshness: { state: "stale" }, datasets: { accounts: stale, balances: stale, transactions: stale } });
    const [{ providerAccountId }] = (await app.resource("GET", "/accounts", { scope: "accounts:read", sub: part.userId })).body.data;
    const isFailing = (path: string): boolean => path.includes(`/accounts/${encodeURIComponent(providerAccountId)}/transactions`);
    bank.tamper((path, answer) => (isFailing(path) ? { status: 500, body: { error: "server_error" } } : answer));
    const synced = await app
      .resource("POST", `/sync/${part.connectionId}`, { ...write, sub: part.userId, body: {} })
      .finally(() => bank.tamper(null));
    expect(synced).toMatchObject({ status: 200, body: { data: { status: "ok" } } });
    const [first, second] = await shown();
    expect(first).toMatchObject({ freshness: { state: "stale" }, datasets: { accounts: fresh, balances: fresh, transactions: stale } });
    expect(second).toMatchObject({ freshness: { state: "fresh" }, datasets: { accounts: fresh, balances: fresh, transactions: fresh } });
    expect((await app.call("DELETE", `/users/${part.userId}`, { scope: "user:delete" })).status).toBe(204);
  });

  it("of version 3 answer at once", async () => {
    const answer = await app.resource("POST", `/v3/sync/${ben.connectionId}`, { ...write, sub: ben.userId, body: {} });
    expect(answer).toMatchObject({ status: 200, body: { data: { status: "ok" } } });
    const path = `/users/${ben.userId}/syncs/${answer.body.data.syncId}`;
    await expect.poll(async () => (await app.call("GET", path, reads)).body.data.fetchStatus, { timeout: 30_000 }).toBe("success");
  });

  it("of a connection that is updated together with the person are refused", async () => {
    const once = await connectByForm(drawbridge, app, "once", "single-sync-bank");
    const answer = await app.resource("POST", `/sync/${once.connectionId}`, { ...write, sub: once.userId, body: {} });
    expect(answer).toMatchObject({
      status: 409,
      body: { ...problem("SingleSyncOnly"), details: { recommendedAction: { row: expect.any(String) } } },
    });
    expect((await app.call("DELETE", `/users/${once.userId}`, { scope: "user:delete" })).status).toBe(204);
  });

  it.each([
    { enableAsync: "yes" },
    { customerIpAddress: 5 },
    { customerIpAddress: "me" },
    { customerIpAddress: "" },
    { customerLastLoggedTime: "once" },
    { customerIpAddress: "192.0.2.1", colour: "red" },
    [],
    "text",
  ])("are not started by %j", async (body) => {
    const answer = await app.resource("POST", `/sync/${ben.connectionId}`, { ...write, sub: ben.userId, body });
    expect(answer).toMatchObject({ status: 400, body: problem("BadRequest") });
  });

  it("of an expired consent say what to do instead", async () => {
    const late = await connectByForm(drawbridge, app, "late");
    const [, uuid] = late.connectionId.split(":");
    const id = `con_${uuid?.replaceAll("-", "")}`;
    const forced = await drawbridge.api(`/v1/sandbox/connections/${id}/state`, {
      method: "POST",
      body: { consentEndsInDays: -1 },
    });
    expect(forced.ok).toBe(true);
    const answer = await app.resource("POST", `/sync/${late.connectionId}`, { ...write, sub: late.userId, body: {} });
    expect(answer).toMatchObject({
      status: 403,
      body: { code: "ConsentExpired", details: { reason: "consent_ended", recommendedAction: { action: "reauth", row: "L5" } } },
    });
    // The transition is exported with who moved it, why and when.
    const exported = await (await drawbridge.api(`/v1/events/export?connectionId=${id}&type=connection.updated`)).text();
    const [transition] = exported.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    expect(transition).toMatchObject({
      occurredAt: expect.any(String),
      data: { trigger: "sandbox", actor: "sandbox", at: expect.any(String), before: { extendedStatus: null }, after: { extendedStatus: "expired" } },
    });
    expect((await app.call("DELETE", `/users/${late.userId}`, { scope: "user:delete" })).status).toBe(204);
  });
});
