import type { AstEnvelope } from "@drawbridge/contract";
import { expect } from "vitest";
import { pin } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import type { PersonWithMc } from "../../../packages/authenticator/test/person-with-mc.ts";
import { usualPolicies, type Scene } from "./scene.ts";

const wrongCode = "MMMMM-MMMMM-MMMMM-MUTOA"; // a published example: right in form, nobody's code
const CODE_LIFE_MS = 15 * 60_000 + 1000;
const status = (value: string) => ({ payload: { status: value } });

interface Target {
  readonly id: string;
  readonly ref: { readonly tenantId: string; readonly userId: string };
}

/** One of the ways onto a device, seen from outside. */
interface Way {
  readonly result: "ActivationResult" | "AddUserResult";
  readonly purpose: "activation" | "add_user";
  readonly withCode: (person: PersonWithMc, user: Target, code: string, chosen?: string) => Promise<AstEnvelope>;
  readonly withToken: (person: PersonWithMc, user: Target, token: string) => Promise<AstEnvelope>;
  /** An app that may begin. */
  readonly begin: (scene: Scene, appName: string) => Promise<PersonWithMc>;
}

const ways: readonly Way[] = [
  {
    result: "ActivationResult",
    purpose: "activation",
    withCode: ({ mc }, { ref }, activationCode, chosen = pin) =>
      mc.call("Activate", { userIdentifier: ref, activationCode, pin: chosen, autoLogin: false }),
    withToken: ({ mc }, { ref }, token) => mc.call("ActivateWithToken", { userIdentifier: ref, token, autoLogin: false }),
    begin: ({ open }, appName) => open({}, appName),
  },
  {
    result: "AddUserResult",
    purpose: "add_user",
    withCode: ({ mc }, { ref }, activationCode, chosen = pin) =>
      mc.call("AddUser", { userIdentifier: ref, activationCode, pin: chosen, autoLogin: false }),
    withToken: ({ mc }, { ref }, token) => mc.call("AddUserWithToken", { userIdentifier: ref, token, autoLogin: false }),
    begin: async ({ byToken, restart }, appName) => {
      const person = await byToken(`c-host-${appName}-${crypto.randomUUID()}`);
      await restart(person, appName);
      return person;
    },
  },
];

/** What the help desk registers for the runs about versions: every app is asked for as 1.0.0. */
export const registerVersions = async ({ stage }: Scene): Promise<void> => {
  const register = (appName: string, version: string, mandatoryFrom: string | null = null) =>
    stage.admin("POST /v1/app-versions", { appName, version, mandatoryFrom, updateUrl: "https://store.example/app", reason: "release" });
  await register("newer", "1.0.0");
  await register("newer", "1.1.0");
  await register("must", "1.0.0");
  await register("must", "2.0.0", "2026-01-01T00:00:00Z");
  await register("strict", "3.0.0");
  await register("closed", "3.0.0");
};

/** Codes, tokens, PINs and people that do not fit: nothing of them stands on the server. */
export const refusedEnrolments = async (scene: Scene): Promise<void> => {
  const { stage, ledger, devicesOf, deviceToken } = scene;
  for (const way of ways) {
    const { result, purpose, withCode, withToken } = way;
    const person = await way.begin(scene, "app");
    const user = await stage.newUser(`c-refused-${purpose}`);
    const code = () => stage.newCode(user.id, purpose);
    expect(await withCode(person, user, "W65WE-3T7VI-7FBS2-A4OYB")).toMatchObject(status("kInvalidActivationCode"));
    expect(await withCode(person, user, wrongCode)).toMatchObject(status("kWrongCredentials"));
    expect(await withCode(person, user, await code(), "12")).toMatchObject(status("kInvalidParameter"));
    expect(await withToken(person, user, "a.b.c")).toMatchObject(status("kWrongCredentials"));
    const late = await code();
    await scene.afterAWhile(CODE_LIFE_MS, async () => expect(await withCode(person, user, late)).toMatchObject(status("kActivationCodeExpired")));
    const other = await stage.newUser(`c-other-${purpose}`);
    expect(await withToken(person, user, await deviceToken(other.id, "activation"))).toMatchObject(status("kMismatchedUser"));
    await stage.admin(`PUT /v1/users/${user.id}/lock`, { reason: "conformance" });
    expect(await withCode(person, user, await code())).toMatchObject(status("kLockedUser"));
    expect(await devicesOf(user.id)).toEqual([]);
    const none = "the user has no device in the admin API";
    const credentials = { kInvalidActivationCode: none, kWrongCredentials: none, kInvalidParameter: none, kActivationCodeExpired: none };
    ledger.saw(result, { ...credentials, kMismatchedUser: none, kLockedUser: none });
    await refusedByRule(scene, way);
    await person.throwAway();
  }
};

