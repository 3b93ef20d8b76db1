import type { DraftEvent, Failure } from "@drawbridge/contract";
import { remediationOf } from "../failure-projection.ts";
import type { FlowContext, FlowResult, FlowState, FlowStep } from "./flow-state.ts";
import { at, atInstitution, happened, move } from "./move.ts";

/** A failure and where it leads; without `back` it leads to the error screen. */
export interface FlowFailure {
  readonly failure: Failure;
  readonly context: FlowContext;
  readonly back?: FlowStep;
  /** The event it ends with; otherwise the failed outcome of the step. */
  readonly outcome?: DraftEvent;
}

const outcomeOf = (state: FlowState, failure: Failure): DraftEvent => {
  const phase = state.step.at === "connecting" ? state.step.phase : null;
  if (phase === "getting_data") {
    const oauth = state.institution?.signIn === "redirect";
    return atInstitution(state, "accounts.add_failed", { failure, oauth });
  }
  if (state.institution?.signIn === "redirect") return atInstitution(state, "oauth.failed", { failure });
  return atInstitution(state, state.attempt?.kind === "mfa" ? "mfa.failed" : "sign_in.failed", { failure });
};

/** Failed outcomes of a session count together (connect-events.md, "attempt limit"); ours and the bank's do not. */
const counts: ReadonlySet<Failure> = new Set(["credentials_rejected", "mfa_wrong", "mfa_expired", "consent_denied"]);

/** Ends the open attempt with a failure: told, counted, and shown; at the limit the session ends. */
export const fail = (from: FlowState, { failure, context, back, outcome = outcomeOf(from, failure) }: FlowFailure): FlowResult => {
  const failures = from.failures + (counts.has(failure) ? 1 : 0);
  const state: FlowState = { ...from, failures, attempt: back?.at === "mfa" ? from.attempt : null };
  const alert = atInstitution(from, "alert.shown", { failure, remediation: remediationOf(failure), oauth: from.institution?.signIn === "redirect" });
  if (failures >= from.settings.maxFailures) {
    const ended = at(state, { at: "ended", reason: "error" });
    const end = happened(ended, "session.ended", { reason: "error" });
    return move({ from, to: ended, events: [outcome], after: [alert, end] });
  }
  const step: FlowStep = back ?? { at: "error", failure, supportCode: context.supportCode };
  return move({ from, to: at(state, step), events: [outcome], after: [alert] });
};

/** The error's main button was used; where it leads is another input, or a page of the bank. */
export const alertAnswered = (state: FlowState): FlowResult | null => {
  if (state.step.at !== "error") return null;
  const oauth = state.institution?.signIn === "redirect";
  return { state, events: [atInstitution(state, "alert.answered", { failure: state.step.failure, oauth })], effect: null };
};
