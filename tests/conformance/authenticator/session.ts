import { expect } from "vitest";
import { openFileKeyStore } from "@drawbridge/authenticator/node";
import { pin } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import type { PersonWithMc } from "../../../packages/authenticator/test/person-with-mc.ts";
import { uuidOf, type Scene } from "./scene.ts";

/** The ways in: PIN, tokens, and without asking; what the device keeps of a token, and that it goes. */
export const logins = async ({ stage, ledger, enrolled, restart, deviceToken }: Scene): Promise<void> => {
  const person = await enrolled("c-logins");
  const { mc, next, ref, userId } = person;
  await next("LoginResult");
  await restart(person);
  await mc.call("Login", { userIdentifier: ref, pin: "999999" });
  expect(await next("LoginResult")).toMatchObject({ payload: { status: "kWrongCredentials" } });
  await mc.call("Login", { userIdentifier: ref, pin });
  const { payload } = await next("LoginResult");
  const redeemed = await stage.admin("POST /v1/otp-verifications", { otp: payload["otp"] });
  expect(redeemed.body).toMatchObject({ userId, factor: "pin" });
  ledger.saw("LoginResult", { kWrongCredentials: "the server redeems a one-time value of the right PIN alone" });
  ledger.prove(["Login", "LoginResult"], { by: "login with the PIN", checked: "the server redeems the result's one-time value as a PIN login" });

  await restart(person);
  const iamAccessToken = await deviceToken(userId, "login");
  await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO", iamAccessToken, authCode: "" });
  const byToken = await next("LoginResult");
  expect((await stage.admin("POST /v1/otp-verifications", { otp: byToken.payload["otp"] })).body).toMatchObject({ userId, factor: "token" });
  ledger.prove(["LoginWithToken#2"], { by: "login with a fresh token", checked: "the one-time value names a TOKEN login" });
  const told = await next("LoginTokenClaimsAvailable");
  const claims = { claims: expect.objectContaining({ sub: userId, tenant: "one" }) };
  expect(told).toMatchObject({ payload: claims });
  await stage.storage.pool.query("update users set profile = $2 where id = $1", [uuidOf(userId), { firstName: "Renamed" }]);
  expect(await mc.call("GetIamAccessTokenClaims", {})).toMatchObject({
    payload: { claims: { sub: userId, tenant: "one", name: "Renamed", amr: "swk", acr: "1" } },
  });
  const rows = ["LoginTokenClaimsAvailable", "GetIamAccessTokenClaims", "GetIamAccessTokenClaimsResult"];
  ledger.prove(rows, { by: "login with a fresh token", checked: "the claims name the user of the admin API, by the name of now" });

  await restart(person);
  await mc.call("LoginWithToken", { userIdentifier: ref, authMode: "NO" });
  const byKey = await next("LoginResult");
  expect((await stage.admin("POST /v1/otp-verifications", { otp: byKey.payload["otp"] })).body).toMatchObject({ userId });
  ledger.prove(["LoginWithToken#1"], { by: "login with what is stored", checked: "the server redeems the result's one-time value" });

  const sessions = async (): Promise<number> => (await stage.storage.pool.query("select count(*)::int as n from device_sessions")).rows[0].n;
  for (const named of [{}, { userIdentifier: ref }]) {
    await restart(person);
    const before = await sessions();
    await mc.call("OfflineLogin", named);
    expect(await sessions()).toBe(before + 1);
  }
  ledger.prove(["OfflineLogin#1", "OfflineLogin#2", "OfflineLoginResult"], {
    by: "login of who stays logged in",
    checked: "one more session in SQL",
  });

  await mc.call("ClearIamTokenCache", { userIdentifier: ref });
  await person.leave();
  const keys = await openFileKeyStore(person.file);
  expect((await keys.read()).users).toMatchObject([{ authMode: null }]);
  await keys.close();
  const cleared = { by: "clearing the stored token", checked: "the key store keeps no credential without PIN" };
  ledger.prove(["ClearIamTokenCache", "ClearIamTokenCacheResult"], cleared);
  await person.throwAway();
};

/** Another PIN: the record on the server is another, and the old PIN is refused. */
export const changedPin = async ({ ledger, enrolled, restart, pinRecord }: Scene): Promise<void> => {
  const person = await enrolled("c-changer");
  const { mc, next, ref } = person;
  await next("LoginResult");
  const before = await pinRecord(person.userId);
  await mc.call("StartChangePIN", {});
  await next("StartSetNewPIN");
  await mc.call("ProvideSetNewPIN", { currentPin: "000000", newPin: "246813" });
  expect(await next("ChangePINResult")).toMatchObject({ payload: { status: "kInvalidPin", retryCounter: 4 } });
  await mc.call("ProvideSetNewPIN", { currentPin: pin, newPin: "12" });
  expect(await next("ChangePINResult")).toMatchObject({ payload: { status: "kInvalidNewPinFormat" } });
  expect(await pinRecord(person.userId)).toBe(before);
  ledger.saw("ChangePINResult", { kInvalidPin: "the same OPAQUE record in SQL", kInvalidNewPinFormat: "the same OPAQUE record in SQL" });
  await mc.call("ProvideSetNewPIN", { currentPin: pin, newPin: "246813" });
  expect(await next("ChangePINResult")).toMatchObject({ payload: { status: "kOk" } });
  expect(await pinRecord(person.userId)).not.toBe(before);
  await restart(person);
  await mc.call("Login", { userIdentifier: ref, pin });
  expect(await next("LoginResult")).toMatchObject({ payload: { status: "kWrongCredentials" } });
  const rows = ["StartChangePIN", "StartSetNewPIN", "ProvideSetNewPIN", "ChangePINResult"];
  ledger.prove(rows, { by: "change of the PIN", checked: "another OPAQUE record in SQL; the old PIN is refused" });
  await person.throwAway();
};

/** A line that is lost comes back, and the device is heard again. */
export const lostLine = async ({ stage, ledger, byToken }: Scene): Promise<void> => {
  const person: PersonWithMc & { readonly userId: string } = await byToken("c-line", { reconnect: { tries: 600, everyMs: 100 } });
  const { mc, next, userId } = person;
  // Answered in order: by now the server's events are subscribed to.
  await mc.call("SetDeviceName", { deviceName: "On the line" });
  await stage.restart();
  const states: unknown[] = [];
  while (states.at(-1) !== "CONNECTED" || !states.includes("CONNECTION_LOST"))
    states.push((await next("ServerConnection")).payload["connectionState"]);
  await stage.admin("POST /v1/messages", { userId, text: "Still there?" });
  await next("TriggerBanner");
  await stage.storage.pool.query("update device_sessions set ended_at = now() where user_id = $1", [uuidOf(userId)]);
  await mc.call("SetDeviceName", { deviceName: "Off the line" });
  expect(await next("ServerConnection")).toMatchObject({ payload: { connectionState: "DISCONNECTED" } });
  expect(await next("RestartResult")).toMatchObject({ payload: { status: "kOk", sdkState: "LOGIN_REQUIRED" } });
  ledger.prove(["ServerConnection"], { by: "a restart of the server", checked: "a message sent after the restart reaches the device" });
  await person.throwAway();
};
