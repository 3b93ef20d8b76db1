import { rm, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import type { Enrolled } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import type { Scene } from "./scene.ts";

const base64Url = (text: string): string => Buffer.from(text).toString("base64url");
const status = (value: string) => ({ payload: { status: value } });

interface Wish {
  readonly key: string;
  readonly text?: string;
  readonly flags?: number;
  readonly owner?: "USER" | "GROUP";
  readonly type?: "UTF8_STRING" | "INVALID";
}

const set = ({ mc }: Enrolled, { key, text = "x", flags = 0, owner = "USER", type = "UTF8_STRING" }: Wish) =>
  mc.call("SetProperty", { key, data: base64Url(text), propertyType: type, propertyOwner: owner, propertyTtl: 0, propertyFlags: flags });

const get = ({ mc }: Enrolled, key: string) => mc.call("GetProperty", { key, propertyOwner: "USER" });

/** Properties that may not be read or written: what is stored stays. */
export const refusedProperties = async (scene: Scene): Promise<void> => {
  const { stage, ledger, byToken, restart } = scene;
  const [person, other] = [await byToken("c-properties"), await byToken("c-other-properties")];
  const path = (key: string, userId = person.userId) => `/v1/properties/user/${userId}/${key}`;
  const put = (key: string, flags = 0, text = "server") => stage.admin(`PUT ${path(key)}`, { data: base64Url(text), flags, reason: "conformance" });
  const stored = async (key: string): Promise<string> =>
    Buffer.from(String((await stage.admin(`GET ${path(key)}`)).body.data), "base64url").toString();
  expect(await set(person, { key: "" })).toMatchObject(status("kInvalidKeyLength"));
  expect(await get(person, "k".repeat(256))).toMatchObject(status("kInvalidKeyLength"));
  await put("fixed", 0x20);
  expect(await set(person, { key: "fixed" })).toMatchObject(status("kReadOnly"));
  await put("hidden", 0x80);
  expect(await get(person, "hidden")).toMatchObject(status("kAccessDenied"));
  expect(await set(person, { key: "shared", owner: "GROUP" })).toMatchObject(status("kAccessDenied"));
  expect(await set(person, { key: "long", text: "x".repeat(16_385) })).toMatchObject(status("kTextTooLong"));
  expect(await set(person, { key: "kind", type: "INVALID" })).toMatchObject(status("kInvalidParameter"));
  expect(await person.mc.send("GetProperty", { key: 7 })).toMatchObject(status("kInvalidParameter"));
  expect(await set(other, { key: "name", text: "ada", flags: 0x08 })).toMatchObject(status("kOk"));
  expect(await set(person, { key: "name", text: "ada", flags: 0x08 })).toMatchObject(status("kNotUnique"));
  await put("shape", 0, "round");
  expect(await get(person, "shape")).toMatchObject({ payload: { data: base64Url("round") } });
  await put("shape", 0, "square");
  const stale = { status: "kNegative", subSystem: 500, subSystemErrorCode: 409 };
  expect(await set(person, { key: "shape", text: "oval" })).toMatchObject({ payload: stale });
  expect([await stored("fixed"), await stored("hidden"), await stored("shape")]).toEqual(["server", "server", "square"]);
  const missing = await Promise.all(["long", "kind", "name"].map(async (key) => (await stage.admin(`GET ${path(key)}`)).status));
  expect(missing).toEqual([404, 404, 404]);
  await get(person, "shape");
  expect(await set(person, { key: "shape", text: "oval" })).toMatchObject(status("kOk"));
  expect(await get(person, "none")).toMatchObject(status("kPropertyNotExists"));
  await restart(person);
  expect(await get(person, "shape")).toMatchObject(status("kUninitialized"));
  expect(await set(person, { key: "shape", text: "flat" })).toMatchObject(status("kUninitialized"));
  expect(await stored("shape")).toBe("oval");
  const [server, none] = ["the server's value in the admin API stays", "the admin API has no such property"];
  const refused = { kInvalidKeyLength: none, kTextTooLong: none, kInvalidParameter: none, kNotUnique: none };
  ledger.saw("SetPropertyResult", { ...refused, kReadOnly: server, kNegative: server, kUninitialized: server, kAccessDenied: none });
  ledger.saw("GetPropertyResult", { kInvalidKeyLength: none, kInvalidParameter: none, kPropertyNotExists: none });
  ledger.saw("GetPropertyResult", { kAccessDenied: "the admin API has a value, flagged NO_APP", kUninitialized: server });
  await person.throwAway();
  await other.throwAway();
};

/** Names, push tokens and audiences that do not fit; claims and updates where there are none. */
export const refusedRequests = async (scene: Scene): Promise<void> => {
  const { ledger, open, byToken, restart, devicesOf, deviceToken } = scene;
  const person = await byToken("c-refused-requests");
  const { mc, userId, ref } = person;
  const other = await open();
  await other.mc.call("ActivateWithToken", { userIdentifier: ref, token: await deviceToken(userId, "activation"), autoLogin: false });
  await other.throwAway();
  const [first, second] = await devicesOf(userId);
  expect(await mc.call("SetDeviceName", { deviceName: second.name })).toMatchObject(status("kInvalidParameter"));
  expect(await mc.call("SetPushToken", { pushToken: "nonsense" })).toMatchObject(status("kInvalidParameter"));
  expect(await mc.call("RequestToken", { audience: "" })).toMatchObject(status("kInvalidParameter"));
  expect(await mc.send("DecryptData", {})).toMatchObject(status("kInvalidParameter"));
  expect((await devicesOf(userId))[0]).toMatchObject({ name: first.name, push: false });
  const same = "name and push of the device in the admin API stay";
  ledger.saw("SetDeviceNameResult", { kInvalidParameter: same });
  ledger.saw("SetPushTokenResult", { kInvalidParameter: same });
  ledger.saw("RequestTokenResult", { kInvalidParameter: same });
  ledger.saw("DecryptDataResult", { kInvalidParameter: same });
  expect(await mc.call("DeleteUser", { userIdentifier: ref })).toMatchObject(status("kInvalidState"));
  await restart(person);
  expect(await mc.call("DeleteUser", { userIdentifier: { tenantId: "one", userId: "nobody" } })).toMatchObject(status("kInvalidParameter"));
  expect(await mc.call("RequestToken", { audience: "https://shop.example" })).toMatchObject(status("kUninitialized"));
  expect((await devicesOf(userId))[0]).toMatchObject({ state: "ACTIVE" });
  ledger.saw("DeleteUserResult", {
    kInvalidState: "the device is ACTIVE in the admin API",
    kInvalidParameter: "the device is ACTIVE in the admin API",
  });
  await person.throwAway();
  await damagedKeyStore(scene);
};

/** A key store that was damaged: the faults are ours, and nothing reaches the server. */
const damagedKeyStore = async ({ stage, ledger, byToken, devicesOf, deviceToken }: Scene): Promise<void> => {
  const { mc, userId, file, throwAway } = await byToken("c-damaged");
  const added = await stage.newUser("c-beside");
  await mc.call("AddUserWithToken", { userIdentifier: added.ref, token: await deviceToken(added.id, "activation"), autoLogin: false });
  await writeFile(file.path, "damaged");
  expect(await mc.call("DecryptData", { encryptedData: base64Url("x") })).toMatchObject(status("kInternalError"));
  expect(await mc.call("DeleteUser", { userIdentifier: added.ref })).toMatchObject(status("kInternalError"));
  expect([...(await devicesOf(userId)), ...(await devicesOf(added.id))]).toMatchObject([{ state: "ACTIVE" }, { state: "ACTIVE" }]);
  ledger.saw("DecryptDataResult", { kInternalError: "both devices are ACTIVE in the admin API" });
  ledger.saw("DeleteUserResult", { kInternalError: "both devices are ACTIVE in the admin API" });
  await rm(file.path, { force: true });
  await throwAway();
};

/** Updates there are none of, that fail, that the person does not want, and a page that cannot be opened. */
export const refusedUpdates = async ({ ledger, open, stage }: Scene): Promise<void> => {
  const asked: string[] = [];
  const answers = { update: "wrong digest", execute: false as boolean | "cancelled", page: false };
  const host = {
    fetchUpdate: (url: string) => Promise.resolve((asked.push(url), answers.update)),
    executeUpdate: (digest: string) => Promise.resolve((asked.push(`execute ${digest}`), answers.execute)),
    openUrl: () => (answers.page ? Promise.reject(new Error("no browser")) : Promise.resolve(false)),
  };
  const none = await open({ host }, "never-heard-of");
  expect(await none.mc.call("GetUpdateInformation", {})).toMatchObject(status("kOk"));
  await none.mc.call("Update", {});
  expect(await none.next("UpdateResult")).toMatchObject({ payload: { updateStatus: "INVALID_PARAMETER" } });
  await none.mc.call("ExecuteUpdate", {});
  expect(await none.next("ExecuteUpdateResult")).toMatchObject({ payload: { updateStatus: "INVALID_PARAMETER" } });
  expect(await none.mc.call("OpenInfoUrl", {})).toMatchObject(status("kFailed"));
  expect(asked).toEqual([]);
  await none.throwAway();
  await stage.admin("POST /v1/app-versions", { appName: "nowhere", version: "1.0.0", state: "WITHDRAWN", reason: "no successor" });
  const left = await open({ host }, "nowhere");
  expect(await left.mc.call("GetUpdateInformation", {})).toMatchObject({ payload: { status: "kUpdateNecessary", updateUrl: "" } });
  await left.mc.call("Update", {});
  expect(await left.next("UpdateResult")).toMatchObject({ payload: { updateStatus: "INVALID_PARAMETER" } });
  expect(asked).toEqual([]);
  await left.throwAway();
  const person = await open({ host }, "updated");
  const { mc, next } = person;
  const { payload } = await mc.call("GetUpdateInformation", {});
  const run = async (name: "Update" | "ExecuteUpdate"): Promise<unknown> => {
    await mc.call(name, {});
    return (await next(`${name}Result`)).payload["updateStatus"];
  };
  expect(await run("Update")).toBe("FAILED");
  answers.update = "cancelled";
  expect(await run("Update")).toBe("CANCELLED");
  answers.update = String(payload["updateDigest"]);
  expect(await run("Update")).toBe("OK");
  expect(await run("ExecuteUpdate")).toBe("FAILED");
  answers.execute = "cancelled";
  expect(await run("ExecuteUpdate")).toBe("CANCELLED");
  answers.page = true;
  expect(await mc.call("OpenInfoUrl", {})).toMatchObject(status("kInternalError"));
  const { appVersions } = (await stage.admin("GET /v1/app-versions?appName=updated")).body;
  expect(asked[0]).toBe(appVersions[0].updateUrl);
  expect(asked.at(-2)).toBe(`execute ${appVersions[0].digest}`); // what is run must still be what the help desk registered
  const platform = "the platform was asked with the address of the admin API, and said so";
  const unasked = "the platform was never asked";
  ledger.saw("UpdateInformation", { kOk: "the admin API has no version of the app" });
  for (const name of ["UpdateResult", "ExecuteUpdateResult"] as const)
    ledger.saw(name, { INVALID_PARAMETER: unasked, FAILED: platform, CANCELLED: platform });
  ledger.saw("OpenInfoUrlResult", { kFailed: unasked, kInternalError: platform });
  await person.throwAway();
};
