import {
  connectEventCatalogue,
  connectSequences,
  isConnectPageMessage,
  shapeNameOf,
  type ConnectMode,
  type ConnectPageMessage,
  type LoggedEvent,
  type SessionEventType,
} from "@drawbridge/contract";
import {
  startFlow,
  transition,
  type ChosenInstitution,
  type Existing,
  type FlowContext,
  type FlowInput,
  type FlowSettings,
  type FlowStart,
  type FlowState,
  type Repair,
} from "@drawbridge/domain";
import { describe, expect, it } from "vitest";
import type { ConnectContext } from "../src/faces/connect/connect-context.ts";
import { projectConnect } from "../src/faces/connect/projection.ts";

type Data = Readonly<Record<string, unknown>>;
type Fact = readonly [type: SessionEventType, data?: Data];
const modes = ["full", "lite", "fix"] as const;

const sessionHex = "3b9f6c1e".repeat(8);
const contextOf = (mode: ConnectMode, over: Partial<ConnectContext> = {}): ConnectContext => ({
  mode,
  partnerNo: 5150,
  customerNo: 41_007,
  timestamp: 1_767_225_600_000,
  ttl: 1_767_232_800_000,
  experience: null,
  sessionHex,
  idFormat: "number",
  locale: "en",
  ...over,
});
const logged = ([type, data = {}]: Fact, index = 0): LoggedEvent => ({
  id: `evt_${index}`,
  seq: index + 1,
  sessionId: "ses_1",
  tenantId: "ten_1",
  occurredAt: "2026-01-01T00:00:00.000Z",
  attemptId: null,
  step: "search",
  type,
  data,
});
const project = (facts: readonly Fact[], context: ConnectContext): readonly ConnectPageMessage[] =>
  facts.flatMap((fact, index) => projectConnect(logged(fact, index), context));

const institution = { id: "ins_1", no: 9001, slug: "harbour-bank", name: "Harbour Bank", url: "https://harbour.example" };
const connection = { id: "con_1", no: 77 };
const accounts = [
  { id: "acc_1", no: 610_001 },
  { id: "acc_2", no: 610_002 },
];
/** A repair knows its connection's accounts from the start; only its events may tell them before the bank has answered. */
const at = { institution, connection, accounts };
const nos = ["610001", "610002"];

const user = (action: string, fields: Data) => ({ type: "user", data: { action, ...fields } });
const route = (screen: string, params: Data = {}) => ({ type: "route", data: { screen, params } });
const owner = { customerId: 41_007, partnerId: 5150 };
const times = { timestamp: 1_767_225_600_000, ttl: 1_767_232_800_000 };
const begun = { accounts: null, accountIds: [], success: null, errorCode: null };
const done = { accounts: 2, accountIds: nos, success: true, errorCode: null };
const challenge = { accounts: null, accountIds: [], success: true, errorCode: null };
const failed = (errorCode: number) => ({ accounts: null, accountIds: [], success: false, errorCode });
const bank = { institutionId: 9001 };
const login = { institutionId: 9001, institutionLoginId: 77 };
const noLogin = { institutionId: 9001, institutionLoginId: null };
const repairFailed = (errorCode: number) => ({ ...login, accounts: 2, accountIds: nos, success: false, errorCode });
const endOf = (type: ConnectMode, reason: string, code: number) =>
  user("End", { reason, ...owner, ...times, experience: null, sessionId: sessionHex, code, type, product: "aggregation" });

interface Row {
  readonly name: string;
  readonly fact: Fact;
  readonly full?: readonly object[];
  readonly lite?: readonly object[];
  readonly fix?: readonly object[];
}
const everywhere = (messages: readonly object[]) => ({ full: messages, lite: messages, fix: messages });
const initialize = (type: ConnectMode) => [
  user("Initialize", { ...owner, ...times, type, experience: null, sessionId: sessionHex, product: "aggregation", borrowerType: "primary" }),
];
const alert = {
  alertType: "ERROR",
  title: "Those details did not match",
  message: "Check them and try again.",
  errorCode: 103,
  data: { details: "credentials_rejected" },
};
const timeout = [user("SessionTimeout", { ...owner, timestamp: times.timestamp, sessionId: sessionHex })];
const done200 = { type: "done", data: { code: 200, reason: "complete", reportData: [] } };
const cancel = { type: "cancel", data: { code: 100, reason: "exit" } };
const timedOut = { type: "error", data: { code: 1440, reason: "timeout" } };
const wrong = { type: "error", data: { code: 500, reason: "error" } };
const search = [route("search", { query: "harbour" })];

