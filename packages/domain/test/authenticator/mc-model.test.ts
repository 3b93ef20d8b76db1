import {
  astEventCatalogue,
  astFactsOf,
  astResendSet,
  astStatusesOf,
  isAstPayload,
  mcStates,
  type AstEventName,
  type McStateName,
  type StatusType,
} from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import type { McEffect, McEmission, McInput, McOutcome, McProfile } from "../../src/index.ts";
import { ada, bob, code, detailsOf, display, later, login, mcUnderTest, now, pin } from "./mc-under-test.ts";

/** Mulberry32: the same seed walks the same way. */
const randomFrom = (seed: number): (() => number) => {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const upward: readonly AstEventName[] = [...new Set(astEventCatalogue.filter(({ direction }) => direction === "UI->MC").map(({ name }) => name))];

const parameterValues: Readonly<Record<string, readonly unknown[]>> = {
  userIdentifier: [ada, bob, { tenantId: "", userId: "" }, 7],
  activationCode: [code, "AAAAA-AAAAA-AAAAA-AAAAB"],
  pin: [pin, "12", ""],
  newPin: ["246813", pin, "1"],
  currentPin: [pin, "000000"],
  autoLogin: [true, false],
  confirmationType: ["OK", "CANCEL", "TIMEOUT"],
  transactionInformation: [display.text, display.text, "changed"],
  authMode: ["NO", "PIN"],
  token: ["t", ""],
  version: [{ major: 1, minor: 0, build: 0 }],
  locales: [["de"]],
  propertyOwner: ["USER"],
  propertyType: ["UTF8_STRING"],
  httpHeaders: [{}],
  configuration: [{}],
  followRedirect: [true],
  propertyTtl: [0],
  propertyFlags: [0],
  clearBehavior: ["CLEAR_ALL"],
};

const statuses: readonly StatusType[] = [
  "kOk",
  "kWrongCredentials",
  "kInvalidPin",
  "kTemporaryLocked",
  "kLockedUser",
  "kNotReachable",
  "kInvalidToken",
  "kServerCancel",
  "kFailed",
  "kUpdateNecessary",
  "kLoginRequired",
];

const mustUpdate = {
  status: "kUpdateNecessary",
  updateUrl: "u",
  infoUrl: "i",
  updateType: "MANDATORY",
  updateDigest: "",
  expiresInSeconds: 0,
} as const;

const walk = (seed: number, profile: Partial<McProfile>) => {
  const random = randomFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  };
  const mc = mcUnderTest(seed % 2 ? [ada] : [], profile);
  const asked = new Set<string>();
  const settled = new Map<string, number>();
  const visited = new Set<McStateName>();
  const waiting: McEffect[] = [];
  let effectsSeen = 0;
  let activity: "Busy" | "Idle" = "Idle";
  let calls = 0;

  const check = (emits: readonly McEmission[]): void => {
    for (const { name, payload, callId, settles } of emits) {
      if (settles && callId) settled.set(callId, (settled.get(callId) ?? 0) + 1);
      expect(isAstPayload(name, payload), `${name} ${JSON.stringify(payload)}`).toBe(true);
      const listed = astStatusesOf(name);
      if (listed && "status" in payload) expect(listed).toContain(payload["status"]);
    }
    const { at, busy, running, prompt, suspendedFrom } = mc.state();
    expect(mcStates).toContain(at);
    visited.add(at);
    expect(busy).toBe(running !== null);
    if (at.endsWith("_RUN")) expect(busy).toBe(true);
    if (prompt) expect(astFactsOf(prompt.name).kind).toBe("prompt");
    if (at === "SUSPENDED") expect(suspendedFrom).not.toBeNull();
    const { effects } = { effects: mc.wanted() };
    waiting.push(...effects.slice(effectsSeen));
    effectsSeen = effects.length;
  };

  const put = (input: McInput): readonly McEmission[] => {
    const emits = mc.put(input);
    for (const { name, settles } of emits) {
      if (name !== "Busy" && name !== "Idle") continue;
      // GetState brings the activity again; every other one alternates strictly.
      if (input.type === "call" && input.name.startsWith("GetState") && !settles) continue;
      expect(name).not.toBe(activity);
      activity = name;
    }
    check(emits);
    return emits;
  };

  const call = (name: string, payload: unknown): readonly McEmission[] => {
    const id = `c${++calls}`;
    asked.add(id);
    return put({ type: "call", id, name, payload, now });
  };

  const payloadOf = (name: AstEventName): object =>
    Object.fromEntries(
      Object.keys(astFactsOf(name).payload.properties)
        .filter(() => random() > 0.03)
        .map((key) => [key, pick(parameterValues[key] ?? ["aa"])]),
    );

  /** GetState never changes anything, and what it brings is the prompt that waits. */
  const resend = (): void => {
    const before = mc.state();
    const [reply, ...again] = call("GetState", {});
    if (before.at === "UNINITIALISED" || before.at === "RESTARTING") return expect(reply?.name).toBe("InvalidState");
    expect({ ...mc.state(), open: [] }).toEqual({ ...before, open: [] });
    expect(reply?.settles).toBe(true);
    expect(again.map(({ name }) => name).filter((name) => !astResendSet.includes(name))).toEqual([]);
    expect(again[0]?.name).toBe(before.busy ? "Busy" : "Idle");
    const prompts = again.filter(({ name }) => astFactsOf(name).kind === "prompt");
    expect(prompts.map(({ name }) => name)).toEqual(before.prompt ? [before.prompt.name] : []);
    const [prompt] = prompts;
    const timer = before.prompt?.deadline ? { timerValue: Math.max(0, Math.ceil((before.prompt.deadline.getTime() - now.getTime()) / 1000)) } : {};
    if (prompt) expect(prompt.payload).toEqual({ ...before.prompt?.payload, ...timer });
  };

  const outcomeOf = (effect: McEffect): McOutcome => {
    const status = random() > 0.4 ? "kOk" : pick(statuses);
    if (status !== "kOk") return { status, retryCounter: 3, ...(status === "kUpdateNecessary" && { update: mustUpdate }) };
    const factor = pick(["PIN", "TOKEN", "NONE"] as const);
    if (effect.kind === "enrol") return { ...(effect.autoLogin ? login(effect.user) : { status }), enrolled: detailsOf(effect.user) };
    if (/login/.test(effect.kind) && "user" in effect && effect.user) return login(effect.user);
    const fields: Partial<Record<McEffect["kind"], Partial<McOutcome>>> = {
      delete_users: { payload: { deleted: effect.kind === "delete_users" ? effect.users : [] } },
      start_operation: { factor, deadline: later(60), display: factor === "NONE" ? display : null },
      prove_operation_pin: { display, deadline: later(60) },
      give_operation_token: { display, deadline: later(60) },
      open_message: { text: "hello" },
    };
    return { status, ...fields[effect.kind] };
  };

  const finish = (effect: McEffect): void => {
    if (effect.kind === "restart") put({ type: "restarted", users: mc.state().users, now });
    else if (effect.kind === "list_offers")
      put({
        type: "offers",
        offers: random() > 0.5 ? [{ kind: pick(["TRANSACTION", "DISPLAY_MESSAGE"] as const), id: "op_1", banner: "b", deadline: later(90) }] : [],
        now,
      });
    else if ("callId" in effect) put({ type: "done", callId: effect.callId, outcome: outcomeOf(effect), now });
  };

  const somethingElse = (): void => {
    const others: readonly McInput[] = [
      { type: "tick", now: random() > 0.9 ? later(1000) : now },
      { type: "operation_ended", operationId: "op_1", status: "kServerCancel", now },
      { type: "connection", state: pick(["CONNECTED", "CONNECTION_LOST", "NOT_REACHABLE", "DISCONNECTED"] as const), now },
      { type: "alert", status: "kLockedUser", errorCode: 500000031, description: "locked", now },
      { type: "session_ended", now },
      { type: "suspend", now },
      { type: "resume", now },
      { type: "done", callId: "nobody", outcome: { status: "kOk" }, now },
    ];
    put(pick(others));
  };

  const wisely = (): AstEventName => {
    const { prompt, at } = mc.state();
    const answers = prompt
      ? astFactsOf(prompt.name).answers
      : at === "TX_OFFERED"
        ? ["StartTransaction"]
        : at === "MSG_OFFERED"
          ? ["StartDisplayMessage"]
          : [];
    return upward.find((name) => name === pick(answers.length > 0 ? answers : upward)) ?? pick(upward);
  };

  const oneStep = (): void => {
    const dice = random();
    if (mc.state().at === "UNINITIALISED" && dice < 0.5) call("Start", { locale: "en", version: { major: 1, minor: 0, build: 0 }, appName: "app" });
    else if (mc.state().at === "SUSPENDED" && dice < 0.3) put({ type: "resume", now });
    else if (dice < 0.3 && waiting.length > 0) finish(waiting.splice(Math.floor(random() * waiting.length), 1)[0] ?? { kind: "end_session" });
    else if (dice < 0.4) resend();
    else if (dice < 0.46) somethingElse();
    else if (dice < 0.5) call(`${pick(upward)}Nonsense`, {});
    else {
      const name = dice < 0.8 ? wisely() : pick(upward);
      call(random() > 0.9 ? `${name}Event` : name, payloadOf(name));
    }
  };

  for (let taken = 0; taken < 400; taken++) oneStep();
  put({ type: "resume", now });
  while (waiting.length > 0) finish(waiting.shift() ?? { kind: "end_session" });
  return { asked, settled, visited, state: mc.state() };
};

const everywhere = new Set<McStateName>();

describe("the machine, walked at random", () => {
  it.each([
    ["SSMS", { environments: ["SSMS"] }],
    ["both", { environments: ["SSMS", "Maverick"] }],
    ["Maverick on a phone", { environments: ["Maverick"], platform: "Mobile" }],
  ] as const)("%s: stays in its states, settles every call once, and every resend is the pending prompt", (_name, profile) => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 30; seed++) {
      const { asked, settled, visited, state } = walk(seed, profile);
      for (const at of visited) everywhere.add(at);
      const twice = [...settled].filter(([, times]) => times !== 1);
      expect(twice, `seed ${seed}`).toEqual([]);
      expect(
        [...asked].filter((id) => !settled.has(id)),
        `seed ${seed}`,
      ).toEqual([]);
      expect(state.open, `seed ${seed}`).toEqual([]);
      expect(state.running, `seed ${seed}`).toBeNull();
      seen.add(state.at);
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  it("went through every state there is", () => {
    expect(mcStates.filter((at) => !everywhere.has(at))).toEqual([]);
  });
});
