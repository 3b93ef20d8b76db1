import { ACTIVATION_LOCK_BY, AST_ENVELOPE_VERSION, type AstEnvelope } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { firstState, userKey, type AppState } from "./app-state.ts";
import { onEvent } from "./on-event.ts";

const ada = { tenantId: "bank", userId: "ada" };
const now = 1_000_000;

const event = (name: string, payload: Readonly<Record<string, unknown>> = {}, error?: AstEnvelope["error"]): AstEnvelope => ({
  v: AST_ENVELOPE_VERSION,
  id: "id",
  name,
  ts: "2026-01-01T00:00:00.000Z",
  session: "session",
  priority: "default",
  payload: { ...payload },
  ...(error && { error }),
});

const login = (status: string, more: object = {}, error?: AstEnvelope["error"]): AstEnvelope =>
  event("LoginResult", { status, otp: "", userIdentifier: ada, retryCounter: 0, retryDelay: 0, ...more }, error);

const asked: AppState = { ...firstState, prompt: { ask: "login" }, chosen: ada };
const inside: AppState = onEvent(asked, login("kOk"), now);

describe("a refused login", () => {
  it("counts tries, and no lock comes of it", () => {
    const state = onEvent(asked, login("kWrongCredentials", { retryCounter: 2 }), now);
    expect(state.trouble).toMatchObject({ status: "kWrongCredentials", triesLeft: 2, lastTry: false });
    expect(state.locks).toEqual({});
  });

  it("knows when a lock for a time ends, and that one try is left after it", () => {
    const { locks } = onEvent(asked, login("kTemporaryLocked", { retryDelay: 1200, lastTry: true }), now);
    expect(locks[userKey(ada)]).toEqual({ kind: "for_a_time", until: now + 1_200_000, lastTry: true });
  });

  it("tells an operator's lock from a PIN that is blocked", () => {
    const lock = { by: "Kim", reason: "lost", liftableBy: "helpdesk", until: null };
    const byOperator = onEvent(asked, login("kLockedCertificate", { lock }), now);
    expect(byOperator.locks[userKey(ada)]).toEqual({ kind: "by_operator", whole: "device", lock });
    const error = { hasErrorOccurred: true, errorCode: 500_000_030, reportId: "", errorDescription: "" };
    expect(onEvent(asked, login("kLockedCertificate", {}, error), now).locks[userKey(ada)]).toEqual({ kind: "blocked" });
    expect(onEvent(asked, login("kUnknownCertificate"), now).locks[userKey(ada)]).toEqual({ kind: "removed" });
  });

  it("tells a device that waits to be confirmed from one that was locked", () => {
    const lock = { by: ACTIVATION_LOCK_BY, reason: "not confirmed", liftableBy: "helpdesk", until: null };
    expect(onEvent(asked, login("kLockedCertificate", { lock }), now).locks[userKey(ada)]).toEqual({ kind: "waits" });
  });

  it("is forgotten with its lock once somebody is in", () => {
    const locked = onEvent(asked, login("kTemporaryLocked", { retryDelay: 300 }), now);
    expect(onEvent(locked, login("kOk"), now)).toMatchObject({ user: ada, locks: {}, trouble: null, prompt: { ask: "nothing" } });
  });
});

