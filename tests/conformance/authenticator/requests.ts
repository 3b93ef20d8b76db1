import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect } from "vitest";
import { pin } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import { sealByHand } from "./foreign-envelope.ts";
import type { Scene } from "./scene.ts";

const base64Url = (text: string): string => Buffer.from(text).toString("base64url");

/** Properties, names, push token, tokens and envelopes of a session. */
export const requests = async ({ stage, ledger, byToken, devicesOf }: Scene): Promise<void> => {
  const { mc, ref, userId, throwAway } = await byToken("c-asker");
  await mc.call("SetDeviceName", { deviceName: "Ada's desk" });
  const { payload: information } = await mc.call("GetDeviceInformation", { userIdentifier: ref });
  const [device] = await devicesOf(userId);
  expect(device).toMatchObject({ id: information["deviceId"], name: "Ada's desk" });
  const named = ["SetDeviceName", "SetDeviceNameResult", "GetDeviceInformation", "GetDeviceInformationResult"];
  ledger.prove(named, { by: "a device that is named", checked: "id and name in the admin API" });

  const value = { key: "colour", data: base64Url("blue"), propertyType: "UTF8_STRING", propertyOwner: "USER" } as const;
  await mc.call("SetProperty", { ...value, propertyTtl: 0, propertyFlags: 2 });
  const path = `/v1/properties/user/${userId}/colour`;
  expect((await stage.admin(`GET ${path}`)).body).toMatchObject({ data: base64Url("blue") });
  ledger.prove(["SetProperty", "SetPropertyResult"], { by: "a property that is set", checked: "its value in the admin API" });
  expect(await mc.call("GetProperty", { key: "shape", propertyOwner: "USER" })).toMatchObject({ payload: { status: "kPropertyNotExists" } });
  expect(await mc.call("GetProperty", { key: "colour", propertyOwner: "USER" })).toMatchObject({ payload: { data: base64Url("blue") } });
  ledger.prove(["GetProperty", "GetPropertyResult"], { by: "a property that is read", checked: "the same value in the admin API" });

  expect(await mc.call("SetPushToken", { pushToken: "nonsense" })).toMatchObject({ payload: { status: "kInvalidParameter" } });
  await mc.call("SetPushToken", { pushToken: "APN:abc" });
  expect((await devicesOf(userId))[0].push).toBe(true);
  ledger.prove(["SetPushToken", "SetPushTokenResult"], { by: "a push token", checked: "the device has one in the admin API" });

  const { payload: asked } = await mc.call("RequestToken", { audience: "https://shop.example" });
  const keys = createLocalJWKSet(await (await fetch(`${stage.origin}/device/v1/keys`)).json());
  const { payload: token } = await jwtVerify(String(asked["token"]), keys, { audience: "https://shop.example" });
  expect(token).toMatchObject({ sub: ref.userId, cnf: { jkt: device.keyThumbprint } });
  ledger.prove(["RequestToken", "RequestTokenResult"], { by: "a token for a shop", checked: "verified by jose; bound to the device's key" });

  const envelope = sealByHand("for you alone", { key: device.encryptionKey, recipient: device.id });
  expect(await mc.call("DecryptData", { encryptedData: base64Url(envelope) })).toMatchObject({
    payload: { decryptedData: base64Url("for you alone") },
  });
  const forOther = sealByHand("for you alone", { key: device.encryptionKey, recipient: "dev_other" });
  expect(await mc.call("DecryptData", { encryptedData: base64Url(forOther) })).toMatchObject({ payload: { status: "kFailed" } });
  ledger.saw("DecryptDataResult", { kFailed: "the JWE names another device as its recipient" });
  ledger.prove(["DecryptData", "DecryptDataResult"], { by: "an envelope", checked: "a JWE that node:crypto made" });

  const { content } = (await stage.admin(`POST /v1/devices/${device.id}/push-contents`, { data: base64Url("look") })).body;
  const push = { userIdentifier: ref, content: base64Url(content) };
  const verified = await mc.call("VerifyPushContent", push);
  const { payload: claims } = await jwtVerify(content, keys, { typ: "ast-push+jws", audience: device.id });
  expect(decodeProtectedHeader(content).kid).toMatch(/^push-/); // a key of its own, published with the others
  expect(JSON.parse(Buffer.from(String(verified.payload["content"]), "base64url").toString())).toEqual(claims);
  expect(await mc.call("VerifyPushContent", push)).toMatchObject({ payload: { status: "kFailed" } });
  const { content: sealed } = (await stage.admin(`POST /v1/devices/${device.id}/push-contents`, { data: base64Url("hush"), secret: true })).body;
  const { payload: outside } = await jwtVerify(sealed, keys, { typ: "ast-push+jws", audience: device.id });
  const { jwe, ...rest } = outside;
  expect([typeof jwe, "data" in rest]).toEqual(["string", false]);
  const opened = await mc.call("VerifyPushContent", { userIdentifier: ref, content: base64Url(sealed) });
  expect(JSON.parse(Buffer.from(String(opened.payload["content"]), "base64url").toString())).toEqual({ ...rest, data: base64Url("hush") });
  const pushed = { by: "a push of the server, and the same again", checked: "the claims jose verifies; the second time is refused" };
  ledger.saw("VerifyPushContentResult", { kFailed: "jose verifies the claims, and their jti was used before" });
  ledger.prove(["VerifyPushContent", "VerifyPushContentResult"], pushed);
  await throwAway();
};

