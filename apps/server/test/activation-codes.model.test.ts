import { formatActivationCode } from "@drawbridge/domain";
import { tenants } from "@drawbridge/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inviteToAuthenticator } from "../src/devices/activation/invite-to-authenticator.ts";
import { refusalOf, type TestDevice } from "./device-client.ts";
import { createDeviceStage, type DeviceStage } from "./device-stage.ts";

/** The machine of activation codes (contract, 11.2), walked at random: the server and a model of it always agree. */

type Purpose = "activation" | "add_user" | "reactivation";

interface ModelCode {
  readonly id: string;
  readonly code: string;
  readonly purpose: Purpose;
  readonly expiresAt: number;
  state: "CREATED" | "USED" | "EXPIRED" | "REVOKED" | "BURNED";
  tries: number;
}

const MOST_TRIES = 5;
const ACTIVATION_MS = 10 * 60_000;
const STEPS = 45;
const pin = "135790";

/** Numbers that look random and are the same every time (mulberry32). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

let stage: DeviceStage;
beforeAll(async () => {
  stage = await createDeviceStage();
  const usual = { mostWaiting: 10, mostUnwelcome: 20, notMe: ["alert"], twoPersonUnlock: false };
  await stage.admin("PUT /v1/device-policies", { ...usual, mostDevices: 50 });
});
afterAll(() => stage.close());

const now = (): number => Date.now() + stage.clock.ahead;

/** A person, their first device, and what the model knows of their codes. */
interface Walk {
  readonly id: string;
  readonly ref: { readonly tenantId: string; readonly userId: string };
  readonly first: TestDevice;
  readonly codes: ModelCode[];
  readonly random: () => number;
  readonly seen: Set<string>;
}

const pick = <T>({ random }: Walk, items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
};

const issue = async (walk: Walk): Promise<void> => {
  const purpose = pick(walk, ["activation", "add_user", "reactivation"] as const);
  const lifeSeconds = pick(walk, [900, 3500]);
  const { body } = await stage.admin(`POST /v1/users/${walk.id}/activation-codes`, { purpose, lifeSeconds, reason: "walk" });
  walk.codes.push({ id: body.id, code: body.activationCode, purpose, expiresAt: Date.parse(body.expiresAt), state: "CREATED", tries: 0 });
};

const guess = async (walk: Walk): Promise<void> => {
  const { first, ref, random, codes, seen } = walk;
  for (let left = pick(walk, [1, 2, 4]); left > 0; left--) {
    const code = formatActivationCode(Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256)));
    expect((await refusalOf(first.activate(ref, code, pin))).status).toBe("kWrongCredentials");
    for (const one of codes.filter(({ state, expiresAt }) => state === "CREATED" && expiresAt > now())) {
      one.tries += 1;
      if (one.tries < MOST_TRIES) continue;
      one.state = "BURNED";
      seen.add("burned");
    }
  }
};

const wait = async ({ random }: Walk): Promise<void> => {
  stage.clock.ahead += (1 + Math.floor(random() * 2)) * 4 * 60_000;
};

const revoke = async (walk: Walk): Promise<void> => {
  const code = pick(walk, walk.codes);
  const { status } = await stage.admin(`DELETE /v1/users/${walk.id}/activation-codes/${code.id}?reason=walk`);
  expect(status).toBe(code.state === "CREATED" ? 204 : 409);
  if (code.state === "CREATED") code.state = "REVOKED";
  walk.seen.add(`revoke ${status}`);
};

/** What the first half has to answer; null: it goes on. */
const firstAnswer = (code: ModelCode, wanted: Purpose): string | null => {
  if (code.state === "EXPIRED") return "kActivationCodeExpired";
  if (code.state !== "CREATED" || (code.purpose === "reactivation") !== (wanted === "reactivation")) return "kWrongCredentials";
  if (code.expiresAt > now()) return null;
  code.state = "EXPIRED";
  return "kActivationCodeExpired";
};

