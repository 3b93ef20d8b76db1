import type { McOptions } from "@drawbridge/authenticator";
import type { DeviceStage } from "../../../apps/server/test/device-stage.ts";
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
  readonly restart: (person: PersonWithMc) => Promise<void>;
  /** The user's devices as the help desk sees them. */
  readonly devicesOf: (userId: string) => Promise<any>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer
  /** A one-time token of the tenant's own sign-in. */
  readonly deviceToken: (userId: string, use: "activation" | "login") => Promise<string>;
  /** What the server keeps of the PIN of a user's only device. */
  readonly pinRecord: (userId: string) => Promise<string>;
}

/** How the apps of the run call themselves. */
export const appStart = (appName = "app") => ({ locale: "en", appName, version: { major: 1, minor: 0, build: 0 } });

/** A scene at a server. */
export const openScene = (stage: DeviceStage, ledger: Ledger): Scene => {
  const devicesOf: Scene["devicesOf"] = async (userId) => (await stage.admin(`GET /v1/users/${userId}/devices`)).body.devices;
  return {
    stage,
    ledger,
    devicesOf,
    open: async (options, appName) => {
      const person = ledger.watch(await openApp(stage.origin, options));
      await person.mc.call("Start", appStart(appName));
      return person;
    },
    enrolled: async (externalId, options) => ledger.watch(await enrolWithMc(stage, externalId, options)),
    restart: async ({ mc }) => void (await mc.call("Restart", appStart())),
    deviceToken: async (userId, use) =>
      String((await stage.admin(`POST /v1/users/${userId}/device-tokens`, { use, reason: "conformance" })).body.deviceToken),
    pinRecord: async (userId) => {
      const [{ keyThumbprint }] = await devicesOf(userId);
      const { rows } = await stage.storage.pool.query("select pin_record from devices where jkt = $1", [keyThumbprint]);
      return String(rows[0]?.pin_record);
    },
  };
};
