import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, type DeviceStage } from "../../server/test/device-stage.ts";
import { runCli } from "../src/index.ts";

const PIN = "135790";
let stage: DeviceStage;
let folder: string;

beforeAll(async () => {
  stage = await createDeviceStage();
  folder = await mkdtemp(join(tmpdir(), "drawbridge-cli-device-"));
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

const device = async (args: readonly string[], pin = PIN) => {
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  const where = ["--server", stage.origin, "--tenant", "one", "--state", join(folder, "device"), "--pin", pin];
  const exit = await runCli(["device", ...args, ...where], { env: {}, root: folder, say: note, complain: note });
  return { exit, text: lines.join("\n") };
};

const ask = async (userId: string, more: object = {}) =>
  (await stage.admin("POST /v1/operations", { userId, text: "Pay 12.50 EUR to Ada?", data: { amount: "12.50" }, ...more })).body;

const helpDesk = async (args: readonly string[]) => {
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  const where = ["--server", stage.origin, "--token", "api-token-one"];
  const exit = await runCli([...args, ...where], { env: {}, root: folder, say: note, complain: note });
  return { exit, text: lines.join("\n") };
};

it("a person gets another name while no device knows them, is erased with a reason, and the trail is searched for it", async () => {
  const { id } = await stage.newUser("misspelt");
  await stage.newUser("taken");
  const rename = (name: string) => helpDesk(["users", "change", id, "--external-id", name, "--reason", "misspelt"]);
  expect(await rename("taken")).toMatchObject({ exit: 1, text: expect.stringContaining("taken") });
  expect(await rename("spelt")).toMatchObject({ exit: 0, text: expect.stringContaining('"externalId": "spelt"') });
  expect(await device(["enrol", "spelt", "--code", await stage.newCode(id)])).toMatchObject({ exit: 0 });
  expect(await rename("again")).toMatchObject({ exit: 1, text: expect.stringContaining("devices") });
  expect((await stage.admin(`PATCH /v1/users/${id}`, { reason: "nothing" })).status).toBe(400);
  expect(await helpDesk(["users", "remove", "spelt"])).toMatchObject({ exit: 2 });
  expect(await helpDesk(["users", "remove", "spelt", "--reason", "asked for it"])).toMatchObject({ exit: 0, text: "done" });
  expect(await device(["login"])).toMatchObject({ exit: 1 });
  expect((await helpDesk(["users", "show", id])).exit).toBe(1);
  expect(JSON.parse((await helpDesk(["audit", "list", "--action", "user.removed", "--subject", id])).text)).toMatchObject({
    rows: [{ actor: "api:drawbridge", data: { reason: "asked for it", connections: 0 } }],
  });
  await device(["delete"]);
});

describe("drawbridge device", () => {
  it("goes through a device's life, one command at a time", async () => {
    const { id } = await stage.newUser("simulated");
    expect(await device(["enrol", "simulated", "--code", "AAAAA-AAAAA-AAAAA-AAAAB"])).toMatchObject({ exit: 1 });
    expect(await device(["enrol", "simulated", "--code", await stage.newCode(id)])).toMatchObject({ exit: 0 });
    expect(await device(["login"], "999999")).toMatchObject({ exit: 1, text: expect.stringContaining("kWrongCredentials") });
    const approved = await ask(id);
    expect(await device(["approve"])).toMatchObject({ exit: 0, text: expect.stringContaining("Pay 12.50 EUR") });
    expect((await stage.admin(`GET /v1/operations/${approved.id}`)).body.state).toBe("ACCEPTED");
    const refused = await ask(id);
    expect(await device(["refuse", "--reason", "incorrect_data"])).toMatchObject({ exit: 0 });
    expect((await stage.admin(`GET /v1/operations/${refused.id}`)).body).toMatchObject({ state: "REJECTED", reason: "incorrect_data" });
    const matched = await ask(id, { factor: "TOKEN", token: "4711" });
    expect(await device(["approve"])).toMatchObject({ exit: 2, text: expect.stringContaining("--token") });
    expect(await device(["approve", "--token", "4711"])).toMatchObject({ exit: 0 });
    expect((await stage.admin(`GET /v1/operations/${matched.id}`)).body.state).toBe("ACCEPTED");
    const plain = await ask(id, { factor: "NONE" });
    expect(await device(["refuse"])).toMatchObject({ exit: 0 });
    expect((await stage.admin(`GET /v1/operations/${plain.id}`)).body).toMatchObject({ state: "REJECTED", reason: "unknown" });
    expect(await device(["properties", "colour", "--value", "blue"])).toMatchObject({ exit: 0 });
    expect((await device(["properties", "colour"])).text).toContain(Buffer.from("blue").toString("base64url"));
    expect(await device(["change-pin", "--new-pin", "246813"])).toMatchObject({ exit: 0 });
    expect(await device(["login"])).toMatchObject({ exit: 1 });
    expect(await device(["delete"])).toMatchObject({ exit: 0 });
    const { devices } = (await stage.admin(`GET /v1/users/${id}/devices`)).body;
    expect(devices.every(({ state }: { readonly state: string }) => state === "REMOVED")).toBe(true);
  });

  it("runs a script, and survives what goes wrong on purpose", async () => {
    const { id } = await stage.newUser("chaotic");
    expect(await device(["enrol", "chaotic", "--code", await stage.newCode(id), "--chaos", "clock-skew=90"])).toMatchObject({ exit: 0 });
    const [{ id: deviceId }] = (await stage.admin(`GET /v1/users/${id}/devices`)).body.devices;
    const operation = await ask(id);
    const chaos = await device(["approve", "--chaos", "lost-banner,clock-skew=90,server-restart"]);
    expect(chaos).toMatchObject({ exit: 0, text: expect.stringContaining("a banner was lost") });
    expect((await stage.admin(`GET /v1/operations/${operation.id}`)).body.state).toBe("ACCEPTED");
    const code = await device(["offline-code", "--data", "order 7", "--chaos", "counter-drift=10"]);
    const otp = /"otp":"(\d{8})"/.exec(code.text)?.[1];
    const data = Buffer.from("order 7").toString("base64url");
    const judged = await stage.admin(`POST /v1/devices/${deviceId}/offline-verifications`, { kind: "otp", code: otp, data });
    expect(judged.body).toMatchObject({ outcome: "accepted", atc: 11 });
    const path = join(folder, "script.json");
    const steps = [
      { call: "Start" },
      { wait: "StartLogin" },
      { call: "Login", with: { userIdentifier: "${StartLogin.userIdentifiers}", pin: "${pin}" } },
      { wait: "LoginResult" },
      { call: "SetDeviceName", with: { deviceName: "${name}" } },
      { call: "GetProperty", with: { key: "none", propertyOwner: "USER" }, status: "kPropertyNotExists" },
    ];
    await writeFile(path, JSON.stringify(steps));
    expect(await device(["run", path])).toMatchObject({ exit: 2, text: expect.stringContaining("--set name=VALUE") });
    expect(await device(["run", path, "--set", "name=Ada's desk"])).toMatchObject({ exit: 0 });
    expect((await stage.admin(`GET /v1/devices/${deviceId}`)).body.name).toBe("Ada's desk");
  });

  it("says what is wrong with what was typed", async () => {
    const path = join(folder, "bad.json");
    await writeFile(path, '[{"do": "Start"}]');
    expect(await device(["run", path])).toMatchObject({ exit: 2, text: expect.stringContaining("Step 1") });
    expect(await device(["run", join(folder, "missing.json")])).toMatchObject({ exit: 2 });
    expect(await device(["approve", "--chaos", "earthquake"])).toMatchObject({ exit: 2, text: expect.stringContaining("lost-banner") });
    expect(await device(["enrol", "nobody"])).toMatchObject({ exit: 2, text: expect.stringContaining("--code") });
    expect((await device(["approve", "--help"])).text).toContain("counter-drift=CODES");
  });
});
