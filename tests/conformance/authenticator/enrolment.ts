import { expect } from "vitest";
import { openFileKeyStore } from "@drawbridge/authenticator/node";
import { pin } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import type { Scene } from "./scene.ts";

const newPin = "246813";

/** Activation by prompts, in one call and with a token, and the device that stands on the server after each. */
export const activations = async ({ stage, ledger, open, devicesOf, deviceToken }: Scene): Promise<void> => {
  const prompted = await stage.newUser("c-prompted");
  const person = await open();
  const before = await stage.storage.pool.query("select count(*)::int as n from audit_rows");
  await person.next("StartActivationUserIdAndCodeOnly");
  await person.mc.call("ProvideActivationCodeAndUserId", { userIdentifier: prompted.ref, activationCode: await stage.newCode(prompted.id) });
  await person.next("StartActivationSetPIN");
  await person.mc.call("ProvideSetPIN", { pin, autoLogin: false });
  await person.next("Busy");
  expect(await person.next("ActivationResult")).toMatchObject({ payload: { status: "kOk" } });
  expect(await person.next("StartLogin")).toMatchObject({ payload: { userIdentifiers: [prompted.ref] } });
  const after = await stage.storage.pool.query("select count(*)::int as n from audit_rows");
  expect(after.rows[0].n).toBeGreaterThan(before.rows[0].n);
  expect(await devicesOf(prompted.id)).toMatchObject([{ state: "ACTIVE" }]);
  const steps = ["StartActivationUserIdAndCodeOnly", "ProvideActivationCodeAndUserId", "StartActivationSetPIN", "ProvideSetPIN", "ActivationResult"];
  ledger.prove(steps, { by: "activation by prompts", checked: "one ACTIVE device of the user in the admin API" });
  ledger.prove(["StartLogin"], { by: "activation by prompts", checked: "names the user the server has the device of" });
  ledger.prove(["Busy", "Idle", "Acknowledge"], { by: "activation by prompts", checked: "the audit trail grew between them" });
  await person.throwAway();

  const atOnce = await stage.newUser("c-at-once");
  const second = await open();
  await second.mc.call("Activate", { userIdentifier: atOnce.ref, activationCode: await stage.newCode(atOnce.id), pin, autoLogin: true });
  await second.leave();
  const [device] = await devicesOf(atOnce.id);
  const keys = await openFileKeyStore(second.file);
  const { users } = await keys.read();
  await keys.close();
  expect(users).toMatchObject([{ deviceId: device.id, userIdentifier: atOnce.ref }]);
  ledger.prove(["Activate"], { by: "activation in one call", checked: "the key store names the device the server made" });
  await second.throwAway();

  for (const call of ["ActivateWithToken", "ProvideTokenAndUserId"] as const) {
    const user = await stage.newUser(`c-${call}`);
    const third = await open();
    await third.mc.call(call, { userIdentifier: user.ref, token: await deviceToken(user.id, "activation"), autoLogin: false });
    await third.next("ActivationResult");
    expect(await devicesOf(user.id)).toMatchObject([{ state: "ACTIVE" }]);
    ledger.prove([call], { by: "activation with a token", checked: "one ACTIVE device of the user in the admin API" });
    await third.throwAway();
  }
};

/** A forgotten PIN: a new code, by prompts and in one call, on the same device. */
export const reactivations = async ({ stage, ledger, enrolled, restart, pinRecord }: Scene): Promise<void> => {
  const person = await enrolled("c-forgetful");
  await restart(person);
  const first = await pinRecord(person.userId);
  await person.mc.call("StartReactivation", {});
  await person.next("StartReactivationUserIdAndCodeOnly");
  const answer = { userIdentifier: person.ref, activationCode: await stage.newCode(person.userId, "reactivation") };
  await person.mc.call("ProvideActivationCodeAndUserIdForReactivation", answer);
  await person.next("StartReactivationSetPIN");
  await person.mc.call("ProvideSetPINForReactivation", { pin: newPin, autoLogin: false });
  expect(await person.next("ReactivationResult")).toMatchObject({ payload: { status: "kOk" } });
  const second = await pinRecord(person.userId);
  expect(second).not.toBe(first);
  const steps = ["StartReactivation", "StartReactivationUserIdAndCodeOnly", "ProvideActivationCodeAndUserIdForReactivation"];
  const rest = ["StartReactivationSetPIN", "ProvideSetPINForReactivation", "ReactivationResult"];
  ledger.prove([...steps, ...rest], { by: "reactivation by prompts", checked: "another OPAQUE record of the same device in SQL" });
  const activationCode = await stage.newCode(person.userId, "reactivation");
  await person.mc.call("Reactivation", { userIdentifier: person.ref, activationCode, pin, autoLogin: true });
  expect(await pinRecord(person.userId)).not.toBe(second);
  ledger.prove(["Reactivation"], { by: "reactivation in one call", checked: "another OPAQUE record of the same device in SQL" });
  await person.throwAway();
};