/** A limit of the tenant, an app for one tenant only, and a person who is here already. */
const refusedByRule = async (scene: Scene, { result, purpose, withToken, begin }: Way): Promise<void> => {
  const { stage, ledger, open, byToken, restart, devicesOf, deviceToken } = scene;
  const full = await byToken(`c-full-${purpose}`);
  const person = await begin(scene, "app");
  await stage.admin("PUT /v1/device-policies", { ...usualPolicies, mostDevices: 1 });
  const another = { id: full.userId, ref: full.ref };
  expect(await withToken(person, another, await deviceToken(full.userId, "activation"))).toMatchObject(status("kFailed"));
  await stage.admin("PUT /v1/device-policies", usualPolicies);
  expect(await devicesOf(full.userId)).toHaveLength(1);
  const options = { onlyThisTenant: true };
  const loyal = purpose === "activation" ? await open(options) : await byToken("c-loyal", options);
  if (purpose === "add_user") await restart(loyal);
  const foreigner = { id: "", ref: { tenantId: "two", userId: "stranger" } };
  expect(await withToken(loyal, foreigner, "a.b.c")).toMatchObject(status("kTenantIdAlreadySet"));
  ledger.saw(result, { kFailed: "the user still has one device", kTenantIdAlreadySet: "the key store names nobody of the other tenant" });
  if (purpose === "add_user") {
    await restart(full);
    expect(await withToken(full, another, await deviceToken(full.userId, "activation"))).toMatchObject(status("kUserIdAlreadyExists"));
    expect(await devicesOf(full.userId)).toHaveLength(1);
    ledger.saw(result, { kUserIdAlreadyExists: "the user still has one device" });
  }
  await Promise.all([full, person, loyal].map(({ throwAway }) => throwAway()));
};

/** Versions that are old, withdrawn, unknown, or registered by who uses the code. */
export const enrolmentsByVersion = async (scene: Scene): Promise<void> => {
  const { stage, ledger, devicesOf, deviceToken } = scene;
  const refused: Record<string, string> = { must: "kUpdateNecessary", strict: "kUnknownVersion", nobody: "kUnknownClientType" };
  for (const way of ways) {
    const { result, purpose, withToken } = way;
    const user = await stage.newUser(`c-versions-${purpose}`);
    for (const [appName, expected] of Object.entries(refused)) {
      const person = await way.begin(scene, appName);
      await stage.admin("PUT /v1/device-policies", { ...usualPolicies, onlyRegisteredApps: appName === "nobody" });
      expect(await withToken(person, user, await deviceToken(user.id, "activation"))).toMatchObject(status(expected));
      if (appName === "must") {
        expect(await person.next("UpdateInformation")).toMatchObject(status("kUpdateNecessary"));
        expect(person.mc.at()).toBe("UPDATE_ONLY");
      }
      await person.throwAway();
    }
    await stage.admin("PUT /v1/device-policies", usualPolicies);
    expect(await devicesOf(user.id)).toEqual([]);
    const person = await way.begin(scene, "newer");
    expect(await withToken(person, user, await deviceToken(user.id, "activation"))).toMatchObject(status("kUpdateAvailable"));
    expect(await devicesOf(user.id)).toMatchObject([{ state: "ACTIVE", app: { name: "newer", version: "1.0.0" } }]);
    await person.throwAway();
    const none = "the user has no device in the admin API";
    ledger.saw(result, {
      kUpdateNecessary: none,
      kUnknownVersion: none,
      kUnknownClientType: none,
      kUpdateAvailable: "an ACTIVE device of the old version",
    });
  }
  await registeringUser(scene);
};

