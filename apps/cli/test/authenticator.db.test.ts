import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compactDecrypt, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, OTHER_TOKEN, type DeviceStage } from "../../server/test/device-stage.ts";
import { newId, operators } from "@drawbridge/storage";
import { runCli } from "../src/index.ts";

const PIN = "135790";
let stage: DeviceStage;
let folder: string;

beforeAll(async () => {
  stage = await createDeviceStage();
  folder = await mkdtemp(join(tmpdir(), "drawbridge-cli-devices-"));
  await writeFile(join(folder, "dev.json"), JSON.stringify({ server: stage.origin, api: { token: "api-token-one" } }));
});
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

  it("unlocks and makes a code by two people where the tenant wants that, and says that the second is wanted", async () => {
    const { rows } = await stage.storage.pool.query<{ id: string }>("select id from tenants where slug = 'one'");
    for (const name of ["ada", "bob"]) {
      const person = { id: newId(), tenantId: rows[0]?.id ?? "", email: `${name}@one.example`, role: "support", passwordHash: "x" } as const;
      await operators(stage.storage.pool).save({ ...person, totp: {}, totpStep: 0, createdAt: new Date() });
    }
    const { body: usual } = await stage.admin("GET /v1/device-policies");
    const { device } = await stage.enrol("twofold");
    await stage.admin("PUT /v1/device-policies", { ...usual, twoPersonUnlock: true });
    const { deviceId } = device.state;
    await run(["devices", "lock", deviceId, "--reason", "lost"]);
    const by = (name: string) => ["--reason", "found", "--by", `${name}@one.example`];
    for (const command of [
      ["devices", "unlock", deviceId],
      ["codes", "create", "twofold", "--purpose", "reactivation"],
    ]) {
      expect((await run([...command, "--reason", "found"])).exit).toBe(1);
      expect(await run([...command, ...by("ada")])).toMatchObject({ exit: 0, text: expect.stringContaining("waits for a second person") });
      expect(await run([...command, ...by("bob")])).toMatchObject({ exit: 0, text: expect.stringMatching(/^unlocked$|code {5}[A-Z2-7]{5}-/) });
    }
    await stage.admin("PUT /v1/device-policies", usual);
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
    for (const [option, wanted] of [
      ["tenant", "two"],
      ["user", "somebody"],
      ["about", "cns_1"],
    ] as const) {
      const foreign = await run(["receipt", "verify", path, "--keys", keys, `--${option}`, wanted], nowhere);
      expect(foreign).toMatchObject({ exit: 1, text: expect.stringContaining(`NOT VALID for ${wanted}: its ${option} is `) });
    }
    const { publicKey } = await generateKeyPair("ES256", { extractable: true });
    const others = await file("others.json", JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "other" }] }));
    const elsewhere = await run(["receipt", "verify", path, "--keys", others], nowhere);
    expect(elsewhere).toMatchObject({ exit: 1, text: expect.stringContaining("signed by none of these keys") });
    expect((await run(["receipt", "verify", path, "--keys", keys, "--tenant", "one", "--about", operation.id], nowhere)).exit).toBe(0);
    expect((await run(["receipt", "verify", path], nowhere)).exit).toBe(2);
  });

  it("does what the administration offers, and prints what the server says", async () => {
    const why = ["--reason", "test"];
    const json = async (args: readonly string[]) => {
      const { exit, text } = await run(args);
      return exit === 0 ? JSON.parse(text) : { exit, text };
    };
    expect((await json(["users", "create", "ivy"])).externalId).toBe("ivy");
    const { device, ref } = await stage.enrol("ivan");
    await device.logIn(ref, PIN);
    const { deviceId } = device.state;
    expect((await json(["users", "list", "--search", "iv", "--limit", "5"])).total).toBeGreaterThan(1);
    expect((await json(["devices", "show", deviceId])).state).toBe("ACTIVE");
    const policies = await json(["policies", "show", "devices"]);
    const wanted = await file("policies.json", JSON.stringify({ ...policies, mostWaiting: 7 }));
    expect(await json(["policies", "set", "devices", "--file", wanted, "--reason", "too many"])).toEqual({ ...policies, mostWaiting: 7 });
    const [noted] = (await json(["audit", "list", "--action", "tenant.settings_changed", "--limit", "1"])).rows;
    expect(noted).toMatchObject({ actor: "api:drawbridge", data: { mostWaiting: 7, reason: "too many" } });
    expect(await json(["policies", "show", "weather"])).toMatchObject({ exit: 2, text: expect.stringContaining("approvals") });
    const texts = { en: { banner: "A payment", text: "Pay {amount} to {payee}?" } };
    const template = await file("template.json", JSON.stringify({ kind: "operation", name: "pay", texts, fallback: "en" }));
    expect(await json(["templates", "create", template])).toMatchObject({ exit: 2 });
    const { id: templateId } = await json(["templates", "create", template, ...why]);
    const values = ["--template", "pay", "--value", "amount=5", "--value", "payee=A=B"];
    const operation = await json(["operations", "create", "ivan", ...values, "--factor", "NONE", "--number-matching", "--timeout", "60"]);
    expect(operation).toMatchObject({ text: "Pay 5 to A=B?", numberMatch: expect.stringMatching(/^\d\d$/) });
    expect((await json(["operations", "list", "--user", "ivan"])).operations).toHaveLength(1);
    expect((await run(["operations", "cancel", operation.id, ...why])).text).toBe("done");
    expect((await json(["operations", "show", operation.id, "--result"])).state).toBe("CANCELLED");
    expect((await run(["operations", "cancel", operation.id, ...why])).exit).toBe(1);
    expect((await run(["templates", "remove", templateId, ...why])).text).toBe("done");
    expect((await json(["messages", "send", "ivan", "--text", "Hello", "--kind", "WARNING"])).kind).toBe("WARNING");
    expect((await json(["properties", "set", `device/${deviceId}/colour`, "--text", "red", ...why])).version).toBe(1);
    expect(await json(["properties", "get", `device/${deviceId}/colour`])).toMatchObject({ type: "UTF8_STRING", data: "cmVk" });
    expect((await run(["properties", "get", "colour"])).exit).toBe(2);
    const version = await json(["app-versions", "create", "1.2.3", "--app", "wallet", ...why]);
    expect((await json(["app-versions", "change", version.id, "--state", "WITHDRAWN", ...why])).state).toBe("WITHDRAWN");
    expect((await json(["apps", "show", "wallet"])).newestVersion).toBeNull();
    for (const removal of [
      ["app-versions", "remove", version.id],
      ["apps", "remove", "wallet"],
    ])
      await run([...removal, ...why]);
    expect((await json(["apps", "list"])).apps).toEqual([]);
    expect((await run(["users", "lock", "ivan", ...why])).exit).toBe(0);
    expect((await run(["users", "unlock", "ivan", ...why, "--by", "kim"])).text).toBe("done");
    const { activationCodes } = await json(["codes", "list", "ivan"]);
    expect(activationCodes[0].state).toBe("USED");
    expect((await json(["push-providers", "list"])).pushProviders[4]).toMatchObject({ provider: "WEB", kind: "built_in" });
    const { rows } = await json(["audit", "list", "--limit", "1000"]);
    expect(rows.map((row: { readonly actor: string }) => row.actor)).toContain("api:kim");
    expect((await run(["audit", "list", "--limit", "many"])).exit).toBe(2);
  });

  it("checks what a device shows, and makes what only a device can open", async () => {
    const { device, ref } = await stage.enrol("iris");
    const { otp } = await device.logIn(ref, PIN);
    const { deviceId } = device.state;
    const json = async (args: readonly string[]) => JSON.parse((await run(args)).text);
    expect(await json(["devices", "counter", deviceId])).toMatchObject({ atc: 0, window: 20 });
    const { envelope } = await json(["envelopes", "create", deviceId, "--text", "for you alone"]);
    const { plaintext } = await compactDecrypt(envelope, device.keys.decryptionKey);
    expect(new TextDecoder().decode(plaintext)).toBe("for you alone");
    const { content } = await json(["push-contents", "create", deviceId, "--data", "bG9vaw"]);
    const keys = createRemoteJWKSet(new URL("/device/v1/keys", stage.origin));
    expect((await jwtVerify(content, keys, { typ: "ast-push+jws" })).payload).toMatchObject({ aud: deviceId });
    expect((await run(["envelopes", "create", deviceId])).exit).toBe(2);
    expect((await run(["envelopes", "create", deviceId, "--text", "a", "--data", "YQ"])).exit).toBe(2);
    expect((await run(["devices", "counter", "dev_unknown"])).text).toBe("This device does not exist");
    expect((await run(["otp", "verify", "-begins-like-an-option"])).exit).toBe(1);
    expect(await json(["otp", "verify", "--", otp])).toMatchObject({ deviceId, factor: "pin" });
    expect((await run(["otp", "verify", "--", otp])).exit).toBe(1);
    expect(await run(["devices", "test-push", deviceId])).toMatchObject({ text: expect.stringMatching(/push/i) });
    expect((await run(["approvals", "create", "con_unknown"])).exit).toBe(2);
    expect((await run(["approvals", "create", "con_unknown", "--question", "renew"])).exit).toBe(1);
  });

  it("registers clients that ask for approvals, and those whose devices sign in", async () => {
    const asking = await run(["clients", "create", "Till", "--backchannel", "poll"]);
    expect(asking).toMatchObject({ exit: 0, text: expect.stringContaining("client_secret") });
    const device = await file("device.json", JSON.stringify({ audiences: [{ audience: "https://orders.example", scopes: ["orders:read"] }] }));
    const wallet = await run(["clients", "create", "Wallet", "--device", device, "--redirect", "https://wallet.example/back"]);
    expect(wallet).toMatchObject({ exit: 0, text: expect.not.stringContaining("client_secret ") });
    expect((await run(["clients", "create", "Pinged", "--backchannel", "ping"])).exit).toBe(1);
  });

  it("exports the audit trail with a signed end, and notices that it was cut or written anew since", async () => {
    const keys = await file("trail-keys.json", await (await fetch(`${stage.origin}/device/v1/keys`)).text());
    const checkpoint = await file("checkpoint.jws", (await run(["audit", "checkpoint"])).text);
    const { text } = await run(["audit", "export"]);
    const lines = text.split("\n");
    const check = async (name: string, rows: readonly string[]) => run(["audit", "check", await file(name, rows.join("\n")), "--keys", keys], {});
    expect(await check("whole", lines)).toMatchObject({ exit: 0, text: expect.stringMatching(new RegExp(`^intact {4}${lines.length - 1} rows`)) });
    expect(await check("open", lines.slice(0, -1))).toEqual({ exit: 1, text: "NOT VALID: the last line is no checkpoint" });
    expect((await check("cut", lines.toSpliced(-2, 1))).text).toMatch(/^BROKEN: rows up to \d+ were there/);
    expect((await check("other", lines.with(0, String(lines[0]).replace('"actor":"', '"actor":"not ')))).text).toBe("BROKEN: row 1 was changed");
    const foreign = JSON.stringify({ checkpoint: (await stage.admin("GET /v1/audit/checkpoint", undefined, OTHER_TOKEN)).body.checkpoint });
    expect((await check("foreign", [...lines.slice(0, -1), foreign])).exit).toBe(1);
    const since = ["audit", "verify", "--checkpoint", checkpoint, "--keys", keys];
    expect((await run(since)).exit).toBe(0);
    const { pool } = stage.storage;
    await pool.query("alter table audit_rows disable trigger audit_rows_stay");
    await pool.query("delete from audit_rows where no = (select no from audit_heads h where h.tenant_id = audit_rows.tenant_id)");
    await pool.query("update audit_heads h set no = r.no, hash = r.hash from audit_rows r where r.tenant_id = h.tenant_id and r.no = h.no - 1");
    expect((await run(["audit", "verify"])).exit).toBe(0);
    expect((await run(since)).text).toMatch(/^BROKEN: rows up to \d+ were there/);
  });

  it("computes the audit trail again, and names the row that was changed", async () => {
    expect(await run(["audit", "verify"])).toMatchObject({ exit: 0, text: expect.stringMatching(/^intact {4}\d+ rows/) });
    await stage.storage.pool.query("alter table audit_rows disable trigger audit_rows_stay");
    await stage.storage.pool.query("update audit_rows set subject = 'dev_other' where no = 2");
    expect(await run(["audit", "verify"])).toEqual({ exit: 1, text: "BROKEN: row 2 was changed" });
  });
});
