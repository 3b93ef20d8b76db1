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
  folder = await mkdtemp(join(tmpdir(), "drawbridge-cli-devices-"));
  await writeFile(join(folder, "dev.json"), JSON.stringify({ server: stage.origin, api: { token: "api-token-one" } }));
}, 60_000);
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

const run = async (args: readonly string[], env: Readonly<Record<string, string>> = { DRAWBRIDGE_DATA: folder }) => {
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  const exit = await runCli(args, { env, root: join(folder, "elsewhere"), say: note, complain: note });
  return { exit, text: lines.join("\n") };
};
const file = async (name: string, content: string): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

describe("drawbridge at the help desk", () => {
  it("makes a code that activates a device, and looks after the device", async () => {
    const { ref } = await stage.newUser("cli");
    expect((await run(["codes", "create", "cli"])).exit).toBe(2);
    const made = await run(["codes", "create", "cli", "--reason", "new phone"]);
    const code = /[A-Z2-7]{5}(-[A-Z2-7]{5}){3}/.exec(made.text)?.[0] ?? "";
    const device = await stage.newDevice();
    await device.activate(ref, code, PIN);
    const { deviceId } = device.state;
    expect((await run(["devices", "rename", deviceId, "--name", "Old phone", "--reason", "asked"])).text).toBe("renamed");
    expect((await run(["devices", "lock", deviceId, "--reason", "lost"])).text).toBe("locked");
    expect((await run(["devices", "list", "cli"])).text).toContain(`${deviceId}  LOCKED  Old phone`);
    expect(await run(["devices", "lock", deviceId, "--reason", "lost"])).toMatchObject({ exit: 1, text: expect.stringContaining("locked already") });
    expect((await run(["devices", "unlock", deviceId, "--reason", "found"])).text).toBe("unlocked");
    expect((await run(["devices", "remove", deviceId, "--reason", "sold"])).text).toBe("removed");
    expect((await run(["devices", "list", "nobody"])).exit).toBe(1);
  });

  it("lists the installations of a person, shows one and withdraws it", async () => {
    await stage.admin("PUT /v1/authenticator-settings", { environments: ["SSMS", "MAVERICK"], anonymousUsers: false });
    const { device } = await stage.enrol("installed");
    const { deviceId } = device.state;
    expect((await run(["ast-clients", "list", "installed"])).exit).toBe(1);
    await device.send("client.register", { tenantId: "one", app: { appName: "app", version: "1.0.0" }, deviceId });
    const listed = await run(["ast-clients", "list", "installed"]);
    expect(listed.text).toContain(`LINKED  app 1.0.0  ${deviceId}`);
    const [id = ""] = listed.text.split(" ");
    expect((await run(["ast-clients", "show", id])).text).toMatch(/astClientId [0-9a-f-]{36}/);
    expect((await run(["ast-clients", "revoke", id])).exit).toBe(2);
    expect((await run(["ast-clients", "revoke", id, "--reason", "lost"])).text).toBe("revoked");
    expect((await run(["ast-clients", "list", "installed"])).text).toContain("REVOKED");
    expect((await run(["ast-clients", "show", "ast_unknown"])).exit).toBe(1);
  });

  it("checks a receipt off line, and sees every change to it", async () => {
    const { id, ref, device } = await stage.enrol("receipts");
    await device.logIn(ref, PIN);
    const { body: operation } = await stage.admin("POST /v1/operations", {
      userId: id,
      text: "Share two accounts?",
      data: { accounts: 2 },
      factor: "NONE",
    });
    const { signed } = await device.send("operation.start", { operationId: operation.id });
    const { receipt } = await device.approve(signed, "Share two accounts?");
    const keys = await file("keys.json", await (await fetch(`${stage.origin}/device/v1/keys`)).text());
    const path = await file("receipt.jws", receipt ?? "");
    const nowhere = { DRAWBRIDGE_DATA: join(folder, "empty") };
    const valid = await run(["receipt", "verify", path, "--keys", keys], nowhere);
    expect(valid).toMatchObject({ exit: 0, text: expect.stringContaining("Share two accounts?") });
    const [head, body = "", signature] = (receipt ?? "").split(".");
    const changed = Buffer.from(Buffer.from(body, "base64url").toString().replace("two accounts", "all accounts")).toString("base64url");
    const forged = await file("forged.jws", `${head}.${changed}.${signature}`);
    expect(await run(["receipt", "verify", forged, "--keys", keys], nowhere)).toMatchObject({ exit: 1, text: expect.stringContaining("NOT VALID") });
    expect((await run(["receipt", "verify", path], nowhere)).exit).toBe(2);
  });

  it("computes the audit trail again, and names the row that was changed", async () => {
    expect(await run(["audit", "verify"])).toMatchObject({ exit: 0, text: expect.stringMatching(/^intact {4}\d+ rows/) });
    await stage.storage.pool.query("alter table audit_rows disable trigger audit_rows_stay");
    await stage.storage.pool.query("update audit_rows set subject = 'dev_other' where no = 2");
    expect(await run(["audit", "verify"])).toEqual({ exit: 1, text: "BROKEN: row 2 was changed" });
  });
});