/** Every canonical event in every journey; a journey that is left out hears nothing. */
const table: readonly Row[] = [
  { name: "a session starts", fact: ["session.started"], full: initialize("full"), fix: initialize("fix") },
  { name: "consent", fact: ["consent.given", { jobTypes: ["transactions"], consentDays: 90 }] },
  {
    name: "a search with results",
    fact: ["institution.searched", { term: "harbour", resultCount: 3, attempts: 2 }],
    full: [user("SearchInstitutions", { searchTerm: "harbour", resultCount: 3, attempts: 2 }), ...search],
    lite: search,
    fix: search,
  },
  {
    name: "a search without results",
    fact: ["institution.searched", { term: "harbour", resultCount: 0, attempts: 1 }],
    full: [user("SearchInstitutions", { searchTerm: "harbour", resultCount: 0, attempts: 1 })],
  },
  { name: "two letters", fact: ["institution.searched", { term: "ha", resultCount: 0, attempts: 1 }] },
  { name: "two letters and blanks", fact: ["institution.searched", { term: " h a ", resultCount: 0, attempts: 1 }] },
  {
    name: "a choice",
    fact: ["institution.selected", { institution, supported: true }],
    full: [user("SelectInstitution", { ...bank, supported: true })],
  },
  {
    name: "an unsupported choice",
    fact: ["institution.selected", { institution, supported: false }],
    full: [user("SelectInstitution", { ...bank, supported: false })],
  },
  {
    name: "sign-in begins",
    fact: ["sign_in.started", at],
    full: [user("SignInAttempt", { ...bank, ...begun })],
    fix: [user("FixSignInAttempt", { ...login, ...begun, accountIds: nos })],
  },
  {
    name: "signed in",
    fact: ["sign_in.succeeded", at],
    full: [user("SignInAttempt", { ...bank, ...done })],
    fix: [user("FixSignInAttempt", { ...login, ...done })],
  },
  {
    name: "sign-in is challenged",
    fact: ["sign_in.challenged", { ...at, challenges: ["text"] }],
    full: [user("SignInAttempt", { ...bank, ...challenge })],
    fix: [user("FixSignInAttempt", { ...login, ...challenge, accountIds: nos })],
  },
  {
    name: "sign-in fails",
    fact: ["sign_in.failed", { ...at, failure: "credentials_rejected" }],
    full: [user("SignInAttempt", { ...bank, ...failed(103) })],
    fix: [user("FixSignInAttempt", repairFailed(103))],
  },
  {
    name: "a first login, while one is repaired",
    fact: ["sign_in.started", { institution, connection: null }],
    full: [user("SignInAttempt", { ...bank, ...begun })],
  },
  {
    name: "an answer is sent",
    fact: ["mfa.started", at],
    full: [user("MfaAttempt", { ...bank, ...begun })],
    lite: [user("MfaAttempt", { ...bank, ...begun })],
    fix: [user("FixMfaAttempt", { ...login, ...begun, accountIds: nos })],
  },
  {
    name: "an answer is right",
    fact: ["mfa.succeeded", at],
    full: [user("MfaAttempt", { ...bank, ...done })],
    lite: [user("MfaAttempt", { ...bank, ...done })],
    fix: [user("FixMfaAttempt", { ...login, ...done })],
  },
  {
    name: "another challenge",
    fact: ["mfa.challenged", { ...at, challenges: ["otp"] }],
    full: [user("MfaAttempt", { ...bank, ...challenge })],
    lite: [user("MfaAttempt", { ...bank, ...challenge })],
    fix: [user("FixMfaAttempt", { ...login, ...challenge, accountIds: nos })],
  },
  {
    name: "an answer is wrong",
    fact: ["mfa.failed", { ...at, failure: "mfa_wrong" }],
    full: [user("MfaAttempt", { ...bank, ...failed(187) })],
    lite: [user("MfaAttempt", { ...bank, ...failed(187) })],
    fix: [user("FixMfaAttempt", repairFailed(187))],
  },
  {
    name: "an answer for a new login",
    fact: ["mfa.started", { institution, connection: null }],
    ...everywhere([user("MfaAttempt", { ...bank, ...begun })]),
  },
  {
    name: "the bank's window opens",
    fact: ["oauth.launched", { ...at, blocked: false }],
    full: [user("LaunchOAuth", { ...bank, success: true, errorCode: null }), route("oauth", { institutionId: "9001" })],
    lite: [route("oauth", { institutionId: "9001" })],
    fix: [user("FixSignInAttempt", { ...login, ...begun, accountIds: nos }), route("oauth", { institutionId: "9001" })],
  },
  { name: "the bank's window is blocked", fact: ["oauth.launched", { ...at, blocked: true }] },
  {
    name: "no window for want of an address",
    fact: ["oauth.launched", { ...at, blocked: false, failure: "bank_down" }],
    full: [user("LaunchOAuth", { ...bank, success: false, errorCode: 102 })],
    fix: [user("FixSignInAttempt", repairFailed(102))],
  },
  {
    name: "back from the bank",
    fact: ["oauth.returned", at],
    full: [user("OAuthSignInAttempt", { ...bank, success: true, errorCode: null })],
    fix: [user("FixSignInAttempt", { ...login, ...done })],
  },
  {
    name: "permission denied at the bank",
    fact: ["oauth.failed", { ...at, failure: "consent_denied" }],
    full: [user("OAuthSignInAttempt", { ...bank, success: false, errorCode: 239 })],
    fix: [user("FixSignInAttempt", repairFailed(239))],
  },
  { name: "accounts are offered", fact: ["accounts.offered", { institution, accounts }] },
  {
    name: "adding begins",
    fact: ["accounts.adding", { ...at, oauth: false }],
    full: [user("AddAccounts", { ...noLogin, ...begun })],
    lite: [user("AddAccounts", { ...noLogin, ...begun })],
  },
  { name: "adding begins after OAuth", fact: ["accounts.adding", { ...at, oauth: true }], lite: [user("AddAccounts", { ...noLogin, ...begun })] },
  {
    name: "accounts are added",
    fact: ["accounts.added", { ...at, oauth: false }],
    full: [user("AddAccounts", { ...login, ...done })],
    lite: [user("AddAccounts", { ...login, ...done })],
  },
  {
    name: "accounts are added after OAuth",
    fact: ["accounts.added", { ...at, oauth: true }],
    full: [user("OAuthAddAccounts", { ...login, ...done })],
    lite: [user("AddAccounts", { ...login, ...done })],
  },
  {
    name: "adding fails",
    fact: ["accounts.add_failed", { ...at, failure: "provider_failed", oauth: false }],
    full: [user("AddAccounts", { ...noLogin, ...failed(100) })],
    lite: [user("AddAccounts", { ...noLogin, ...failed(100) })],
  },
  {
    name: "adding fails after OAuth",
    fact: ["accounts.add_failed", { ...at, failure: "provider_failed", oauth: true }],
    full: [user("OAuthAddAccounts", { ...noLogin, ...failed(100) })],
    lite: [user("AddAccounts", { ...noLogin, ...failed(100) })],
  },
  { name: "removing begins", fact: ["accounts.removing", at], full: [user("RemoveAccounts", { ...noLogin, ...begun })] },
  { name: "accounts are removed", fact: ["accounts.removed", at], full: [user("RemoveAccounts", { ...login, ...done })] },
  {
    name: "removing fails",
    fact: ["accounts.remove_failed", { ...at, failure: "unexpected" }],
    full: [user("RemoveAccounts", { ...noLogin, ...failed(500) })],
  },
  { name: "a connection is there", fact: ["connection.created", { ...at, user: { id: "usr_1", no: 1 } }] },
  {
    name: "accounts are handed over",
    fact: ["accounts.submitted", { accounts }],
    full: [
      user("SubmitAccounts", {
        ...owner,
        ...times,
        type: "full",
        experience: null,
        sessionId: sessionHex,
        product: "aggregation",
        accounts: 2,
        accountIds: nos,
      }),
    ],
  },
  {
    name: "an alert about an institution",
    fact: ["alert.shown", { failure: "credentials_rejected", remediation: "reenter_credentials", institution }],
    ...everywhere([user("DisplayAlert", { ...alert, ...bank, institutionName: "Harbour Bank" })]),
  },
  {
    name: "an alert about none",
    fact: ["alert.shown", { failure: "credentials_rejected", remediation: "reenter_credentials", institution: null }],
    ...everywhere([user("DisplayAlert", alert)]),
  },
  { name: "the consent screen", fact: ["step.changed", { from: null, to: "consent", institution: null }], ...everywhere([route("landing")]) },
  { name: "the search screen", fact: ["step.changed", { from: null, to: "search", institution: null }], ...everywhere([route("search")]) },
  {
    name: "the sign-in form",
    fact: ["step.changed", { from: "search", to: "sign_in", institution }],
    ...everywhere([route("login", { institutionId: "9001" })]),
  },
  {
    name: "the account choice",
    fact: ["step.changed", { from: "connecting", to: "accounts", institution }],
    ...everywhere([route("accounts", { institutionId: "9001" })]),
  },
  {
    name: "the bank's hand-off",
    fact: ["step.changed", { from: "search", to: "oauth", institution }],
    ...everywhere([route("sign-in", { institutionId: "9001" })]),
  },
  {
    name: "the first screen of a session at an institution",
    fact: ["step.changed", { from: null, to: "sign_in", institution }],
    full: [route("login", { institutionId: "9001" })],
    lite: [route("login", { institutionId: "9001" })],
    fix: [route("fix", { institutionId: "9001" }), route("login", { institutionId: "9001" })],
  },
  { name: "the terms in detail", fact: ["dialog.opened", { dialog: "terms_details", institution }], ...everywhere([route("terms-details")]) },
  {
    name: "the question before leaving",
    fact: ["dialog.opened", { dialog: "exit_confirm", institution }],
    ...everywhere([route("exit-confirm", { institutionId: "9001" })]),
  },
  {
    name: "back from a dialog",
    fact: ["dialog.closed", { to: "sign_in", institution }],
    ...everywhere([route("login", { institutionId: "9001" })]),
  },
  { name: "accounts that are connected already", fact: ["accounts.duplicate_found", { institution, accounts }], ...everywhere([]) },
  { name: "the end", fact: ["step.changed", { from: "review", to: "ended", institution: null }], ...everywhere([route("done")]) },
  { name: "the review", fact: ["step.changed", { from: "connecting", to: "review", institution }], ...everywhere([route("review")]) },
  {
    name: "an error without an institution",
    fact: ["step.changed", { from: "search", to: "error", institution: null }],
    ...everywhere([route("alert")]),
  },
  { name: "the time is over", fact: ["session.timed_out"], ...everywhere(timeout) },
  {
    name: "complete",
    fact: ["session.ended", { reason: "complete" }],
    full: [endOf("full", "complete", 200), done200],
    lite: [done200],
    fix: [endOf("fix", "complete", 200), done200],
  },
  {
    name: "nothing to fix",
    fact: ["session.ended", { reason: "complete", nothingToFix: true }],
    full: [endOf("full", "complete", 201), { type: "done", data: { code: 201, reason: "complete", reportData: [] } }],
    lite: [{ type: "done", data: { code: 201, reason: "complete", reportData: [] } }],
    fix: [endOf("fix", "complete", 201), { type: "done", data: { code: 201, reason: "complete", reportData: [] } }],
  },
  {
    name: "exit",
    fact: ["session.ended", { reason: "exit" }],
    full: [endOf("full", "exit", 100), cancel],
    lite: [cancel],
    fix: [endOf("fix", "exit", 100), cancel],
  },
  {
    name: "timeout",
    fact: ["session.ended", { reason: "timeout" }],
    full: [endOf("full", "timeout", 1440), timedOut],
    lite: [timedOut],
    fix: [endOf("fix", "timeout", 1440), timedOut],
  },
  {
    name: "error",
    fact: ["session.ended", { reason: "error" }],
    full: [endOf("full", "error", 500), wrong],
    lite: [wrong],
    fix: [endOf("fix", "error", 500), wrong],
  },
  { name: "abandoned", fact: ["session.ended", { reason: "abandoned" }] },
];

