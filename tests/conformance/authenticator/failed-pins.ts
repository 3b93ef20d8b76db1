import { expect } from "vitest";
import type { Scene } from "./scene.ts";

/** One failure: a code that is none, judged at the help desk. Logins, changes, operations and offline codes share one count (contract, 11.1). */
const failOnce = async ({ stage }: Scene, deviceId: string): Promise<string> => {
  const verification = { kind: "otp", code: "not-a-code" };
  return String((await stage.admin(`POST /v1/devices/${deviceId}/offline-verifications`, verification)).body.verdict);
};

/** The only device of a user, which has fetched its seed. */
const seededDevice = async ({ stage, devicesOf }: Scene, userId: string): Promise<string> => {
  const [{ id }] = await devicesOf(userId);
  await expect.poll(async () => (await stage.admin(`GET /v1/devices/${id}/atc`)).body.seed, { timeout: 30_000 }).toBe(true);
  return id;
};

/** Four of five tries are gone. */
export const failFourTimes = async (scene: Scene, userId: string): Promise<void> => {
  const id = await seededDevice(scene, userId);
  for (let tries = 0; tries < 4; tries++) expect(await failOnce(scene, id)).toBe("wrong");
};

/** The PIN is locked for a while. */
export const lockPin = async (scene: Scene, userId: string): Promise<void> => {
  await failFourTimes(scene, userId);
  expect(await failOnce(scene, await seededDevice(scene, userId))).toBe("temporarily_locked");
};

const LOCKS_MS = [301_000, 601_000] as const;

/** From the first lock to the end of the third: the next try is the last one. Does it. */
export const beforeLastTry = async (scene: Scene, userId: string, lastTry: () => Promise<void>): Promise<void> => {
  const id = await seededDevice(scene, userId);
  const [first, second] = LOCKS_MS;
  await scene.afterAWhile(first, async () => {
    expect(await failOnce(scene, id)).toBe("temporarily_locked");
    await scene.afterAWhile(second, async () => {
      expect(await failOnce(scene, id)).toBe("temporarily_locked");
      await scene.afterAWhile(1_201_000, lastTry);
    });
  });
};

/** From the first lock to none that opens by itself. */
export const blockPin = (scene: Scene, userId: string): Promise<void> =>
  beforeLastTry(scene, userId, async () => expect(await failOnce(scene, await seededDevice(scene, userId))).toBe("blocked"));

/** The help desk opens the PIN. */
export const openPin = async ({ stage, devicesOf }: Scene, userId: string): Promise<void> => {
  const [{ id }] = await devicesOf(userId);
  expect((await stage.admin(`DELETE /v1/devices/${id}/pin-lock?reason=conformance`)).status).toBe(200);
};