/** The code of a person who registers the app's version: the tenant's help desk finds it there, and others may use it. */
const registeringUser = async ({ stage, ledger, open }: Scene): Promise<void> => {
  const user = await stage.newUser("c-registers");
  const wish = { purpose: "activation", registersApp: true, reason: "release" };
  const { body } = await stage.admin(`POST /v1/users/${user.id}/activation-codes`, wish);
  const person = await open({}, "strict");
  const activated = await person.mc.call("Activate", { userIdentifier: user.ref, activationCode: body.activationCode, pin, autoLogin: true });
  expect(activated).toMatchObject({ name: "ActivationResult", payload: { status: "kAppRegistered" } });
  expect(await person.next("RestartResult")).toMatchObject({ payload: { sdkState: "LOGIN_REQUIRED" } });
  const { appVersions } = (await stage.admin("GET /v1/app-versions?appName=strict")).body;
  expect(appVersions.map(({ version }: { readonly version: string }) => version)).toEqual(["3.0.0", "1.0.0"]);
  ledger.saw("ActivationResult", { kAppRegistered: "the admin API lists the version" });
  await person.throwAway();
};

/** A forgotten PIN that stays forgotten: the PIN record of the device is the one before. */
export const refusedReactivations = async (scene: Scene): Promise<void> => {
  const { stage, ledger, enrolled, restart, pinRecord, devicesOf } = scene;
  const person = await enrolled("c-refused-react");
  const { ref, userId, mc } = person;
  const code = () => stage.newCode(userId, "reactivation");
  const before = await pinRecord(userId);
  const reactivate = (activationCode: string, userIdentifier = ref) =>
    mc.call("Reactivation", { userIdentifier, activationCode, pin: "246813", autoLogin: false });
  const refused = async (appName: string, expected: string, activationCode?: string): Promise<void> => {
    await restart(person, appName);
    expect(await reactivate(activationCode ?? (await code()))).toMatchObject(status(expected));
    expect(await pinRecord(userId)).toBe(before);
  };
  await refused("app", "kInvalidParameter", "W65WE-3T7VI-7FBS2-A4OYB");
  await refused("app", "kWrongCredentials", wrongCode);
  expect(await reactivate(wrongCode, { tenantId: "one", userId: "nobody" })).toMatchObject(status("kWrongCredentials"));
  await refused("must", "kUpdateNecessary");
  await refused("closed", "kUnknownVersion");
  await stage.admin("PUT /v1/device-policies", { ...usualPolicies, onlyRegisteredApps: true });
  await refused("nobody", "kUnknownClientType");
  await stage.admin("PUT /v1/device-policies", usualPolicies);
  const late = await code();
  await scene.afterAWhile(CODE_LIFE_MS, () => refused("app", "kActivationCodeExpired", late));
  await lockedReactivations(scene, { userId, refused, code });
  await restart(person, "newer");
  expect(await reactivate(await code())).toMatchObject(status("kUpdateAvailable"));
  expect(await pinRecord(userId)).not.toBe(before);
  ledger.saw("ReactivationResult", { kUpdateAvailable: "another OPAQUE record of the device in SQL" });
  const same = "the OPAQUE record of the device in SQL is the one before";
  const told: readonly string[] = ["kInvalidParameter", "kWrongCredentials", "kUpdateNecessary", "kUnknownVersion", "kUnknownClientType"];
  ledger.saw("ReactivationResult", Object.fromEntries([...told, "kActivationCodeExpired"].map((one) => [one, same])));
  const [{ id }] = await devicesOf(userId);
  const unused = await code();
  await restart(person);
  await stage.admin(`DELETE /v1/devices/${id}?reason=sold`);
  expect(await reactivate(unused)).toMatchObject(status("kUnknownCertificate"));
  ledger.saw("ReactivationResult", { kUnknownCertificate: "the device is REMOVED in the admin API" });
  await person.throwAway();
};

interface Locked {
  readonly userId: string;
  readonly refused: (appName: string, expected: string, activationCode?: string) => Promise<void>;
  readonly code: () => Promise<string>;
}

const lockedReactivations = async ({ stage, ledger, devicesOf }: Scene, { userId, refused, code }: Locked): Promise<void> => {
  const [{ id }] = await devicesOf(userId);
  const [first, second] = [await code(), await code()];
  for (const [path, expected, activationCode] of [
    [`/v1/devices/${id}/lock`, "kLockedCertificate", first],
    [`/v1/users/${userId}/lock`, "kLockedUser", second],
  ] as const) {
    await stage.admin(`PUT ${path}`, { reason: "conformance" });
    await refused("app", expected, activationCode);
    await stage.admin(`DELETE ${path}?reason=conformance`);
  }
  const same = "the OPAQUE record of the device in SQL is the one before";
  ledger.saw("ReactivationResult", { kLockedCertificate: same, kLockedUser: same });
};