describe("a session", () => {
  it("that a PIN closed for good has its lock to show", () => {
    const error = { hasErrorOccurred: true, errorCode: 500_000_030, reportId: "", errorDescription: "" };
    const changing = onEvent(inside, event("ChangePINResult", { status: "kFailed", retryCounter: 0 }, error), now);
    expect(changing.locks[userKey(ada)]).toEqual({ kind: "blocked" });
  });

  it("that the server ends, also for a lock or removal, is told of after the restart too, and is no line that is down", () => {
    const details = [{ userIdentifier: ada, displayUsername: "", displayEmail: "" }];
    const restart = { status: "kOk", sdkState: "LOGIN_REQUIRED", userList: [ada], userDetailsList: details, supportedFeatures: [] };
    const removed = { errorType: "ERROR", errorDescription: "The device was removed.", errorCode: 0 };
    for (const end of [event("ServerConnection", { connectionState: "DISCONNECTED" }), event("RuntimeError", removed)]) {
      const wrong = onEvent(inside, event("ChangePINResult", { status: "kInvalidPin", retryCounter: 4 }), now);
      const restarted = onEvent(onEvent(wrong, end, now), event("RestartResult", restart), now);
      const out = onEvent(restarted, event("StartLogin", { userIdentifiers: [ada] }), now);
      expect(out).toMatchObject({ note: "session_ended", trouble: null, user: null, line: inside.line, prompt: { ask: "login" } });
    }
  });

  it("that ends by itself is told of; a PIN that closed it shows its lock instead", () => {
    const out = event("StartLogin", { userIdentifiers: [ada] });
    expect(onEvent(inside, out, now)).toMatchObject({ user: null, chosen: ada, note: "session_ended" });
    const refused = event("ProvidePINResult", { status: "kTemporaryLocked", retryCounter: 0, retryDelay: 300 });
    expect(onEvent(onEvent(inside, refused, now), out, now)).toMatchObject({
      note: null,
      locks: { [userKey(ada)]: { kind: "for_a_time", until: now + 300_000 } },
    });
  });
});

describe("what is one person's", () => {
  it("is forgotten when somebody else logs in, and when the session ends", () => {
    const shared = { tenant: "Example Budget", connections: [], receipts: [] };
    const full: AppState = {
      ...inside,
      page: "shared",
      about: "con_1",
      shared,
      devices: [],
      past: [{ status: "kOk", banner: "Pay?", at: 1, notMe: false }],
    };
    const empty = { page: "home", about: null, shared: null, devices: null, past: [] };
    expect(onEvent(full, login("kOk", { userIdentifier: { tenantId: "bank", userId: "grace" } }), now)).toMatchObject(empty);
    expect(onEvent(full, event("StartLogin", { userIdentifiers: [ada] }), now)).toMatchObject(empty);
  });
});

describe("an operation", () => {
  it.each([
    ["not_me", "kUserCancel", true],
    ["unknown", "kUserCancel", false],
    ["not_me", "kServerCancel", false],
  ] as const)("refused as %s that ends with %s was reported: %s", (refusedAs, status, notMe) => {
    expect(onEvent({ ...inside, refusedAs }, event("TransactionEnd", { status }), now)).toMatchObject({ outcome: { notMe }, refusedAs: null });
  });

  it("that wants a fresh sign-in says what it is about and how long it waits, and is told after the login", () => {
    const offered = onEvent(inside, event("TriggerBanner", { bannerType: "TRANSACTION", payload: "Pay?", timer: 60, execute: false }), now);
    const wanted = onEvent(offered, event("IdpLoginRequired", { userIdentifier: ada }), now);
    expect(wanted).toMatchObject({ prompt: { ask: "fresh_sign_in", until: now + 60_000 }, offer: { banner: "Pay?" } });
    const out = onEvent({ ...wanted, user: null, note: "fresh_sign_in" }, event("StartLogin", { userIdentifiers: [ada] }), now);
    expect(out).toMatchObject({ prompt: { ask: "login" }, note: "fresh_sign_in", offer: null });
  });

  it("goes from banner to outcome, and an unknown end is never shown as approved", () => {
    const offered = onEvent(inside, event("TriggerBanner", { bannerType: "TRANSACTION", payload: "Pay?", timer: 60, execute: false }), now);
    expect(offered.offer).toEqual({ kind: "TRANSACTION", banner: "Pay?", until: now + 60_000 });
    const shown = onEvent(offered, event("DisplayConfirmationRequest", { timerValue: 30, transactionInformation: "Pay 1?", numberMatch: "07" }), now);
    expect(shown.prompt).toEqual({ ask: "confirm", until: now + 30_000, text: "Pay 1?", numberMatch: "07" });
    const ended = onEvent(shown, event("TransactionEnd", { status: "kNotReachable" }), now);
    expect(ended).toMatchObject({ offer: null, outcome: { status: "kNotReachable", banner: "Pay?" }, prompt: { ask: "nothing" } });
  });
});

describe("an event", () => {
  it.each([event("Unheard"), event("LoginResult", { status: 7 }), event("TriggerBanner", {})])("that is none changes nothing: $name", (strange) => {
    expect(onEvent(inside, strange, now)).toEqual(inside);
  });
});
