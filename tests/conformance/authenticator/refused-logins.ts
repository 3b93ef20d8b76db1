import { expect } from "vitest";
import type { Enrolled } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import { blockPin, failFourTimes, lockPin, openPin } from "./failed-pins.ts";
import { usualPolicies, type Scene } from "./scene.ts";

const status = (value: string) => ({ payload: { status: value } });
const wrongPin = "999999";
const nobody = { tenantId: "one", userId: "nobody" };

/** What the audit trail tells of a user's only device: how often it was logged in. */
const loginsOf = async ({ stage, devicesOf }: Scene, userId: string): Promise<number> => {
  const [{ id }] = await devicesOf(userId);
  const counted = "select count(*)::int as n from audit_rows where subject = $1 and action = 'device.logged_in'";
  return (await stage.storage.pool.query(counted, [id])).rows[0].n;
};

const GRANT_MS = 90 * 24 * 3_600_000 + 1000;

/** Refused logins: what an operator locked or removed, who is not there, and versions. */
export const refusedLogins = async (scene: Scene): Promise<void> => {
  const { stage, ledger, byToken, restart, devicesOf } = scene;
  const person = await byToken("c-refused-login");
  const { mc, next, ref, userId } = person;
  const before = await loginsOf(scene, userId);
  const refused = async (expected: string, userIdentifier = ref): Promise<void> => {
    await mc.call("LoginWithToken", { userIdentifier, authMode: "NO" });
    expect(await next("LoginResult")).toMatchObject({ payload: { status: expected, userIdentifier } });
  };
  await restart(person);
  await refused("kInvalidParameter", nobody);
  for (const [appName, expected] of Object.entries({ must: "kUpdateNecessary", closed: "kRegisterApp", nobody: "kUnknownClientType" })) {
    await restart(person, appName);
    await stage.admin("PUT /v1/device-policies", { ...usualPolicies, onlyRegisteredApps: appName === "nobody" });
    await refused(expected);
  }
  await stage.admin("PUT /v1/device-policies", usualPolicies);
  await restart(person);
  const [{ id }] = await devicesOf(userId);
  for (const [path, expected] of [
    [`/v1/users/${userId}/lock`, "kLockedUser"],
    [`/v1/devices/${id}/lock`, "kLockedCertificate"],
  ] as const) {
    await stage.admin(`PUT ${path}`, { reason: "lost" });
    await refused(expected);
    await next("RestartResult");
    await expect.poll(() => mc.at()).toBe("LOGIN_REQUIRED");
    await stage.admin(`DELETE ${path}?reason=found`);
  }
  expect(await loginsOf(scene, userId)).toBe(before);
  const none = "the audit trail tells of no login";
  const versions = { kUpdateNecessary: none, kRegisterApp: none, kUnknownClientType: none };
  ledger.saw("LoginResult", { kInvalidParameter: none, ...versions, kLockedUser: none, kLockedCertificate: none });
  ledger.saw("UpdateInformation", { kUpdateNecessary: "the newer version is mandatory in the admin API" });
  await restart(person, "newer");
  await refused("kUpdateAvailable");
  expect(await loginsOf(scene, userId)).toBe(before + 1);
  ledger.saw("LoginResult", { kUpdateAvailable: "one login more in the audit trail" });
  await restart(person);
  await stage.admin(`DELETE /v1/devices/${id}?reason=sold`);
  await refused("kUnknownCertificate");
  ledger.saw("LoginResult", { kUnknownCertificate: "the device is REMOVED in the admin API" });
  await person.throwAway();
};

