import type { McOptions } from "@drawbridge/authenticator";
import type { DeviceStage } from "../../../apps/server/test/device-stage.ts";
import { expect } from "vitest";
import { enrolWithMc, type Enrolled } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import { openApp, type PersonWithMc } from "../../../packages/authenticator/test/person-with-mc.ts";
import type { Ledger } from "./ledger.ts";

/** What a scenario plays with. */
export interface Scene {
  readonly stage: DeviceStage;
  readonly ledger: Ledger;
  /** A fresh app that was started. */
  readonly open: (options?: Partial<McOptions>, appName?: string) => Promise<PersonWithMc>;
  /** An app that is activated and logged in. */
  readonly enrolled: (externalId: string, options?: Partial<McOptions>) => Promise<Enrolled>;
  /** The same with a one-time token of the tenant: nobody sets a PIN. */
  readonly byToken: (externalId: string, options?: Partial<McOptions>) => Promise<Enrolled>;
  /** Restarts an app, perhaps as another one. */
  readonly restart: (person: PersonWithMc, appName?: string) => Promise<void>;
  /** The user's devices as the help desk sees them. */
  readonly devicesOf: (userId: string) => Promise<any>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer
  /** A one-time token of the tenant's own sign-in. */
  readonly deviceToken: (userId: string, use: "activation" | "login") => Promise<string>;
  /** Does something when so much time has passed at the server; then it is now again. */
  readonly afterAWhile: <Result>(ms: number, work: () => Promise<Result>) => Promise<Result>;
  /** What the server keeps of the PIN of a user's only device. */
  readonly pinRecord: (userId: string) => Promise<string>;
}

/** How the apps of the run call themselves. */
export const appStart = (appName = "app") => ({ locale: "en", appName, version: { major: 1, minor: 0, build: 0 } });

/** A scene at a server. */
export const openScene = (stage: DeviceStage, ledger: Ledger): Scene => {
  const devicesOf: Scene["devicesOf"] = async (userId) => (await stage.admin(`GET /v1/users/${userId}/devices`)).body.devices;
  const deviceToken: Scene["deviceToken"] = async (userId, use) =>
    String((await stage.admin(`POST /v1/users/${userId}/device-tokens`, { use, reason: "conformance" })).body.deviceToken);
  const open: Scene["open"] = async (options, appName) => {
    const person = ledger.watch(await openApp(stage.origin, options));
    await person.mc.call("Start", appStart(appName));
    return person;
  };
  return {
    stage,
    ledger,
    devicesOf,
    open,
    enrolled: async (externalId, options) => ledger.watch(await enrolWithMc(stage, externalId, options)),
    restart: async ({ mc }, appName) => void (await mc.call("Restart", appStart(appName))),
    deviceToken,
    byToken: async (externalId, options) => {
      const { id: userId, ref } = await stage.newUser(externalId);
      const person = await open(options);
      await person.mc.call("ActivateWithToken", { userIdentifier: ref, token: await deviceToken(userId, "activation"), autoLogin: true });
      expect(await person.next("LoginResult")).toMatchObject({ payload: { status: "kOk" } });
      return { ...person, userId, ref };
    },
    afterAWhile: async (ms, work) => {
      stage.clock.ahead += ms;
      try {
        return await work();
      } finally {
        stage.clock.ahead -= ms;
      }
    },
    pinRecord: async (userId) => {
      const [{ keyThumbprint }] = await devicesOf(userId);
      const { rows } = await stage.storage.pool.query("select pin_record from devices where jkt = $1", [keyThumbprint]);
      return String(rows[0]?.pin_record);
    },
  };
};

/** What holds for a tenant's devices when nothing else was set. */
export const usualPolicies = {
  mostDevices: 10,
  mostWaiting: 10,
  mostUnwelcome: 20,
  notMe: ["alert"],
  twoPersonUnlock: false,
  onlyRegisteredApps: false,
};

/** An id of the API as SQL has it. */
export const uuidOf = (id: string): string => id.slice(id.indexOf("_") + 1);
