import { expect } from "vitest";
import type { DeviceStage } from "../../../apps/server/test/device-stage.ts";
import type { McOptions } from "../src/index.ts";
import { openApp, type PersonWithMc } from "./person-with-mc.ts";

export const pin = "135790";

/** A person whose app is activated and logged in. */
export type Enrolled = PersonWithMc & { readonly userId: string; readonly ref: { readonly tenantId: string; readonly userId: string } };

/** Makes a user, a code and an app, and activates it in one call. */
export const enrolWithMc = async (stage: DeviceStage, externalId: string, options: Partial<McOptions> = {}): Promise<Enrolled> => {
  const { id, ref } = await stage.newUser(externalId);
  const activationCode = await stage.newCode(id);
  const person = await openApp(stage.origin, options);
  await person.start();
  const result = await person.mc.call("Activate", { userIdentifier: ref, activationCode, pin, autoLogin: true });
  expect(person.faults).toEqual([]);
  expect(result).toMatchObject({ name: "LoginResult", payload: { status: "kOk" } });
  return { ...person, userId: id, ref };
};