/** What the second half has to answer; null: the code is used up, and the device is there. */
const secondAnswer = (code: ModelCode, { until, isTampered }: { readonly until: number; readonly isTampered: boolean }): string | null => {
  if (until <= now() || code.state !== "CREATED") return "kWrongCredentials";
  code.state = "USED";
  return isTampered ? "kWrongCredentials" : null;
};

/** Uses a code; between the halves something else may happen. */
const use = async (walk: Walk): Promise<void> => {
  const code = pick(walk, walk.codes);
  const wanted = pick(walk, ["activation", "reactivation", code.purpose === "reactivation" ? "reactivation" : "activation"] as const);
  const isTampered = walk.random() < 0.2;
  const device = wanted === "reactivation" ? walk.first : await stage.newDevice();
  const answered = { first: firstAnswer(code, wanted), until: Math.min(now() + ACTIVATION_MS, code.expiresAt) };
  const between = pick(walk, [wait, revoke, guess, null, null, null]);
  const using = device.activate(walk.ref, code.code, pin, wanted, isTampered ? { version: "9.9.9" } : {}, async () => {
    await between?.(walk);
  });
  const expected = answered.first;
  if (expected !== null) {
    expect((await refusalOf(using)).status).toBe(expected);
    walk.seen.add(`first half ${expected}`);
    return;
  }
  const outcome = await using.then(
    () => null,
    (error: unknown) => refusalOf(Promise.reject(error)).then(({ status }) => status),
  );
  const second = secondAnswer(code, { until: answered.until, isTampered });
  expect(outcome).toBe(second);
  walk.seen.add(`second half ${second ?? "used"}`);
};

const steps = [issue, issue, guess, wait, revoke, use, use, use] as const;

const shown = ({ state, expiresAt }: ModelCode): string => (state === "CREATED" && expiresAt <= now() ? "EXPIRED" : state);

const walkOnce = async (seed: number): Promise<ReadonlySet<string>> => {
  const { device: first, ...who } = await stage.enrol(`walker-${seed}`, pin);
  const walk: Walk = { ...who, first, codes: [], random: randomFrom(seed), seen: new Set() };
  await issue(walk);
  for (let step = 0; step < STEPS; step++) {
    await pick(walk, steps)(walk);
    const { activationCodes } = (await stage.admin(`GET /v1/users/${walk.id}/activation-codes`)).body;
    const known = new Map<string, object>(activationCodes.map((one: { readonly id: string }) => [one.id, one]));
    for (const code of walk.codes)
      expect(known.get(code.id), `seed ${seed}, step ${step}`).toMatchObject({ state: shown(code), wrongTries: code.tries });
  }
  return walk.seen;
};

describe("activation codes", () => {
  const seen = new Set<string>();
  it.each([11, 22, 33])("walk %i: every answer and every state is the model's", async (seed) => {
    for (const one of await walkOnce(seed)) seen.add(one);
  });
  it("the walks went everywhere", () => {
    const first = ["first half kActivationCodeExpired", "first half kWrongCredentials"];
    const second = ["second half kWrongCredentials", "second half used"];
    expect([...seen].toSorted()).toEqual([...first, "burned", "revoke 204", "revoke 409", ...second].toSorted());
  });

  it("a start in development hands out the code of the one before, until it is nearly over", async () => {
    const { storage, deps, clock } = stage;
    const tenant = await tenants(storage.pool).bySlug("one");
    if (!tenant) throw new Error("no tenant");
    const link = () => inviteToAuthenticator(deps, tenant, "http://localhost:3004");
    const first = await link();
    expect([await link(), await link()]).toEqual([first, first]);
    clock.ahead += 23.5 * 3_600_000;
    const second = await link();
    expect(second).not.toBe(first);
    expect(await link()).toBe(second);
    const { rows } = await storage.pool.query(
      "select count(*)::int as n from audit_rows where tenant_id = $1 and action = 'activation_code.created' and actor = 'start'",
      [tenant.id],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });
});