describe("what each journey hears of one logged event", () => {
  const cells = table.flatMap((row) => modes.map((mode) => ({ name: row.name, mode, fact: row.fact, expected: row[mode] ?? [] })));
  it.each(cells)("$name, $mode", ({ mode, fact, expected }) => {
    const messages = project([fact], contextOf(mode));
    // Key order is part of the contract, so the text is compared.
    expect(messages.map((message) => JSON.stringify(message))).toEqual(expected.map((message) => JSON.stringify(message)));
    expect(messages.filter((message) => !isConnectPageMessage(message))).toEqual([]);
  });

  it("prints ids as text where the experience says so, and nothing else", () => {
    const context = contextOf("full", { idFormat: "string", experience: "default" });
    expect(project([["session.started"], ["accounts.added", { ...at, oauth: false }]], context)).toEqual([
      user("Initialize", {
        customerId: "41007",
        partnerId: "5150",
        ...times,
        type: "full",
        experience: "default",
        sessionId: sessionHex,
        product: "aggregation",
        borrowerType: "primary",
      }),
      user("AddAccounts", { institutionId: "9001", institutionLoginId: "77", ...done }),
    ]);
  });
});

const searched: Fact = ["institution.searched", { term: "harbour", resultCount: 3, attempts: 1 }];
const selected: Fact = ["institution.selected", { institution, supported: true }];
const chosen: readonly Fact[] = [
  ["session.started"],
  ["step.changed", { from: null, to: "search", institution: null }],
  searched,
  selected,
  ["step.changed", { from: "search", to: "sign_in", institution }],
];
const signIn: readonly Fact[] = [["consent.given"], ["sign_in.started", at]];
const rejected: readonly Fact[] = [
  ...signIn,
  ["sign_in.failed", { ...at, failure: "credentials_rejected" }],
  ["alert.shown", { ...at, failure: "credentials_rejected" }],
];
const signedIn: readonly Fact[] = [...signIn, ["sign_in.succeeded", at]];
const answered: readonly Fact[] = [...signIn, ["sign_in.challenged", at], ["mfa.started", at], ["mfa.succeeded", at]];
const added: readonly Fact[] = [
  ["accounts.offered", { institution, accounts }],
  ["accounts.adding", { ...at, oauth: false }],
  ["connection.created", at],
  ["accounts.added", { ...at, oauth: false }],
];
const completed: readonly Fact[] = [
  ["accounts.submitted", { accounts }],
  ["session.ended", { reason: "complete" }],
];
const byBank: readonly Fact[] = [
  ["oauth.launched", { ...at, blocked: false }],
  ["oauth.returned", at],
  ["accounts.adding", { ...at, oauth: true }],
  ["accounts.added", { ...at, oauth: true }],
];
const named: readonly Fact[] = [["session.started"], ["step.changed", { from: null, to: "sign_in", institution }]];
const timeOver: readonly Fact[] = [["session.timed_out"], ["session.ended", { reason: "timeout" }]];

