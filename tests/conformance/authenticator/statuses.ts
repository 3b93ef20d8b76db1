import { expect } from "vitest";
import { pin } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import type { Scene } from "./scene.ts";

const base64Url = (text: string): string => Buffer.from(text).toString("base64url");
const wrongCode = "MMMMM-MMMMM-MMMMM-MUTOA"; // a published example: right in form, nobody's code

const status = (value: string) => ({ payload: { status: value } });

/** Refused activations: nothing of them stands on the server. */
export const refusedActivations = async ({ stage, open, devicesOf }: Scene): Promise<void> => {
  const user = await stage.newUser("c-refused");
  const { mc, throwAway } = await open();
  const activate = (activationCode: string, chosen = pin) =>
    mc.call("Activate", { userIdentifier: user.ref, activationCode, pin: chosen, autoLogin: false });
  expect(await activate("W65WE-3T7VI-7FBS2-A4OYB")).toMatchObject(status("kInvalidActivationCode"));
  expect(await activate(wrongCode)).toMatchObject(status("kWrongCredentials"));
  expect(await activate(await stage.newCode(user.id), "12")).toMatchObject(status("kInvalidParameter"));
  const token = { userIdentifier: user.ref, token: "a.b.c", autoLogin: false };
  expect(await mc.call("ActivateWithToken", token)).toMatchObject(status("kWrongCredentials"));
  await stage.admin(`PUT /v1/users/${user.id}/lock`, { reason: "conformance" });
  expect(await activate(await stage.newCode(user.id))).toMatchObject(status("kLockedUser"));
  expect(await devicesOf(user.id)).toEqual([]);
  await throwAway();
};

/** Refused logins: an operator's lock, a removal, and who is not there. */
export const refusedLogins = async ({ stage, enrolled, restart, devicesOf }: Scene): Promise<void> => {
  const person = await enrolled("c-refused-login");
  const { mc, next, ref, userId } = person;
  await next("LoginResult");
  await restart(person);
  const nobody = { tenantId: "one", userId: "nobody" };
  expect(await mc.call("OfflineLogin", { userIdentifier: nobody })).toMatchObject(status("kInvalidUserId"));
  expect(await mc.call("OfflineLogin", { userIdentifier: ref })).toMatchObject(status("kNoTokenDataAvailable"));
  await mc.call("Login", { userIdentifier: nobody, pin });
  expect(await next("LoginResult")).toMatchObject(status("kInvalidParameter"));
  await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO" });
  expect(await next("LoginResult")).toMatchObject(status("kNoTokenDataAvailable"));
  expect(await mc.call("DeleteUser", { userIdentifier: nobody })).toMatchObject(status("kInvalidParameter"));
  const [{ id }] = await devicesOf(userId);
  await stage.admin(`PUT /v1/devices/${id}/lock`, { reason: "lost" });
  await mc.call("Login", { userIdentifier: ref, pin });
  expect(await next("LoginResult")).toMatchObject(status("kLockedCertificate"));
  await stage.admin(`DELETE /v1/devices/${id}/lock?reason=found`);
  await next("RestartResult");
  await stage.admin(`DELETE /v1/devices/${id}?reason=sold`);
  await expect.poll(() => mc.at()).toBe("LOGIN_REQUIRED");
  await mc.call("Login", { userIdentifier: ref, pin });
  expect(await next("LoginResult")).toMatchObject(status("kUnknownCertificate"));
  await person.throwAway();
};

/** Requests that are refused leave what was there. */
export const refusedRequests = async ({ stage, enrolled, devicesOf }: Scene): Promise<void> => {
  const person = await enrolled("c-refused-requests");
  const { mc, userId, ref } = person;
  const set = (key: string, propertyFlags = 0) =>
    mc.call("SetProperty", { key, data: base64Url("x"), propertyType: "UTF8_STRING", propertyOwner: "USER", propertyTtl: 0, propertyFlags });
  expect(await set("")).toMatchObject(status("kInvalidKeyLength"));
  await stage.admin(`PUT /v1/properties/user/${userId}/fixed`, { data: base64Url("server"), flags: 0x20, reason: "conformance" });
  expect(await set("fixed")).toMatchObject(status("kReadOnly"));
  expect((await stage.admin(`GET /v1/properties/user/${userId}/fixed`)).body).toMatchObject({ data: base64Url("server") });
  const other = await stage.newDevice();
  await other.activate(ref, await stage.newCode(userId), pin);
  const [first, second] = await devicesOf(userId);
  expect(await mc.call("SetDeviceName", { deviceName: second.name })).toMatchObject(status("kInvalidParameter"));
  expect((await devicesOf(userId))[0].name).toBe(first.name);
  await person.throwAway();
};
