import type { DraftEvent } from "@drawbridge/contract";
import type { Attempt, FlowContext, FlowFact, FlowResult, FlowState, FoundAccount } from "./flow-state.ts";
import { at, atInstitution, happened, move, refOf } from "./move.ts";
import { askAboutDuplicate, withExisting } from "./duplicate.ts";
import { askApproval, consentQuestion, needsApproval } from "./approval.ts";
import { fail } from "./fail.ts";
import { leaveRepair } from "./manage.ts";

const connectingStep = { at: "connecting", phase: "signing_in" } as const;

/** Consent given as a section of the screen is recorded with the first use of its button. */
export const withConsent = (from: FlowState, context: FlowContext): readonly DraftEvent[] =>
  from.consentGiven ? [] : [happened(from, "consent.given", context.consent)];

/** Credentials, or the short form of an asset provider, were sent. */
export const submitCredentials = (from: FlowState, context: FlowContext): FlowResult => {
  const attempt: Attempt = { id: context.newId, kind: "sign_in" };
  const connection = from.connection ?? context.connection;
  const state = { ...from, attempt, connection, consentGiven: true };
  const events = [...withConsent(from, context), atInstitution(state, "sign_in.started")];
  return move({ from, to: at(state, connectingStep), events, effect: { kind: "sign_in" } });
};

/** Answers to the bank's questions were sent: one attempt per answer. */
export const submitAnswers = (from: FlowState, context: FlowContext): FlowResult => {
  const state: FlowState = { ...from, attempt: { id: context.newId, kind: "mfa" } };
  return move({
    from,
    to: at(state, connectingStep),
    events: [atInstitution(state, "mfa.started")],
    effect: { kind: "answer" },
  });
};

const outcomeType = (state: FlowState, outcome: "succeeded" | "challenged") =>
  state.attempt?.kind === "mfa" ? (`mfa.${outcome}` as const) : (`sign_in.${outcome}` as const);

/** The bank asks something; a question that stands again after a wrong answer counts as a failure. */
export const challenge = (from: FlowState, fact: Extract<FlowFact, { type: "challenged" }>, context: FlowContext): FlowResult => {
  const { challenges, pollAfterMs, rejected } = fact;
  const effect = pollAfterMs === null ? {} : { effect: { kind: "poll", afterMs: pollAfterMs } as const };
  if (from.step.at === "mfa" && !rejected) {
    return { state: at(from, { at: "mfa", challenges, failure: null }), events: [], effect: effect.effect ?? null };
  }
  if (rejected) return fail(from, { failure: "mfa_wrong", context, back: { at: "mfa", challenges, failure: "mfa_wrong" } });
  const kinds = challenges.map(({ kind }) => kind);
  const asked = atInstitution(from, outcomeType(from, "challenged"), { challenges: kinds });
  const step = { at: "mfa", challenges, failure: null } as const;
  if (pollAfterMs === null) return move({ from, to: at(from, step), events: [asked] });
  // A push is answered on another device: the attempt begins when the bank sends it.
  const pushed: FlowState = { ...from, attempt: { id: context.newId, kind: "mfa" } };
  return move({ from, to: at(pushed, step), events: [asked], after: [atInstitution(pushed, "mfa.started")], ...effect });
};

/** The bank let the person in; now look for accounts. */
export const signedIn = (from: FlowState): FlowResult =>
  move({ from, to: at(from, { at: "connecting", phase: "finding_accounts" }), effect: { kind: "discover" } });

const add = (from: FlowState, state: FlowState, events: readonly DraftEvent[]): FlowResult => {
  const chosen = state.found;
  const question = consentQuestion(state);
  const goal = { kind: "add", accountIds: chosen.map(({ id }) => id) } as const;
  if (needsApproval(state, question)) return askApproval(state, { question, goal, events });
  const to = at(state, { at: "connecting", phase: "getting_data" });
  const adding = atInstitution(state, "accounts.adding", { oauth: state.institution?.signIn === "redirect" });
  return move({
    from,
    to,
    events: [...events, adding],
    effect: { kind: "add_accounts", accountIds: goal.accountIds },
  });
};