/** The log behind each canonical sequence. */
const logs: Readonly<Record<string, readonly Fact[]>> = {
  "Full, credentials": [...chosen, ...signedIn, ...added, ...completed],
  "Full, credentials and challenge": [...chosen, ...answered, ...added, ...completed],
  "Full, OAuth": [...chosen, ...byBank, ...completed],
  "Full, wrong password": [...chosen, ...rejected, ...signedIn, ...added, ...completed],
  "Full, exit": [["session.started"], ["session.ended", { reason: "exit" }]],
  "Full, timeout": [["session.started"], ...timeOver],
  "Full, attempt limit": [...chosen, ...rejected, ["session.ended", { reason: "error" }]],
  Lite: [...named, ...signedIn, ...added, ...completed],
  "Lite, challenge": [...named, ...answered, ...added, ...completed],
  "Lite, wrong password": [...named, ...rejected, ...signedIn, ...added, ...completed],
  "Lite, exit": [...named, ["session.ended", { reason: "exit" }]],
  "Lite, timeout": [...named, ...timeOver],
  Fix: [...named, ...signedIn, ...added, ...completed],
  "Fix, challenge": [...named, ...answered, ...added, ...completed],
  "Fix, OAuth": [...named, ...byBank, ...completed],
  "Fix, nothing to fix": [["session.started"], ["session.ended", { reason: "complete", nothingToFix: true }]],
  "Fix, exit": [...named, ["session.ended", { reason: "exit" }]],
};

