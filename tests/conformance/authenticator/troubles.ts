import type { AstEnvelope, AstEventName } from "@drawbridge/contract";
import { expect } from "vitest";
import type { McOptions } from "@drawbridge/authenticator";
import { pin, type Enrolled } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import type { PersonWithMc } from "../../../packages/authenticator/test/person-with-mc.ts";
import { allCapabilities } from "./identity.ts";
import { prompted, prompts, type Factor } from "./refused-answers.ts";
import { uuidOf, type Scene } from "./scene.ts";

const factors = ["PIN", "TOKEN", "NONE"] as const;
const activationCode = "MMMMM-MMMMM-MMMMM-MUTOA"; // right in form

/** Everybody a trouble meets: an app of nobody, one whose person is logged out, one who is logged in, and three before a prompt. */
interface People {
  readonly fresh: PersonWithMc;
  readonly outside: Enrolled;
  readonly inside: Enrolled;
  readonly approvers: Readonly<Record<Factor, Enrolled>>;
}

/** A call, and the result it has to come to. */
interface Attempt {
  readonly result: AstEventName;
  readonly run: (people: People) => Promise<AstEnvelope>;
}

const iam = { audience: "https://shop.example", scope: "orders:read", clientId: "nobody" };
const colour = { key: "colour", data: "Ymx1ZQ", propertyType: "UTF8_STRING", propertyOwner: "USER", propertyTtl: 0, propertyFlags: 0 } as const;

const outside: readonly Attempt[] = [
  {
    result: "LoginResult",
    run: async ({ outside: { mc, next, ref } }) => (await mc.call("Login", { userIdentifier: ref, pin }), next("LoginResult")),
  },
  { result: "OfflineLoginResult", run: ({ outside: { mc, ref } }) => mc.call("OfflineLogin", { userIdentifier: ref }) },
  { result: "GetAstClientDataResult", run: ({ outside: { mc } }) => mc.call("GetAstClientData", { tenantId: "one" }) },
  {
    result: "SetAuthorisationCodeResult",
    run: ({ outside: { mc } }) => mc.call("SetAuthorisationCode", { tenantId: "one", authCode: "c", clientId: "nobody" }),
  },
  {
    result: "ReactivationResult",
    run: ({ outside: { mc, ref } }) => mc.call("Reactivation", { userIdentifier: ref, activationCode, pin, autoLogin: false }),
  },
];

const ofNobody: readonly Attempt[] = [
  { result: "UpdateInformation", run: ({ fresh: { mc } }) => mc.call("GetUpdateInformation", {}) },
  {
    result: "ActivationResult",
    run: ({ fresh: { mc }, outside: { ref } }) => mc.call("Activate", { userIdentifier: ref, activationCode, pin, autoLogin: false }),
  },
  {
    result: "AddUserResult",
    run: async ({ outside: { mc }, inside: { ref } }) => {
      await mc.call("Cancel", {}); // the reactivation before stays at its prompt
      return mc.call("AddUser", { userIdentifier: ref, activationCode, pin, autoLogin: false });
    },
  },
];

const inside: readonly Attempt[] = [
  { result: "GetPropertyResult", run: ({ inside: { mc } }) => mc.call("GetProperty", { key: "colour", propertyOwner: "USER" }) },
  { result: "SetPropertyResult", run: ({ inside: { mc } }) => mc.call("SetProperty", colour) },
  { result: "SetPushTokenResult", run: ({ inside: { mc } }) => mc.call("SetPushToken", { pushToken: "APN:abc" }) },
  { result: "SetDeviceNameResult", run: ({ inside: { mc } }) => mc.call("SetDeviceName", { deviceName: "Trouble" }) },
  { result: "RequestTokenResult", run: ({ inside: { mc } }) => mc.call("RequestToken", { audience: "https://shop.example" }) },
  { result: "GetIamAccessTokenClaimsResult", run: ({ inside: { mc } }) => mc.call("GetIamAccessTokenClaims", {}) },
  { result: "GetIAMAccessTokenResult", run: ({ inside: { mc } }) => mc.call("GetIAMAccessToken", iam) },
  { result: "GetIamAuthorizationCodeResult", run: ({ inside: { mc } }) => mc.call("GetIamAuthorizationCode", iam) },
  {
    result: "ChangePINResult",
    run: async ({ inside: { mc, next } }) => {
      await mc.call("StartChangePIN", {});
      await mc.call("ProvideSetNewPIN", { currentPin: pin, newPin: "246813" });
      return next("ChangePINResult");
    },
  },
];

