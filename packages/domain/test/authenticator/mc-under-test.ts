import {
  formatActivationCode,
  initialMcState,
  stepMc,
  type McEffect,
  type McEmission,
  type McInput,
  type McOutcome,
  type McProfile,
  type McState,
} from "../../src/index.ts";

export const now = new Date("2026-03-01T12:00:00Z");
export const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
export const ada = { tenantId: "bank", userId: "ada" };
export const bob = { tenantId: "bank", userId: "bob" };
export const detailsOf = (userIdentifier: typeof ada) => ({ userIdentifier, displayUsername: "", displayEmail: "" });
export const code = formatActivationCode(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
export const pin = "135790";

export const profile: McProfile = {
  environments: ["SSMS"],
  platform: "Desktop",
  fixedTenant: null,
  pinPolicy: { minLength: 6, maxLength: 12, digitsOnly: true },
};

export const login = (user = ada): McOutcome => ({ status: "kOk", login: { user, otp: "otp", claims: null } });

/** A machine that remembers what it said and what it wants done. */
export const mcUnderTest = (users: readonly (typeof ada)[] = [], given: Partial<McProfile> = {}) => {
  let state: McState = initialMcState({ ...profile, ...given }, users.map(detailsOf));
  let emits: McEmission[] = [];
  let effects: McEffect[] = [];
  let calls = 0;
  const put = (input: McInput): readonly McEmission[] => {
    const step = stepMc(state, input);
    state = step.state;
    emits = [...emits, ...step.emits];
    effects = [...effects, ...step.effects];
    return step.emits;
  };
  const mc = {
    state: () => state,
    put,
    call: (name: string, payload: unknown = {}, at = now) => put({ type: "call", id: `call-${++calls}`, name, payload, now: at }),
    done: (outcome: McOutcome, at = now) => {
      const effect = effects.findLast((waiting) => "callId" in waiting);
      return put({ type: "done", callId: effect && "callId" in effect ? effect.callId : "", outcome, now: at });
    },
    said: () => emits,
    wanted: () => effects,
    lastEffect: () => effects.findLast((waiting) => "callId" in waiting),
    start: () =>
      put({ type: "call", id: "start", name: "Start", payload: { locale: "en", version: { major: 1, minor: 0, build: 0 }, appName: "app" }, now }),
    /** Started, and ada is logged in. */
    logIn: () => {
      mc.start();
      mc.call("Login", { userIdentifier: ada, pin });
      return mc.done(login());
    },
    offer: (kind: "TRANSACTION" | "DISPLAY_MESSAGE" = "TRANSACTION") =>
      put({ type: "offers", offers: [{ kind, id: "op_1", banner: "Something waits", deadline: later(120) }], now }),
    /** A banner is out, and the operation is started with this factor. */
    startOperation: (factor: "PIN" | "TOKEN" | "NONE") => {
      mc.logIn();
      mc.offer();
      mc.call("StartTransaction");
      return mc.done({ status: "kOk", factor, deadline: later(120), display: factor === "NONE" ? display : null });
    },
  };
  return mc;
};

export const display = { text: "Share balances with Acme until 2026-06-01", data: { a: 1 }, numberMatch: null };

export const words = (emits: readonly McEmission[]): readonly string[] =>
  emits.map(({ name, payload }) => ("status" in payload ? `${name}{${String(payload["status"])}}` : name));