const nameOf = (message: ConnectPageMessage): string => (message.type === "user" ? (shapeNameOf(message.data) ?? "no shape") : message.type);

describe("an alert", () => {
  it.each([
    ["en", "Those details did not match"],
    ["fr-CA", "Ces identifiants ne correspondent pas"],
    ["es", "Esos datos no coinciden"],
    ["de-AT", "Diese Angaben stimmen nicht"],
    ["ar", "هذه البيانات غير مطابقة"],
    ["en-XA", "Those details did not match"],
  ])("is told in the language of the session, %s", (locale, title) => {
    const [message] = project([["alert.shown", { failure: "credentials_rejected", institution }]], contextOf("full", { locale }));
    expect(message).toMatchObject({ type: "user", data: { action: "DisplayAlert", title } });
  });
});

describe("canonical sequences", () => {
  it.each(connectSequences)("$flow", ({ flow, mode, steps }) => {
    const messages = project(logs[flow] ?? [], contextOf(mode)).filter(({ type }) => type !== "route");
    expect(messages.map(nameOf)).toEqual(steps);
  });

  it("a whole Full session, word for word", () => {
    expect(project(logs["Full, credentials and challenge"] ?? [], contextOf("full"))).toEqual([
      ...initialize("full"),
      route("search"),
      user("SearchInstitutions", { searchTerm: "harbour", resultCount: 3, attempts: 1 }),
      route("search", { query: "harbour" }),
      user("SelectInstitution", { ...bank, supported: true }),
      route("login", { institutionId: "9001" }),
      user("SignInAttempt", { ...bank, ...begun }),
      user("SignInAttempt", { ...bank, ...challenge }),
      user("MfaAttempt", { ...bank, ...begun }),
      user("MfaAttempt", { ...bank, ...done }),
      user("AddAccounts", { ...noLogin, ...begun }),
      user("AddAccounts", { ...login, ...done }),
      user("SubmitAccounts", {
        ...owner,
        ...times,
        type: "full",
        experience: null,
        sessionId: sessionHex,
        product: "aggregation",
        accounts: 2,
        accountIds: nos,
      }),
      endOf("full", "complete", 200),
      done200,
    ]);
  });
});

