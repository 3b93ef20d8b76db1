import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { freePorts, makeFolder, spawnDrawbridge, type SpawnedDrawbridge } from "../../apps/server/test/spawn-drawbridge.ts";
import { answer, arrive, call, connectionsOf, enrol, look, settings, takeAccounts, the, until, useDrawbridge, want } from "./approval-stage.ts";
import { openLink, openPerson, settled, signInAs, type Origin } from "./person.ts";

useDrawbridge();

const apiAt =
  (origin: string): Origin["api"] =>
  (path, init) =>
    fetch(`${origin}${path}`, {
      method: init?.method ?? "GET",
      headers: { authorization: "Bearer development-api-token-1", "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
      ...(init && { body: JSON.stringify(init.body) }),
    });

describe("a push of the bank", () => {
  beforeAll(() => want({ grant: false }));

  const signInByPush = async (externalId: string) => {
    const person = await openPerson(the(), externalId);
    const device = await enrol(externalId, person.userId);
    expect((await signInAs(person, "user_mfa_push")).at).toBe("mfa");
    const { offers } = await device.send("offers.list", {});
    expect(offers).toMatchObject([{ kind: "TRANSACTION", banner: "Drawbridge Bank asks if it is you" }]);
    const operationId = offers[0]?.id ?? "";
    const { signed, factor, display } = await device.send("operation.start", { operationId });
    expect([factor, display?.text]).toEqual(["NONE", expect.stringMatching(/^Sign in at Drawbridge Bank\?\n/)]);
    return { person, device, signed, text: display?.text ?? "" };
  };

  it("is a banner to confirm on the person's device; the bank waits for the answer, and nobody else gives it", async () => {
    const { person, device, signed, text } = await signInByPush("pushed");
    await device.approve(signed, text);
    expect((await person.until("accounts", "error")).at).toBe("accounts");
  });

  it("ends with a no, which the widget says", async () => {
    const { person, device, signed, text } = await signInByPush("pushed-away");
    await device.approve(signed, text, "REJECTED");
    await expect.poll(async () => JSON.stringify(await look(person)), { timeout: 30_000, interval: 150 }).toContain("mfa_wrong");
    expect(await connectionsOf(person)).toEqual([]);
  });

  it("is taken from the device when the person leaves the sign-in", async () => {
    const { person, device, signed, text } = await signInByPush("pushed-and-left");
    await person.give({ type: "exit" });
    expect((await device.send("offers.list", {})).offers).toEqual([]);
    await expect(device.approve(signed, text)).rejects.toThrow(/kServerCancel/);
  });
});

it("a question that was not the person's pauses their connections, where the tenant wants it, until the help desk lets them go on", async () => {
  await want({ grant: false });
  await call("PUT", "/v1/device-policies", {
    mostDevices: 10,
    mostWaiting: 10,
    mostUnwelcome: 20,
    notMe: ["pause_connections"],
    twoPersonUnlock: false,
  });
  const { person, device } = await arrive("harassed");
  await person.until("review");
  await settled(person);
  const [connection] = await connectionsOf(person);
  const pause = `/v1/users/${person.userId}/connection-pause`;
  expect(await call("GET", pause)).toEqual({ pausedSince: null, connections: 0 });
  expect((await the().api(`${pause}?reason=none`, { method: "DELETE", body: {} })).status).toBe(409);
  const operation = await call("POST", "/v1/operations", { userId: person.userId, text: "Pay 900 EUR to Eve?" });
  const { signed } = await device.send("operation.start", { operationId: operation["id"] });
  await device.approve(signed, null, "REJECTED", { reason: "not_me" });
  expect(await call("GET", pause)).toMatchObject({ pausedSince: expect.any(String), connections: 1 });
  const syncs = async () => (await call("GET", `/v1/connections/${connection?.["id"]}`))["lastSyncedAt"];
  const before = await syncs();
  await call("POST", "/v1/sandbox/clock/advance", { seconds: 3 * 86_400 });
  expect(await syncs()).toEqual(before);
  const asked = await the().api(`/v1/connections/${connection?.["id"]}/syncs`, { method: "POST", body: { attended: true } });
  expect([asked.status, await asked.json()]).toMatchObject([409, { detail: expect.stringContaining("paused") }]);
  expect((await the().api(`${pause}?reason=talked%20to%20them`, { method: "DELETE", body: {} })).status).toBe(204);
  await call("POST", "/v1/sandbox/clock/advance", { seconds: 86_400 });
  await expect.poll(syncs, { timeout: 30_000 }).not.toEqual(before);
});

it("a server killed between the question and the answer goes on with it", async () => {
  const { path, remove } = await makeFolder();
  const env = { ...(await freePorts()), DRAWBRIDGE_DATA: path };
  const spawn = (): SpawnedDrawbridge => {
    const spawned = spawnDrawbridge(env);
    onTestFinished(() => void spawned.process.kill("SIGTERM"));
    return spawned;
  };
  const first = spawn();
  await first.running();
  const there = { server: first.origin, api: apiAt(first.origin) };
  await there.api("/v1/approval-settings", { method: "PUT", body: settings });
  const person = await openPerson(there, "killed");
  const device = await enrol("killed", person.userId, there);
  await takeAccounts(person);
  await until(person, "open", there);
  first.process.kill("SIGKILL");
  await first.ended;

  const second = spawn();
  await second.running();
  const handle = (person.headers["authorization"] ?? "").slice("Bearer ".length);
  const again = await openLink(there, { handle, userId: person.userId });
  expect(again.view().step).toMatchObject({ at: "approval", state: "open" });
  await answer(device);
  await again.until("review");
  second.process.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  await remove();
}, 400_000); // two starts, each of which may have to build the pages first