const isWanted = ({ repair }: FlowState, { id }: FoundAccount): boolean =>
  !repair || repair.accounts.length === 0 || repair.accounts.some((known) => known.id === id);

/** Accounts were found: ask about those that are connected already, then offer the choice or add what can be used. */
export const accountsFound = (from: FlowState, fact: Extract<FlowFact, { type: "accounts_found" }>, context: FlowContext): FlowResult => {
  const { accounts, existing } = fact;
  const usable = accounts.filter((account) => account.eligible && isWanted(from, account));
  // Somebody else's accounts repair nothing: what is there stays as it is.
  if (usable.length === 0) return fail(from, { failure: "no_usable_accounts", context });
  const oauth = from.institution?.signIn === "redirect";
  const refs = (from.repair ? usable : accounts).map(refOf);
  const success = atInstitution(from, oauth ? "oauth.returned" : outcomeType(from, "succeeded"), { accounts: refs });
  if (existing && !from.repair) return askAboutDuplicate(from, { accounts, existing, events: [success] });
  return takeAccounts(from, accounts, [success]);
};

const takeAccounts = (from: FlowState, accounts: readonly FoundAccount[], events: readonly DraftEvent[]): FlowResult => {
  const usable = accounts.filter((account) => account.eligible && isWanted(from, account));
  // The account choice of a redirect bank is made on the bank's own page.
  const chosenAtBank = from.institution?.signIn === "redirect";
  if (from.settings.selection === "none" || chosenAtBank || from.repair) return add(from, { ...from, found: usable }, events);
  const offered = atInstitution(from, "accounts.offered", { accounts: accounts.map(refOf) });
  return move({ from, to: at({ ...from, found: accounts }, { at: "accounts", accounts }), events: [...events, offered] });
};

/** The person adds the accounts once more, knowing that they are there. */
export const addAnyway = (from: FlowState, context: FlowContext): FlowResult | null => {
  if (from.step.at !== "duplicate") return null;
  const attempt: Attempt = { id: context.newId, kind: "sign_in" };
  return takeAccounts({ ...from, attempt }, from.step.accounts, []);
};

/** The person goes on with the connection the accounts have: this sign-in renews it, and its id stays. */
export const useExisting = (from: FlowState, context: FlowContext): FlowResult | null => {
  if (from.step.at !== "duplicate") return null;
  const attempt: Attempt = { id: context.newId, kind: "sign_in" };
  return add(from, { ...withExisting(from, from.step), attempt }, []);
};

/** The person chose accounts. Null when the choice is not one of those offered. */
export const chooseAccounts = (from: FlowState, accountIds: readonly string[], context: FlowContext): FlowResult | null => {
  const chosen = from.found.filter(({ id, eligible }) => eligible && accountIds.includes(id));
  if (chosen.length === 0 || chosen.length !== new Set(accountIds).size) return null;
  if (from.settings.selection === "one" && chosen.length !== 1) return null;
  return add(from, { ...from, found: chosen, attempt: { id: context.newId, kind: "sign_in" } }, []);
};

/** Everything is stored: the connection is there. A repair begun from the list goes back to it. */
export const dataSaved = (from: FlowState, fact: Extract<FlowFact, { type: "data_saved" }>, context: FlowContext): FlowResult => {
  const { connected, report } = fact;
  const oauth = from.institution?.signIn === "redirect";
  const { repair } = from;
  const events = [
    repair
      ? atInstitution(from, "connection.renewed", { connection: connected.ref, user: context.user, journey: repair.journey, ...report })
      : atInstitution(from, "connection.created", { connection: connected.ref, user: context.user }),
    atInstitution(from, "accounts.added", {
      connection: connected.ref,
      accounts: connected.refs,
      oauth,
      ...(connected.historyPending && { historyPending: true }),
    }),
  ];
  if (repair?.origin === "manage") {
    return move({ from, to: leaveRepair(from, { kind: "renewed", institutionName: connected.institutionName, until: null }), events });
  }
  const before = from.added.filter(({ ref }) => ref.id !== connected.ref.id);
  const state = { ...from, attempt: null, connection: null, repair: null, added: [...before, connected] };
  return move({ from, to: at(state, { at: "review" }), events });
};