/** What the published source notes on null, populated and false, per action; rulings included. */
const notes: readonly (readonly [action: string, mode: ConnectMode, types: Readonly<Record<string, SessionEventType>>])[] = [
  ["SignInAttempt", "full", { begin: "sign_in.started", success: "sign_in.succeeded", challenge: "sign_in.challenged", failure: "sign_in.failed" }],
  ["MfaAttempt", "full", { begin: "mfa.started", success: "mfa.succeeded", challenge: "mfa.challenged", failure: "mfa.failed" }],
  ["AddAccounts", "full", { begin: "accounts.adding", success: "accounts.added", failure: "accounts.add_failed" }],
  ["RemoveAccounts", "full", { begin: "accounts.removing", success: "accounts.removed", failure: "accounts.remove_failed" }],
  ["FixSignInAttempt", "fix", { begin: "sign_in.started", success: "sign_in.succeeded", challenge: "sign_in.challenged", failure: "sign_in.failed" }],
  ["FixMfaAttempt", "fix", { begin: "mfa.started", success: "mfa.succeeded", challenge: "mfa.challenged", failure: "mfa.failed" }],
];
const noted: Readonly<Record<string, Data>> = {
  begin: { success: null, accounts: "null", errorCode: "null" },
  success: { success: true, accounts: "populated", errorCode: "null" },
  challenge: { success: true, accounts: "null", errorCode: "null" },
  failure: { success: false, accounts: "null", errorCode: "populated" },
};
const noteOf = (message: ConnectPageMessage | undefined): Data => {
  const data: Data = message?.type === "user" ? message.data : {};
  const saying = (key: string) => (data[key] === null ? "null" : "populated");
  return { success: data["success"], accounts: saying("accounts"), errorCode: saying("errorCode") };
};

describe("the source's notes on null, populated and false", () => {
  const cases = notes.flatMap(([action, mode, types]) => Object.entries(types).map(([outcome, type]) => ({ action, mode, outcome, type })));
  it.each(cases)("$action, $outcome", ({ action, mode, outcome, type }) => {
    const messages = project([[type, { ...at, failure: outcome === "failure" ? "unexpected" : null }]], contextOf(mode));
    // R1c: a repair that failed still knows its accounts.
    const expected = action.startsWith("Fix") && outcome === "failure" ? { ...noted[outcome], accounts: "populated" } : noted[outcome];
    expect(messages).toHaveLength(1);
    expect(messages.map(noteOf)).toEqual([expected]);
    expect(messages.map(({ type: kind }) => kind)).toEqual(["user"]);
  });
});

/** A small seeded generator (mulberry32): a failing run can be repeated by its seed. */
const randomOf = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};
const seeds = Array.from({ length: 60 }, (_unused, seed) => seed + 1);

/** What holds of every message, whatever the log says. */
const isExact = (message: ConnectPageMessage, context: ConnectContext): boolean => {
  if (!isConnectPageMessage(message)) return false;
  if (message.type !== "user") return true;
  const { data } = message;
  const heard = connectEventCatalogue.some(({ name, modes: heardBy }) => name === data.action && heardBy.some((mode) => mode === context.mode));
  const counted = !("accounts" in data) || data.accounts === null || data.accounts === data.accountIds.length;
  const printed = !("institutionId" in data) || typeof data.institutionId === context.idFormat;
  return heard && counted && printed;
};
const inexact = (messages: readonly ConnectPageMessage[], context: ConnectContext) => messages.filter((message) => !isExact(message, context));

describe("any log", () => {
  it("gives only messages of the catalogue, of this journey, in this id format", () => {
    for (const seed of seeds) {
      const random = randomOf(seed);
      const context = contextOf(modes[random(3)] ?? "full", {
        idFormat: random(2) === 0 ? "number" : "string",
        experience: random(2) === 0 ? null : "default",
      });
      const facts = Array.from({ length: 30 }, () => table[random(table.length)]?.fact ?? (["session.started"] as const));
      expect(inexact(project(facts, context), context), `seed ${seed}`).toEqual([]);
    }
  });
});

