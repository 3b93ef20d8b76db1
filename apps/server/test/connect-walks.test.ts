import { connectEventCatalogue, isConnectPageMessage, type ConnectMode, type ConnectPageMessage } from "@drawbridge/contract";
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
import { accounts, connection, contextOf, type Fact, institution, modes, nameOf, project } from "./connect-projection-stage.ts";
import { table } from "./connect-projection-table.ts";

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
  return heard && counted && printed && "drawbridge" in data === context.enriched;
};
const inexact = (messages: readonly ConnectPageMessage[], context: ConnectContext) => messages.filter((message) => !isExact(message, context));

describe("any log", () => {
  it("gives only messages of the catalogue, of this journey, in this id format", () => {
    for (const seed of seeds) {
      const random = randomOf(seed);
      const context = contextOf(modes[random(3)] ?? "full", {
        idFormat: random(2) === 0 ? "number" : "string",
        enriched: random(2) === 0,
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
  historyPending: false,
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
  { type: "renewals_requested", connections: [connection] },
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