const answers: readonly Attempt[] = factors.map((factor) => ({
  result: prompts[factor].result,
  run: async ({ approvers }) => {
    await prompts[factor].answer(approvers[factor], "OK");
    return approvers[factor].next(prompts[factor].result);
  },
}));

const gather = async (scene: Scene, name: string, options: Partial<McOptions>): Promise<People> => {
  const { open, byToken, restart } = scene;
  const [fresh, loggedOut, loggedIn] = [await open(options), await byToken(`c-${name}-outside`, options), await byToken(`c-${name}-inside`, options)];
  await restart(loggedOut);
  await loggedOut.mc.call("GetAstClientData", { tenantId: "one" });
  const approver = async (factor: Factor): Promise<Enrolled> => {
    const person = await byToken(`c-${name}-${factor}`, options);
    await prompted(scene, person, factor);
    return person;
  };
  return {
    fresh,
    outside: loggedOut,
    inside: loggedIn,
    approvers: { PIN: await approver("PIN"), TOKEN: await approver("TOKEN"), NONE: await approver("NONE") },
  };
};

const everybody = ({ fresh, outside: loggedOut, inside: loggedIn, approvers }: People): readonly PersonWithMc[] => [
  fresh,
  loggedOut,
  loggedIn,
  ...factors.map((factor) => approvers[factor]),
];

/** What went wrong, and how it is put right. */
interface Trouble {
  readonly name: string;
  readonly options?: Partial<McOptions>;
  readonly attempts: readonly Attempt[];
  readonly begin: (scene: Scene, people: People) => Promise<() => Promise<unknown>>;
  /** The status every result is to say; `nearest` where its list does not have it. */
  readonly status: string;
  readonly nearest?: string;
  readonly notListed?: readonly AstEventName[];
}

const isDecided = async ({ stage }: Scene, { approvers }: People): Promise<number> => {
  const ids = factors.map((factor) => uuidOf(approvers[factor].userId));
  const { rows } = await stage.storage.pool.query("select count(*)::int as n from operations where user_id = any($1) and decided_at is not null", [
    ids,
  ]);
  return rows[0].n;
};

/** Tries everything while something is wrong: every result says so, every operation ends, and the server was not changed. */
const inTrouble = async (scene: Scene, trouble: Trouble): Promise<void> => {
  const { stage, ledger } = scene;
  await allCapabilities(scene);
  const people = await gather(scene, trouble.name, trouble.options ?? {});
  const rows = async (): Promise<number> => (await stage.storage.pool.query("select count(*)::int as n from audit_rows")).rows[0].n;
  const before = await rows();
  const mend = await trouble.begin(scene, people);
  const told: { readonly result: AstEventName; readonly status: string }[] = [];
  for (const { result, run } of trouble.attempts) {
    const expected = trouble.notListed?.includes(result) ? (trouble.nearest ?? trouble.status) : trouble.status;
    expect(await run(people)).toMatchObject({ name: result, payload: { status: expected } });
    told.push({ result, status: expected });
  }
  for (const factor of factors) expect(await people.approvers[factor].next("TransactionEnd")).toMatchObject({ payload: { status: trouble.status } });
  await mend();
  expect([await rows(), await isDecided(scene, people)]).toEqual([before, 0]);
  const checked = `${trouble.name}: the audit trail did not grow, the operations are undecided`;
  for (const { result, status } of told) ledger.saw(result, { [status]: checked });
  ledger.saw("TransactionEnd", { [trouble.status]: checked });
  for (const { throwAway } of everybody(people)) await throwAway();
};

