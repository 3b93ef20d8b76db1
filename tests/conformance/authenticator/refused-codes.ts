import { expect } from "vitest";
import { openFileKeyStore } from "@drawbridge/authenticator/node";
import { pin, type Enrolled } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import { beforeLastTry, failFourTimes } from "./failed-pins.ts";
import type { Scene } from "./scene.ts";

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
  const person = await backAgain(scene, first);
  await person.mc.call("EnableAtcResynchronizationDuringNextLogin", {}); // the server's counter follows
  await person.mc.call("Login", { userIdentifier: person.ref, pin });
  await person.next("LoginResult");
  const [{ id }] = await devicesOf(person.userId);
  const [otp] = await everyFunction(person, "kAtcExpiresSoon");
  const verification = { kind: "otp", code: otp, data: "" };
  expect((await stage.admin(`POST /v1/devices/${id}/offline-verifications`, verification)).body.outcome).toBe("accepted");
  await everyFunction(person, "kAtcExpired");
  expect((await stage.admin(`GET /v1/devices/${id}/atc`)).body.atc).toBe(LAST - 2);
  await scene.restart(person);
  const last = await lockedCodes(scene, person);
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
  await last.throwAway();
};

/** The app, closed and opened again. */
const backAgain = async ({ ledger }: Scene, person: Enrolled): Promise<Enrolled> => {
  const again = { ...person, ...ledger.watch(await person.comeBack()) };
  await again.start();
  return again;
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

/** What the server said of the PIN is known to the app without the network, and still when it was closed in between. */
const lockedCodes = async (scene: Scene, first: Enrolled): Promise<Enrolled> => {
  const { userId, ref } = first;
  const lockOf = async (): Promise<string> => JSON.stringify((await scene.stage.admin(`GET /v1/users/${userId}/devices`)).body.devices[0].pinLock);
  const wrongLogin = async ({ mc, next }: Enrolled, login: string): Promise<void> => {
    await mc.call("Login", { userIdentifier: ref, pin: "999999" });
    expect(await next("LoginResult")).toMatchObject({ payload: { status: login } });
    await expect.poll(() => mc.at()).toBe("LOGIN_REQUIRED");
  };
  const isTold = async (person: Enrolled, status: string): Promise<Enrolled> => {
    await everyFunction(person, status);
    await person.leave();
    const again = await backAgain(scene, person);
    await everyFunction(again, status);
    return again;
  };
  await failFourTimes(scene, userId);
  await wrongLogin(first, "kTemporaryLocked");
  const second = await isTold(first, "kTemporaryLocked");
  expect(await lockOf()).toContain("TEMP");
  await beforeLastTry(scene, userId, () => wrongLogin(second, "kLockedCertificate"));
  const third = await isTold(second, "kPinBlocked");
  expect(await lockOf()).toContain("BLOCKED");
  return third;
};
