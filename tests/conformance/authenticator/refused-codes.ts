import { expect } from "vitest";
import { openFileKeyStore } from "@drawbridge/authenticator/node";
import { pin, type Enrolled } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import { uuidOf, type Scene } from "./scene.ts";

const names = ["GenerateOtp", "GenerateSecureSequence", "GetResynchronizationData"] as const;
const LAST = 65_535;

/** Codes that cannot be made: nothing was ever fetched, another PIN, a counter at its end, a PIN that the server locked. */
export const refusedCodes = async (scene: Scene): Promise<void> => {
  const { stage, ledger, byToken, enrolled, devicesOf } = scene;
  const without = await byToken("c-no-seed");
  await everyFunction(without, "kOfflineNotActivated");
  expect(await stage.admin(`GET /v1/devices/${(await devicesOf(without.userId))[0].id}/atc`)).toMatchObject({ body: { atc: 0 } });
  await without.throwAway();
  const first = await enrolled("c-codes");
  const { payload } = await first.next("LoginResult");
  expect(await first.mc.call("GetIamAccessTokenClaims", {})).toMatchObject({ payload: { status: "kNoTokenDataAvailable" } });
  expect((await stage.admin("POST /v1/otp-verifications", { otp: payload["otp"] })).body).toMatchObject({ factor: "pin" });
  ledger.saw("GetIamAccessTokenClaimsResult", { kNoTokenDataAvailable: "the admin API names a login with the PIN" });
  await everyFunction(first, "kInvalidPin", "999999");
  await nearTheEnd(first);
  await stage.storage.pool.query("update devices set atc = $2 where user_id = $1", [uuidOf(first.userId), LAST - 4]);
  const person: Enrolled = { ...first, ...ledger.watch(await first.comeBack()) };
  await person.start();
  const [{ id }] = await devicesOf(person.userId);
  const [otp] = await everyFunction(person, "kAtcExpiresSoon");
  const verification = { kind: "otp", code: otp, data: "" };
  expect((await stage.admin(`POST /v1/devices/${id}/offline-verifications`, verification)).body.outcome).toBe("accepted");
  await everyFunction(person, "kAtcExpired");
  expect((await stage.admin(`GET /v1/devices/${id}/atc`)).body.atc).toBe(LAST - 2);
  await lockedCodes(scene, person);
  const counter = "the server's counter in the admin API stays";
  const lock = "the lock of the PIN in the admin API";
  for (const name of names)
    ledger.saw(`${name}Result`, {
      kOfflineNotActivated: counter,
      kInvalidPin: counter,
      kAtcExpired: counter,
      kTemporaryLocked: lock,
      kPinBlocked: lock,
      kAtcExpiresSoon: "the first of these codes is accepted by the admin API",
    });
  await person.throwAway();
};

const everyFunction = async ({ mc, ref }: Enrolled, status: string, given = pin): Promise<readonly unknown[]> => {
  const told: unknown[] = [];
  for (const name of names) {
    const { payload } = await mc.call(name, { userIdentifier: ref, pin: given });
    expect(payload).toMatchObject({ status });
    told.push(payload["otp"]);
  }
  return told;
};

/** A device that has made all its codes but three. */
const nearTheEnd = async ({ file, leave }: Enrolled): Promise<void> => {
  await leave();
  const keys = await openFileKeyStore(file);
  const device = await keys.read();
  await keys.write({ ...device, users: device.users.map((user) => ({ ...user, seed: user.seed && { ...user.seed, atc: LAST - 3 } })) });
  await keys.close();
};

const lockedCodes = async ({ stage, devicesOf }: Scene, person: Enrolled): Promise<void> => {
  const { mc, next, ref, userId } = person;
  const [{ id }] = await devicesOf(userId);
  const passed = new Date(Date.now() - 1000).toISOString();
  for (const [before, login, code] of [
    [{ at: "OPEN", failures: 4 }, "kTemporaryLocked", "kTemporaryLocked"],
    [{ at: "TEMP", level: 3, until: passed }, "kLockedCertificate", "kPinBlocked"],
  ] as const) {
    await stage.storage.pool.query("update devices set lock = $2 where user_id = $1", [uuidOf(userId), JSON.stringify(before)]);
    await mc.call("Login", { userIdentifier: ref, pin: "999999" });
    expect(await next("LoginResult")).toMatchObject({ payload: { status: login } });
    await expect.poll(() => mc.at()).toBe("LOGIN_REQUIRED");
    await everyFunction(person, code);
    expect(JSON.stringify((await stage.admin(`GET /v1/devices/${id}`)).body)).toContain(code === "kPinBlocked" ? "BLOCKED" : "TEMP");
  }
};