/** Codes without the network, judged by the server, and a counter that finds back. */
export const offlineCodes = async ({ stage, ledger, enrolled, restart, devicesOf }: Scene): Promise<void> => {
  const person = await enrolled("c-offline");
  const { mc, next, ref, userId } = person;
  await next("LoginResult");
  const [{ id }] = await devicesOf(userId);
  const data = base64Url("order 7");
  const judge = async (kind: string, code: unknown, over = data): Promise<unknown> =>
    (await stage.admin(`POST /v1/devices/${id}/offline-verifications`, { kind, code, data: over })).body.outcome;
  const otp = await mc.call("GenerateOtp", { optionalData: data, userIdentifier: ref, pin });
  expect(await judge("otp", otp.payload["otp"])).toBe("accepted");
  ledger.prove(["GenerateOtp", "GenerateOtpResult"], { by: "a one-time code", checked: "accepted by the admin API, with the data it is bound to" });
  expect(await judge("otp", otp.payload["otp"])).not.toBe("accepted");
  const sequence = await mc.call("GenerateSecureSequence", { optionalData: data, userIdentifier: ref, pin });
  expect(await judge("sequence", sequence.payload["secureSequence"])).toBe("accepted");
  const sequenced = { by: "a secure sequence", checked: "accepted by the admin API, with the data it is bound to" };
  ledger.prove(["GenerateSecureSequence", "GenerateSecureSequenceResult"], sequenced);
  const atc = async (): Promise<unknown> => (await stage.admin(`GET /v1/devices/${id}/atc`)).body.atc;
  const before = Number(await atc());
  const found = await mc.call("GetResynchronizationData", { userIdentifier: ref, pin });
  expect(await judge("otp", found.payload["otp"], "")).toBe("accepted");
  expect(await atc()).toBe(found.payload["atc"]);
  const resynchronised = { by: "data to resynchronise with", checked: "the server's counter moves to the one it names" };
  ledger.prove(["GetResynchronizationData", "GetResynchronizationDataResult"], resynchronised);
  expect(await mc.call("GenerateOtp", {})).toMatchObject({ payload: { status: "kOk" } }); // the login has proved the PIN
  await mc.call("EnableAtcResynchronizationDuringNextLogin", {});
  await restart(person);
  await mc.call("Login", { userIdentifier: ref, pin });
  await next("LoginResult");
  expect(await atc()).toBe(before + 2);
  const armed = { by: "a login that resynchronises", checked: "the server's counter is the device's after a code nobody checked" };
  ledger.prove(["EnableAtcResynchronizationDuringNextLogin"], armed);
  await person.throwAway();
};

/** An app that is told of its update, and the platform that gets exactly what the help desk registered. */
export const updates = async ({ stage, ledger, open }: Scene): Promise<void> => {
  const digest = Buffer.alloc(32, 7).toString("base64url");
  const newer = { version: "1.1.0", updateUrl: "https://store.example/app", infoUrl: "https://store.example/news", digest };
  for (const fields of [{ version: "1.0.0" }, newer])
    await stage.admin("POST /v1/app-versions", { appName: "updated", reason: "release", ...fields });
  const asked: string[] = [];
  const note = async (what: string): Promise<true> => (asked.push(what), true);
  const host = {
    openUrl: (url: string) => note(url),
    fetchUpdate: async (url: string) => (await note(url), digest),
    executeUpdate: () => note("execute"),
  };
  const person = await open({ host }, "updated");
  const { mc, next } = person;
  expect(await mc.call("GetUpdateInformation", {})).toMatchObject({ payload: { status: "kUpdateAvailable", updateDigest: digest } });
  await mc.call("Update", {});
  expect(await next("UpdateResult")).toMatchObject({ payload: { updateStatus: "OK" } });
  await mc.call("ExecuteUpdate", {});
  expect(await next("ExecuteUpdateResult")).toMatchObject({ payload: { updateStatus: "OK" } });
  await mc.call("OpenInfoUrl", {});
  expect(asked).toEqual([newer.updateUrl, "execute", newer.infoUrl]);
  const pulled = ["GetUpdateInformation", "UpdateInformation", "Update", "UpdateResult", "ExecuteUpdate", "ExecuteUpdateResult"];
  const rows = [...pulled, "OpenInfoUrl", "OpenInfoUrlResult"];
  ledger.saw("UpdateInformation", { kUpdateAvailable: "the admin API registered address and digest" });
  ledger.prove(rows, { by: "an update", checked: "the platform got the addresses and the digest the admin API registered" });
  await person.throwAway();
};

/** Somebody whom nobody knows yet, on a device of their own. */
export const anonymousUser = async ({ stage, ledger, open, devicesOf }: Scene): Promise<void> => {
  await stage.admin("PUT /v1/authenticator-settings", { environments: ["SSMS"], anonymousUsers: true });
  const { mc, throwAway } = await open();
  const { payload } = await mc.call("CreateAnonymousUser", { tenantId: "one" });
  const userIdentifier = { tenantId: String(payload["tenantId"]), userId: String(payload["userId"]) };
  const activated = await mc.call("Activate", { userIdentifier, activationCode: String(payload["activationCode"]), pin, autoLogin: false });
  expect(activated).toMatchObject({ payload: { status: "kOk" } });
  expect(await devicesOf(userIdentifier.userId)).toMatchObject([{ state: "ACTIVE" }]);
  const created = { by: "an anonymous user", checked: "the user has an ACTIVE device in the admin API" };
  ledger.prove(["CreateAnonymousUser", "CreateAnonymousUserResult"], created);
  await throwAway();
};