const withoutUnreachable: readonly AstEventName[] = [
  "OfflineLoginResult",
  "UpdateInformation",
  "GetAstClientDataResult",
  "SetAuthorisationCodeResult",
  "GetIamAccessTokenClaimsResult",
  "GetIAMAccessTokenResult",
  "GetIamAuthorizationCodeResult",
];

/** Nobody answers. That a lost line ends whatever is on the screen is another thing: here the server can be found, and says nothing. */
export const serverAway = (scene: Scene): Promise<void> =>
  inTrouble(scene, {
    name: "nobody answers",
    options: { road: "post" },
    attempts: [...outside, ...ofNobody, ...inside, ...answers],
    begin: async ({ stage }) => {
      const mend = stage.silence();
      return async () => mend();
    },
    status: "kNotReachable",
    nearest: "kFailed",
    notListed: withoutUnreachable,
  });

/** The server fails at something of its own. */
export const serverFaulty = (scene: Scene): Promise<void> =>
  inTrouble(scene, {
    name: "the database fails",
    attempts: [...outside, ...ofNobody, ...inside, ...answers],
    begin: async ({ stage: { storage } }) => {
      await storage.pool.query("alter table device_proofs rename to device_proofs_away");
      return () => storage.pool.query("alter table device_proofs_away rename to device_proofs");
    },
    status: "kInternalError",
  });

/** The device asks too often. */
export const tooManyRequests = (scene: Scene): Promise<void> =>
  inTrouble(scene, {
    name: "too many requests",
    attempts: [...outside, ...inside, ...answers],
    begin: async ({ stage, devicesOf }, people) => {
      const { rateLimits } = stage.deps;
      for (const { userId } of [people.outside, people.inside, ...factors.map((factor) => people.approvers[factor])]) {
        const [{ keyThumbprint }] = await devicesOf(userId);
        for (let count = 0; count <= rateLimits.sizes.inputs.requests; count++) await rateLimits.count("inputs", `device:${keyThumbprint}`);
      }
      return () => Promise.resolve();
    },
    status: "kFailed",
  });

/** Nobody asks any more: what a device asks by itself after a login has been answered. */
const isQuiet = async ({ stage }: Scene): Promise<void> => {
  const counts: number[] = [];
  const latest = async (): Promise<number> => {
    counts.push((await stage.storage.pool.query("select count(*)::int as n from device_proofs")).rows[0].n);
    return new Set(counts.slice(-3)).size + (counts.length < 3 ? 1 : 0);
  };
  await expect.poll(latest, { interval: 60, timeout: 30_000 }).toBe(1);
};

const SESSION_MS = 5 * 60_000 + 1000;

/** The session is over at the server, and the device has not heard of it: each call finds out for itself. */
export const sessionOver = async (scene: Scene): Promise<void> => {
  const { stage, ledger, byToken } = scene;
  await allCapabilities(scene);
  const uninitialized: readonly AstEventName[] = [
    "GetPropertyResult",
    "SetPropertyResult",
    "SetPushTokenResult",
    "SetDeviceNameResult",
    "RequestTokenResult",
  ];
  const fresh = await scene.open();
  for (const { result, run } of [...inside, ...answers]) {
    const factor = factors.find((one) => prompts[one].result === result);
    const person = await byToken(`c-over-${result}`);
    if (factor) await prompted(scene, person, factor);
    await isQuiet(scene);
    const status = uninitialized.includes(result) ? "kUninitialized" : "kInvalidState";
    const people = { fresh, outside: person, inside: person, approvers: { PIN: person, TOKEN: person, NONE: person } };
    await scene.afterAWhile(SESSION_MS, async () => {
      expect(await run(people)).toMatchObject({ name: result, payload: { status } });
      await expect.poll(() => person.mc.at()).toBe("LOGIN_REQUIRED");
    });
    expect((await stage.admin(`GET /v1/users/${person.userId}/devices`)).body.devices).toMatchObject([{ push: false }]);
    expect(await isDecided(scene, people)).toBe(0);
    ledger.saw(result, { [status]: "the session is over at the server; nothing of the device or operation changed" });
    if (factor) ledger.saw("TransactionEnd", { [status]: "the session is over at the server; the operation is undecided" });
    await person.throwAway();
  }
  await fresh.throwAway();
};