const card = (no: number, over: Partial<ChosenInstitution["card"]> = {}): ChosenInstitution["card"] => ({
  id: `ins_${no}`,
  slug: `bank-${no}`,
  no,
  name: `Bank ${no}`,
  domain: "bank.example",
  url: "https://bank.example",
  logo: null,
  supportsOauth: false,
  connectable: true,
  health: "healthy",
  ...over,
});
const banks: readonly ChosenInstitution[] = [
  { card: card(1), signIn: "form", fields: [], aggregator: "sandbox" },
  { card: card(2), signIn: "redirect", fields: [], aggregator: "sandbox" },
  { card: card(3, { connectable: false }), signIn: "form", fields: [], aggregator: "sandbox" },
  { card: card(4, { health: "down" }), signIn: "form", fields: [], aggregator: "sandbox" },
];
const offered = accounts.map(({ id, no }) => ({
  id,
  no,
  name: "Account",
  group: "deposit" as const,
  masked: "••1",
  balance: null,
  currency: "EUR",
  eligible: true,
  reason: null,
}));
const question = { id: "q", kind: "text" as const, prompt: "Colour?", options: [], choose: null, sentTo: null, attemptsLeft: null, expiresAt: null };
const saved = {
  connectionId: "con_1",
  institutionName: "Bank",
  accounts: 2,
  consentExpiresAt: "2027-01-01T00:00:00Z",
  ref: connection,
  refs: accounts,
};
const repair: Repair = { connection, accounts, journey: "reauth", jobTypes: ["transactions"], origin: "link" };
const existing: Existing = {
  repair: { ...repair, origin: "duplicate" },
  matches: accounts.map((account) => ({ foundId: account.id, account })),
};
const removal = { connection, institution: { ...institution }, accounts, whole: true };
const inputs: readonly FlowInput[] = [
  { type: "consent_given" },
  { type: "search_settled", term: "harbour", resultCount: 2 },
  { type: "search_settled", term: "ha", resultCount: 0 },
  ...banks.map((one): FlowInput => ({ type: "institution_chosen", institution: one })),
  { type: "credentials_submitted", fields: [] },
  { type: "answers_submitted", fields: [] },
  { type: "oauth_launched", blocked: false },
  { type: "oauth_launched", blocked: true },
  { type: "oauth_cancelled" },
  { type: "accounts_chosen", accountIds: ["acc_1", "acc_2"] },
  { type: "another_requested" },
  { type: "submitted" },
  { type: "retry" },
  { type: "choose_other" },
  { type: "back" },
  { type: "challenged", challenges: [question], pollAfterMs: null, rejected: false },
  { type: "challenged", challenges: [question], pollAfterMs: null, rejected: true },
  { type: "manage_requested" },
  { type: "removal_requested", removal },
  { type: "managed", notice: { kind: "removed", institutionName: "Bank", until: null } },
  { type: "revocation_requested", connection },
  { type: "sync_requested", connection },
  ...banks.map((one): FlowInput => ({ type: "repair_requested", institution: one, repair: { ...repair, origin: "manage" } })),
  { type: "existing_used" },
  { type: "added_anyway" },
  { type: "signed_in" },
  { type: "oauth_returned" },
  { type: "accounts_found", accounts: offered, existing: null },
  { type: "accounts_found", accounts: offered, existing },
  { type: "accounts_found", accounts: [], existing: null },
  { type: "data_saved", connected: saved },
  { type: "failed", failure: "credentials_rejected", attemptsLeft: 3 },
  { type: "failed", failure: "bank_down", attemptsLeft: null },
  { type: "failed", failure: "mfa_expired", attemptsLeft: null },
];
const endings: readonly FlowInput[] = [{ type: "exit" }, { type: "idle_expired" }, { type: "time_over", present: true }];

const phaseOf = ({ step }: FlowState) => (step.at === "connecting" ? step.phase : null);
const isWorking = ({ step }: FlowState): boolean => step.at === "manage" && step.working !== null;

/** The outside answers only what it was asked, and the bank sends back only whom it was given. */
const guards: Readonly<Partial<Record<FlowInput["type"], (state: FlowState, input: FlowInput) => boolean>>> = {
  challenged: (state, input) =>
    phaseOf(state) === "signing_in" &&
    state.institution?.signIn === "form" &&
    !("rejected" in input && input.rejected && state.attempt?.kind !== "mfa"),
  signed_in: (state) => phaseOf(state) === "signing_in",
  accounts_found: (state) => phaseOf(state) === "finding_accounts",
  data_saved: (state) => phaseOf(state) === "getting_data",
  managed: isWorking,
  failed: (state) => phaseOf(state) !== null || isWorking(state),
  oauth_returned: ({ step }) => step.at === "oauth" && step.launched,
};

interface Start {
  readonly settings: FlowSettings;
  readonly from: FlowStart;
}

const startOf = (mode: ConnectMode, random: (below: number) => number): Start => {
  const common = { consentStep: random(2) === 0, selection: random(2) === 0 ? ("many" as const) : ("none" as const), maxFailures: 5 };
  if (mode === "full") {
    return {
      settings: { ...common, journey: "connect", search: true, addAnother: true },
      from: { institution: null, repair: null, nothingToFix: false },
    };
  }
  const given = { ...common, search: false, addAnother: false };
  const chosenBank = banks[random(2)] ?? null;
  if (mode === "lite") return { settings: { ...given, journey: "connect" }, from: { institution: chosenBank, repair: null, nothingToFix: false } };
  return {
    settings: { ...given, journey: "reauth" },
    from: { institution: chosenBank, repair, nothingToFix: random(10) === 0 },
  };
};

