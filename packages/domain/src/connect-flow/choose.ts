import type { DraftEvent } from "@drawbridge/contract";
import type { ChosenInstitution, FlowContext, FlowResult, FlowState, Repair } from "./flow-state.ts";
import { askApproval, needsApproval } from "./approval.ts";
import { at, atInstitution, happened, move } from "./move.ts";

/** Where a chosen institution leads: a bank known to be down gets no password form. */
export const openInstitution = (from: FlowState, institution: ChosenInstitution, context: FlowContext): FlowState => {
  const same = from.institution?.card.id === institution.card.id;
  const connection = same ? from.connection : null;
  const state: FlowState = { ...from, institution, connection, attempt: null, found: [] };
  if (!institution.card.connectable) {
    return at(state, { at: "unavailable", reason: "not_connectable", watched: false });
  }
  if (institution.card.health === "down") {
    return at(state, { at: "unavailable", reason: "down", watched: false });
  }
  if (institution.signIn === "redirect") {
    return at(state, { at: "oauth", url: context.launchUrl, launched: false });
  }
  return at(state, { at: "sign_in", failure: null, attemptsLeft: null });
};

/** The person picked an institution; an unsupported choice is logged too (connect-events.md, 8.4). */
export const chooseInstitution = (from: FlowState, institution: ChosenInstitution, context: FlowContext): FlowResult => {
  const state = openInstitution(from, institution, context);
  const supported = institution.card.connectable;
  const { routing } = institution;
  const events = [atInstitution({ ...state, step: from.step }, "institution.selected", { supported, ...(routing && { routing }) })];
  return move({ from, to: state, events });
};

/**
 * The person wants to be told when the bank is back; asked once. A failed sign-in ends here too: what is left to do is
 * to wait.
 */
export const requestRecovery = (state: FlowState): FlowResult | null => {
  const { step } = state;
  const waits = step.at === "unavailable" ? step.reason === "down" && !step.watched : step.at === "error" && step.failure === "bank_down";
  if (!waits || !state.institution) return null;
  const to = at({ ...state, attempt: null }, { at: "unavailable", reason: "down", watched: true });
  return { state: to, events: [atInstitution(state, "institution.recovery_requested")], effect: null };
};

/** Goes to the search, keeping what was typed; what was added in the session stays. */
export const toSearch = (from: FlowState): FlowResult =>
  move({ from, to: at({ ...from, institution: null, connection: null, attempt: null, found: [], repair: null }, { at: "search" }) });

/** A pause in typing: counted and logged, no change of step. */
export const settleSearch = (from: FlowState, search: { readonly term: string; readonly resultCount: number }): FlowResult => {
  const state = { ...from, term: search.term, searches: from.searches + 1 };
  const event = happened(state, "institution.searched", { ...search, attempts: state.searches });
  return { state, events: [event], effect: null };
};

/** A renewal with a consent step is done by that step: the access that is there goes on serving (connections.md, 8.1). */
const renewConsent = (from: FlowState, { accounts }: Repair, events: readonly DraftEvent[]): FlowResult => {
  const accountIds = accounts.map(({ id }) => id);
  if (needsApproval(from, "renew")) return askApproval(from, { question: "renew", goal: { kind: "add", accountIds }, events });
  const effect = { kind: "add_accounts", accountIds } as const;
  return move({ from, to: at(from, { at: "connecting", phase: "getting_data" }), events, effect });
};

/** Consent as a step of its own: on to the named institution, or to the search. */
export const giveConsent = (from: FlowState, context: FlowContext): FlowResult => {
  const given = { ...from, consentGiven: true };
  const events = [happened(from, "consent.given", context.consent)];
  if (from.repair?.journey === "reconsent") return renewConsent(given, from.repair, events);
  if (!from.institution) return move({ from, to: at(given, { at: "search" }), events });
  return move({ from, to: openInstitution(given, from.institution, context), events });
};
