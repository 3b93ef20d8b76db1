import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, OTHER_TOKEN, type DeviceStage } from "../../../apps/server/test/device-stage.ts";
import { enrolWithMc, pin } from "./enrol-with-mc.ts";
import { openApp, type PersonWithMc } from "./person-with-mc.ts";

let stage: DeviceStage;
beforeAll(async () => {
  stage = await createDeviceStage();
});
afterAll(() => stage.close());

const base64Url = (text: string): string => Buffer.from(text).toString("base64url");

describe("requests of a session", () => {
  it("are answered by the server, and leave their mark there", async () => {
    const { mc, ref, userId, faults, throwAway } = await enrolWithMc(stage, "asker");
    expect(await mc.call("SetDeviceName", { deviceName: "Ada's desk" })).toMatchObject({ payload: { status: "kOk" } });
    const { payload: device } = await mc.call("GetDeviceInformation", { userIdentifier: ref });
    expect((await stage.admin(`GET /v1/devices/${String(device["deviceId"])}`)).body).toMatchObject({ name: "Ada's desk" });
    const value = {
      key: "colour",
      data: base64Url("blue"),
      propertyType: "UTF8_STRING",
      propertyOwner: "USER",
      propertyTtl: 0,
      propertyFlags: 2,
    } as const;
    expect(await mc.call("SetProperty", value)).toMatchObject({ payload: { status: "kOk", subSystem: 0 } });
    expect(await mc.call("GetProperty", { key: "colour", propertyOwner: "USER" })).toMatchObject({
      payload: { status: "kOk", data: base64Url("blue"), propertyFlags: 2 },
    });
    expect(await mc.call("GetProperty", { key: "shape", propertyOwner: "USER" })).toMatchObject({
      payload: { status: "kPropertyNotExists", data: "" },
    });
    expect(await mc.call("RequestToken", { audience: "https://shop.example" })).toMatchObject({
      payload: { status: "kOk", token: expect.stringMatching(/^ey/) },
    });
    expect(await mc.call("SetPushToken", { pushToken: "APN:abc" })).toMatchObject({ payload: { status: "kOk" } });
    const { body } = await stage.admin(`POST /v1/devices/${String(device["deviceId"])}/envelopes`, { data: base64Url("for you alone") });
    expect(await mc.call("DecryptData", { encryptedData: base64Url(body.envelope) })).toMatchObject({
      payload: { status: "kOk", decryptedData: base64Url("for you alone"), opensslErrorCode: "0" },
    });
    expect(await mc.call("DecryptData", { encryptedData: base64Url(`${body.envelope.slice(0, -2)}AA`) })).toMatchObject({
      payload: { status: "kFailed" },
    });
    expect(await mc.call("GetLoggedInUser", {})).toMatchObject({ payload: { loggedInUserIdentifier: ref } });
    expect(await mc.call("GetInformation", {})).toMatchObject({ payload: { appName: "app", loggedInUserIdentifier: ref } });
    expect(await mc.call("GetUpdateInformation", {})).toMatchObject({ name: "UpdateInformation", payload: { status: "kOk", updateType: "NONE" } });
    expect(await mc.call("ExchangeIamToken", { audience: "a" })).toMatchObject({ name: "InvalidState" });
    expect(userId).toMatch(/^usr_/);
    expect(faults).toEqual([]);
    await throwAway();
  });

  it("read a message, and say so when it is closed", async () => {
    const { mc, userId, next, faults, throwAway } = await enrolWithMc(stage, "reader");
    const { body: sent } = await stage.admin("POST /v1/messages", { userId, text: "Your consent ends soon." });
    expect(await next("TriggerBanner")).toMatchObject({ payload: { bannerType: "DISPLAY_MESSAGE" } });
    await mc.call("StartDisplayMessage", {});
    expect(await next("DisplayMessage")).toMatchObject({ payload: { messageInformation: "Your consent ends soon." } });
    expect((await stage.admin(`GET /v1/messages/${sent.id}`)).body.readAt).toBeNull();
    await mc.call("StartDisplayMessage", {});
    await expect.poll(async () => (await stage.admin(`GET /v1/messages/${sent.id}`)).body.readAt).not.toBeNull();
    expect(faults).toEqual([]);
    await throwAway();
  });
});