/** Inputs that walks prefer, so that most of them come far. */
const leadsOn: ReadonlySet<FlowInput["type"]> = new Set([
  "consent_given",
  "institution_chosen",
  "credentials_submitted",
  "answers_submitted",
  "oauth_launched",
  "oauth_returned",
  "signed_in",
  "accounts_found",
  "accounts_chosen",
  "data_saved",
  "manage_requested",
  "removal_requested",
  "managed",
]);

const walk = (mode: ConnectMode, seed: number): readonly Fact[] => {
  const random = randomOf(seed);
  const contextAt = (n: number): FlowContext => ({
    newId: `attempt-${n}`,
    supportCode: "ABC-123",
    connection,
    consent: { jobTypes: ["transactions"], consentDays: 90 },
    user: { id: "usr_1", no: 7 },
    launchUrl: "https://connect.example/x",
  });
  const { settings, from } = startOf(mode, random);
  const first = startFlow(settings, from, contextAt(0));
  let { state } = first;
  const events = [...first.events];
  for (let n = 1; n < 60 && state.step.at !== "ended"; n += 1) {
    const results = (n > 55 ? endings : inputs).flatMap((input) => {
      const result = guards[input.type]?.(state, input) === false ? null : transition(state, input, contextAt(n));
      return result ? [{ input, result }] : [];
    });
    const onwards = results.filter(({ input }) => leadsOn.has(input.type));
    const pool = onwards.length > 0 && random(3) > 0 ? onwards : results;
    const picked = pool[random(pool.length)];
    if (!picked) break;
    state = picked.result.state;
    events.push(...picked.result.events);
  }
  return events.map(({ type, data }) => [type, data]);
};

const outcomes: Readonly<Record<string, readonly string[]>> = {
  SignInAttempt: ["signed in", "challenge", "failed"],
  MfaAttempt: ["signed in", "challenge", "failed"],
  AddAccounts: ["done", "failed"],
  RemoveAccounts: ["done", "failed"],
  FixSignInAttempt: ["repaired", "challenge", "failed"],
  FixMfaAttempt: ["repaired", "challenge", "failed"],
};

/** An alert explains the failed outcome before it; a blocked window has none. */
const isExplained = (message: ConnectPageMessage, before: string): boolean => {
  if (message.type !== "user" || message.data.action !== "DisplayAlert") return true;
  return message.data.errorCode === 1403 || before.endsWith(": failed");
};

const last = ["done", "cancel", "error"];

/** Rules on the order of one session (connect-events.md, 3.3 and 8.4); those that are broken. */
const brokenRules = (messages: readonly ConnectPageMessage[], mode: ConnectMode): readonly string[] => {
  const names = messages.map(nameOf);
  const broken: string[] = [];
  const open = new Map<string, boolean>();
  for (const [index, name] of names.entries()) {
    const [action = "", phase = ""] = name.split(": ");
    if (phase === "begin") open.set(action, true);
    if (outcomes[action]?.includes(phase)) {
      if (!open.get(action)) broken.push(`${index}: ${name} without a begin`);
      open.set(action, false);
    }
    if (action === "Initialize" && index !== 0) broken.push(`${index}: Initialize is not first`);
    if (last.includes(name) && index !== names.length - 1) broken.push(`${index}: something follows ${name}`);
    if (action === "End" && index !== names.length - 2) broken.push(`${index}: End is not just before the last message`);
  }
  const unexplained = messages.filter((message, index) => mode === "full" && !isExplained(message, names[index - 1] ?? ""));
  if (unexplained.length > 0) broken.push(`${unexplained.length} alerts without a failed outcome`);
  if (mode !== "lite" && names[0] !== "Initialize") broken.push("no Initialize");
  if (names.filter((name) => name === "SubmitAccounts").length > 1) broken.push("SubmitAccounts twice");
  if (!last.includes(names.at(-1) ?? "")) broken.push("no last message");
  return broken;
};

describe("random walks of the connect flow", () => {
  it.each(modes)("keep schema and order, %s", (mode) => {
    const seen = new Set<string>();
    for (const seed of seeds.slice(0, 30)) {
      const context = contextOf(mode);
      const messages = project(walk(mode, seed), context);
      expect(inexact(messages, context), `seed ${seed}`).toEqual([]);
      const told = messages.filter(({ type }) => type !== "route");
      const names = told.map(nameOf);
      for (const name of names) seen.add(name);
      expect(brokenRules(told, mode), `seed ${seed}: ${names.join(" · ")}`).toEqual([]);
    }
    expect([...seen].filter((name) => name === "no shape")).toEqual([]);
    expect(seen).toContain({ full: "RemoveAccounts: done", lite: "AddAccounts: done", fix: "FixMfaAttempt: repaired" }[mode]);
  });
});