/** Four more users on one device, each by another way; then users are deleted, and one deletion is cancelled. */
export const severalUsers = async ({ stage, ledger, byToken, restart, devicesOf, deviceToken }: Scene): Promise<void> => {
  const person = await byToken("c-first");
  await restart(person);
  const { mc, next } = person;
  const added = await stage.newUser("c-added");
  await mc.call("StartAddUser", {});
  await next("StartAddUserUserIdAndCodeOnly");
  const activationCode = await stage.newCode(added.id, "add_user");
  await mc.call("ProvideActivationCodeAndUserIdForAddUser", { userIdentifier: added.ref, activationCode });
  await next("StartAddUserSetPIN");
  await mc.call("ProvideSetPINForAddUser", { pin, autoLogin: false });
  expect(await next("AddUserResult")).toMatchObject({ payload: { status: "kOk" } });
  expect(await devicesOf(added.id)).toMatchObject([{ state: "ACTIVE" }]);
  const steps = ["StartAddUser", "StartAddUserUserIdAndCodeOnly", "ProvideActivationCodeAndUserIdForAddUser", "StartAddUserSetPIN"];
  ledger.prove([...steps, "ProvideSetPINForAddUser", "AddUserResult"], { by: "a user added by prompts", checked: "a device of the second user" });

  const second = await stage.newUser("c-added-at-once");
  await mc.call("AddUser", { userIdentifier: second.ref, activationCode: await stage.newCode(second.id, "add_user"), pin, autoLogin: false });
  expect(await devicesOf(second.id)).toMatchObject([{ state: "ACTIVE" }]);
  ledger.prove(["AddUser"], { by: "a user added in one call", checked: "a device of the third user" });

  const third = await stage.newUser("c-added-token");
  await mc.call("AddUserWithToken", { userIdentifier: third.ref, token: await deviceToken(third.id, "activation"), autoLogin: false });
  expect(await devicesOf(third.id)).toMatchObject([{ state: "ACTIVE" }]);
  ledger.prove(["AddUserWithToken"], { by: "a user added with a token", checked: "a device of the fourth user" });

  const fourth = await stage.newUser("c-added-prompt-token");
  await mc.call("StartAddUser", {});
  await next("StartAddUserUserIdAndCodeOnly");
  const token = await deviceToken(fourth.id, "activation");
  await mc.call("ProvideTokenAndUserIdForAddUser", { userIdentifier: fourth.ref, token, autoLogin: false });
  await next("AddUserResult");
  await expect.poll(async () => (await devicesOf(fourth.id)).length).toBe(1);
  await expect.poll(() => mc.at()).toBe("LOGIN_REQUIRED"); // the server knows of it before the app has said so
  ledger.prove(["ProvideTokenAndUserIdForAddUser"], { by: "a user added with a token, by prompts", checked: "a device of the fifth user" });

  await mc.call("StartDeleteUser", {});
  await next("StartSetUserIdToDelete");
  await mc.call("Cancel", {});
  expect(await devicesOf(fourth.id)).toMatchObject([{ state: "ACTIVE" }]);
  ledger.prove(["Cancel"], { by: "a deletion that was cancelled", checked: "the device is still ACTIVE in the admin API" });
  await mc.call("StartDeleteUser", {});
  await next("StartSetUserIdToDelete");
  await mc.call("ProvideSetUserIdToDelete", { userIdentifier: fourth.ref });
  await next("DeleteUserResult");
  const isGone = async (id: string): Promise<boolean> => (await devicesOf(id)).every(({ state }: { readonly state: string }) => state === "REMOVED");
  await expect.poll(() => isGone(fourth.id)).toBe(true);
  const chain = ["StartDeleteUser", "StartSetUserIdToDelete", "ProvideSetUserIdToDelete", "DeleteUserResult"];
  ledger.prove(chain, { by: "a user deleted by prompts", checked: "no device of the user but REMOVED ones" });
  await mc.call("DeleteUser", { userIdentifier: third.ref });
  await expect.poll(() => isGone(third.id)).toBe(true);
  ledger.prove(["DeleteUser"], { by: "a user deleted in one call", checked: "no device of the user but REMOVED ones" });
  await person.throwAway();
};