describe("the way back in", () => {
  it("goes by stored token, by a token of the tenant, and offline, as the person chose", async () => {
    const { mc, ref, userId, next, start: _start, throwAway } = await enrolWithMc(stage, "token-user");
    const restart = () => mc.call("Restart", { locale: "en", appName: "app", version: { major: 1, minor: 0, build: 0 } });
    expect(await restart()).toMatchObject({ name: "RestartResult", payload: { sdkState: "LOGIN_REQUIRED" } });
    expect(await mc.call("OfflineLogin", {})).toMatchObject({ payload: { status: "kNoTokenDataAvailable" } });
    await next("LoginResult");
    await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO" });
    expect(await next("LoginResult")).toMatchObject({ payload: { status: "kNoTokenDataAvailable" } });
    const { body } = await stage.admin(`POST /v1/users/${userId}/device-tokens`, { use: "login", reason: "test" });
    await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO", iamAccessToken: body.deviceToken, authCode: "" });
    expect(await next("LoginResult")).toMatchObject({ payload: { status: "kOk" } });
    expect(await next("LoginTokenClaimsAvailable")).toMatchObject({ payload: { claims: { tenant: "one" } } });
    await restart();
    expect(await mc.call("OfflineLogin", {})).toMatchObject({ payload: { status: "kOk" } });
    await restart();
    await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO" });
    expect(await next("LoginResult")).toMatchObject({ payload: { status: "kOk" } });
    await throwAway();
  });

  it("knows a push again after the app was closed, and judges its end by the server's clock", async () => {
    const { id, ref } = await stage.newUser("pushed");
    const ahead = { ms: 0 };
    const person = await openApp(stage.origin, { now: () => new Date(stage.deps.now().getTime() + ahead.ms) });
    await person.start();
    const token = (await stage.admin(`POST /v1/users/${id}/device-tokens`, { use: "activation", reason: "test" })).body.deviceToken;
    await person.mc.call("ActivateWithToken", { userIdentifier: ref, token, autoLogin: false });
    const deviceId = String((await person.mc.call("GetDeviceInformation", { userIdentifier: ref })).payload["deviceId"]);
    const newPush = async () => (await stage.admin(`POST /v1/devices/${deviceId}/push-contents`, { data: base64Url("look") })).body.content;
    const verify = async ({ mc }: PersonWithMc, content: string): Promise<unknown> =>
      (await mc.call("VerifyPushContent", { userIdentifier: ref, content: base64Url(content) })).payload["status"];
    const [push, late] = [await newPush(), await newPush()];
    expect(await verify(person, push)).toBe("kOk");
    await person.leave();
    ahead.ms = 3_600_000; // the device's clock is wrong from here
    const again = await person.comeBack();
    await again.start();
    expect(await verify(again, push)).toBe("kFailed");
    expect(await verify(again, await newPush())).toBe("kOk");
    stage.clock.ahead += 601_000;
    expect(await verify(again, late)).toBe("kFailed");
    stage.clock.ahead -= 601_000;
    expect(again.faults).toEqual([]);
    await again.throwAway();
  });

  it("is for another tenant after SwitchWorkspace, and for no other where it is for one alone", async () => {
    const person = await openApp(stage.origin);
    const { mc, next } = person;
    await stage.admin("PUT /v1/authenticator-settings", { environments: ["MAVERICK"], anonymousUsers: false }, OTHER_TOKEN);
    await person.start();
    expect(await next("StartActivationUserIdAndCodeOnly")).toMatchObject({ payload: {} });
    expect(await mc.call("SetLocales", { locales: ["de"] })).toMatchObject({ payload: { status: "kNotSupported" } });
    expect(await mc.call("SwitchWorkspace", { tenantId: "two" })).toMatchObject({ name: "StatusResult", payload: { status: "kOk" } });
    expect(mc.at()).toBe("ACTIVATION_REQUIRED"); // an activation with code and PIN is not what this tenant offers
    expect(await mc.call("SetLocales", { locales: ["de"] })).toMatchObject({ payload: { status: "kOk" } });
    expect(await mc.call("SwitchWorkspace", { tenantId: "one" })).toMatchObject({ payload: { status: "kOk" } });
    await next("StartActivationUserIdAndCodeOnly");
    await person.throwAway();
    const alone = await openApp(stage.origin, { onlyThisTenant: true });
    await alone.start();
    expect(await alone.mc.call("SwitchWorkspace", { tenantId: "two" })).toMatchObject({ payload: { status: "kNotSupported" } });
    await alone.throwAway();
  });

  it("is closed by an administrator: RuntimeError, a restart, and a login that says who may open it", async () => {
    const { mc, ref, next, throwAway } = await enrolWithMc(stage, "locked");
    const deviceId = String((await mc.call("GetDeviceInformation", { userIdentifier: ref })).payload["deviceId"]);
    await next("LoginResult");
    // Answered in order: by now the server's events are subscribed to.
    await mc.call("SetDeviceName", { deviceName: "Phone" });
    await stage.admin(`PUT /v1/devices/${deviceId}/lock`, { reason: "lost phone" });
    await next("RuntimeError");
    await next("RestartResult");
    await mc.call("Login", { userIdentifier: ref, pin });
    expect(await next("LoginResult")).toMatchObject({ payload: { status: "kLockedCertificate", lock: { reason: "lost phone" } } });
    await throwAway();
  });

  it("opens again with a reactivation code, and a device that was deleted is gone on the server", async () => {
    const { mc, ref, userId, next, throwAway } = await enrolWithMc(stage, "forgetful");
    const restart = () => mc.call("Restart", { locale: "en", appName: "app", version: { major: 1, minor: 0, build: 0 } });
    const deviceId = String((await mc.call("GetDeviceInformation", { userIdentifier: ref })).payload["deviceId"]);
    await restart();
    await mc.call("StartReactivation", {});
    await mc.call("ProvideActivationCodeAndUserIdForReactivation", {
      userIdentifier: ref,
      activationCode: await stage.newCode(userId, "reactivation"),
    });
    await next("StartReactivationSetPIN");
    await mc.call("ProvideSetPINForReactivation", { pin: "112233", autoLogin: false });
    expect(await next("ReactivationResult")).toMatchObject({ payload: { status: "kOk" } });
    expect((await stage.admin(`GET /v1/devices/${deviceId}`)).body.state).toBe("ACTIVE");
    expect(await mc.call("DeleteUser", { userIdentifier: ref })).toMatchObject({
      payload: { status: "kOk", sdkState: "ACTIVATION_REQUIRED", userList: [] },
    });
    expect((await stage.admin(`GET /v1/devices/${deviceId}`)).body.state).toBe("REMOVED");
    await throwAway();
  });
});
