import type { DraftEvent, SessionEventType } from "@drawbridge/contract";
import type { FlowEffect, FlowResult, FlowState, FlowStep, Ref } from "./flow-state.ts";

/** What goes into the log of an institution, account or connection: ids of ours and public names. */
export const institutionData = (state: FlowState): Readonly<Record<string, unknown>> | null => {
  if (!state.institution) return null;
  const { card, aggregator } = state.institution;
  return { id: card.id, no: card.no, slug: card.slug, name: card.name, url: card.url, aggregator };
};

/** The two numbers of a thing, without anything else that hangs on it. */
export const refOf = ({ id, no }: Ref): Ref => ({ id, no });

/** Drafts one event at the state's step, with the institution and connection at hand. */
export const happened = (state: FlowState, type: SessionEventType, data: Readonly<Record<string, unknown>> = {}): DraftEvent => ({
  type,
  attemptId: state.attempt?.id ?? null,
  step: state.step.at,
  data,
});

/** Drafts an event about the chosen institution. */
export const atInstitution = (state: FlowState, type: SessionEventType, data: Readonly<Record<string, unknown>> = {}): DraftEvent =>
  happened(state, type, {
    institution: institutionData(state),
    connection: state.connection,
    ...(state.repair && { accounts: state.repair.accounts.map(refOf) }),
    ...data,
  });

/** What a move does beside changing the step. */
export interface Move {
  readonly from: FlowState;
  /** The changed state, its step included. */
  readonly to: FlowState;
  /** Before the change of step. */
  readonly events?: readonly DraftEvent[];
  /** After the change of step: alerts and the end. */
  readonly after?: readonly DraftEvent[];
  readonly effect?: FlowEffect;
}

/** Completes a move: a change of step is always logged, between what caused it and what it shows. */
export const move = ({ from, to, events = [], after = [], effect }: Move): FlowResult => {
  const changed = from.step.at !== to.step.at && (to.step.at !== "ended" || to.step.reason === "complete");
  const change = changed
    ? [happened(to, "step.changed", { from: from.step.at, to: to.step.at, institution: institutionData(to), ...whyError(from), ...whyError(to) })]
    : [];
  return { state: to, events: [...events, ...change, ...after], effect: effect ?? null };
};

/** Why the error screen is, or was, shown. */
const whyError = ({ step, institution }: FlowState) =>
  step.at === "error" ? { failure: step.failure, oauth: institution?.signIn === "redirect" } : {};

/** The state at another step. */
export const at = (state: FlowState, step: FlowStep): FlowState => ({ ...state, step });