/** What may not be used without asking: the guards of those who stay logged in, in their order. */
export const refusedOfflineLogins = async (scene: Scene): Promise<void> => {
  const { stage, ledger, enrolled, restart, devicesOf } = scene;
  const asked: string[] = [];
  const person = await enrolled("c-offline-login", { host: { verifyPerson: () => Promise.resolve(asked.push("the person") === 0) } });
  const { mc, next, ref, userId } = person;
  const offline = () => mc.call("OfflineLogin", { userIdentifier: ref });
  const inMode = async (authMode: "PIN" | "BIOMETRIC" | "NO"): Promise<void> => {
    await mc.call("LoginWithToken", { userIdentifier: ref, authMode, iamAccessToken: await scene.deviceToken(userId, "login"), authCode: "" });
    expect(await next("LoginResult")).toMatchObject(status("kOk"));
    await restart(person);
  };
  await next("LoginResult");
  await restart(person);
  await inMode("PIN");
  const before = await loginsOf(scene, userId);
  expect(await offline()).toMatchObject(status("kLoginRequired"));
  expect(await mc.call("OfflineLogin", { userIdentifier: nobody })).toMatchObject(status("kInvalidUserId"));
  expect(await mc.send("OfflineLogin", "ada")).toMatchObject(status("kInvalidParameter"));
  await inMode("BIOMETRIC");
  await lockPin(scene, userId);
  expect(await offline()).toMatchObject(status("kTemporaryLocked"));
  await openPin(scene, userId);
  expect(asked).toEqual([]);
  expect(await offline()).toMatchObject({ payload: { status: "kFailed" }, error: { errorCode: 802_000_001 } });
  expect(asked).toEqual(["the person"]);
  await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "BIOMETRIC" });
  expect(await next("LoginResult")).toMatchObject(status("kFailed"));
  await inMode("NO");
  await lockPin(scene, userId);
  expect(await offline()).toMatchObject(status("kTemporaryLocked"));
  await blockPin(scene, userId);
  expect(await offline()).toMatchObject(status("kPinBlocked"));
  await openPin(scene, userId);
  const [{ id }] = await devicesOf(userId);
  await stage.admin(`PUT /v1/devices/${id}/lock`, { reason: "lost" });
  expect(await offline()).toMatchObject(status("kCannotAcquireTokenData"));
  await stage.admin(`DELETE /v1/devices/${id}/lock?reason=found`);
  await scene.afterAWhile(GRANT_MS, async () => expect(await offline()).toMatchObject(status("kNoTokenDataAvailable")));
  await stage.admin("PUT /v1/device-policies", { ...usualPolicies, stayLoggedIn: false });
  expect(await offline()).toMatchObject(status("kOfflineNotActivated"));
  await mc.call("ClearIamTokenCache", { userIdentifier: ref });
  expect(await offline()).toMatchObject(status("kOfflineNotActivated"));
  await stage.admin("PUT /v1/device-policies", usualPolicies);
  expect(await offline()).toMatchObject(status("kNoTokenDataAvailable"));
  await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO" });
  expect(await next("LoginResult")).toMatchObject(status("kNoTokenDataAvailable"));
  expect(await loginsOf(scene, userId)).toBe(before + 2); // the two that changed how the credential is kept
  const none = "the audit trail tells of no login";
  const guards = { kLoginRequired: none, kInvalidUserId: none, kInvalidParameter: none, kFailed: none, kTemporaryLocked: none, kPinBlocked: none };
  ledger.saw("OfflineLoginResult", { ...guards, kCannotAcquireTokenData: none, kOfflineNotActivated: none, kNoTokenDataAvailable: none });
  ledger.saw("LoginResult", { kFailed: none, kNoTokenDataAvailable: none });
  await person.throwAway();
};

/** The fifth wrong PIN, wherever one is asked for, and what a prompt for it says to a person who changes their mind. */
export const lockedPins = async (scene: Scene): Promise<void> => {
  const { stage, ledger, enrolled, restart, devicesOf } = scene;
  const person = await enrolled("c-locked-pin");
  const { mc, next, ref, userId } = person;
  const [{ id }] = await devicesOf(userId);
  await next("LoginResult");
  const lockNow = async (): Promise<unknown> => (await stage.admin(`GET /v1/devices/${id}`)).body.pinLock;
  await mc.call("StartChangePIN", {});
  await mc.call("Cancel", {});
  expect(await next("ChangePINResult")).toMatchObject(status("kUserCancel"));
  await mc.call("StartChangePIN", {});
  await mc.send("ProvideSetNewPIN", { currentPin: 5 });
  expect(await next("ChangePINResult")).toMatchObject(status("kInvalidParameter"));
  await failFourTimes(scene, userId);
  await mc.call("ProvideSetNewPIN", { currentPin: wrongPin, newPin: "246813" });
  expect(await next("ChangePINResult")).toMatchObject(status("kTemporaryLocked"));
  const locked = JSON.stringify(await lockNow());
  await expect.poll(() => mc.at()).toBe("LOGIN_REQUIRED");
  await openPin(scene, userId);
  await failFourTimes(scene, userId);
  await mc.call("Login", { userIdentifier: ref, pin: wrongPin });
  expect(await next("LoginResult")).toMatchObject({ payload: { status: "kTemporaryLocked", retryCounter: 0, retryDelay: 300 } });
  expect(JSON.stringify(await lockNow())).toContain("TEMP");
  expect(locked).toContain("TEMP");
  const told = "the lock of the PIN in the admin API is a temporary one";
  ledger.saw("LoginResult", { kTemporaryLocked: told });
  ledger.saw("ChangePINResult", { kTemporaryLocked: told, kUserCancel: "no failure is counted", kInvalidParameter: "no failure is counted" });
  await openPin(scene, userId);
  await lockedInOperation(scene, person);
  await restart(person);
  await person.throwAway();
};

const lockedInOperation = async (scene: Scene, person: Enrolled): Promise<void> => {
  const { stage, ledger, deviceToken } = scene;
  const { mc, next, ref, userId } = person;
  await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO", iamAccessToken: await deviceToken(userId, "login"), authCode: "" });
  await next("LoginResult");
  const { body } = await stage.admin("POST /v1/operations", { userId, text: "Pay?" });
  await next("TriggerBanner");
  await mc.call("StartTransaction", {});
  await next("TransactionPINRequiredRequest");
  await failFourTimes(scene, userId);
  await mc.call("ProvidePIN", { confirmationType: "OK", pin: wrongPin });
  expect(await next("ProvidePINResult")).toMatchObject({ payload: { status: "kTemporaryLocked", retryCounter: 0 } });
  expect(await next("TransactionEnd")).toMatchObject(status("kFailed"));
  expect((await stage.admin(`GET /v1/operations/${body.id}`)).body.state).toBe("RETRIEVED");
  ledger.saw("ProvidePINResult", { kTemporaryLocked: "the operation is still undecided in the admin API" });
  ledger.saw("TransactionEnd", { kFailed: "the operation is still undecided in the admin API" });
};
