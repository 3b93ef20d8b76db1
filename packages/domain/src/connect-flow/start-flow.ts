import type { ChosenInstitution, FlowContext, FlowResult, FlowSettings, FlowState, Repair } from "./flow-state.ts";
import { at, happened, institutionData } from "./move.ts";
import { openInstitution } from "./choose.ts";
import { idleManage } from "./manage.ts";

/** What a session starts from. */
export interface FlowStart {
  readonly institution: ChosenInstitution | null;
  readonly repair: Repair | null;
  /** The connection to repair is well: the session ends as it begins (connect-events.md, "Fix"). */
  readonly nothingToFix: boolean;
}

/** First state of a session: consent, the named institution's sign-in, or search. */
export const startFlow = (settings: FlowSettings, from: FlowStart, context: FlowContext): FlowResult => {
  const { institution, repair } = from;
  const blank: FlowState = {
    settings,
    step: { at: settings.consentStep ? "consent" : "search" },
    term: "",
    searches: 0,
    failures: 0,
    institution,
    connection: repair?.connection ?? null,
    attempt: null,
    found: [],
    added: [],
    consentGiven: false,
    repair,
  };
  const state = firstState(blank, from, context);
  const chosen = institution?.routing && { institution: institutionData(state), routing: institution.routing };
  const events = [
    happened(state, "session.started", { initialStep: state.step.at, user: context.user, ...chosen }),
    happened(state, "step.changed", { from: null, to: state.step.at, institution: institutionData(state) }),
  ];
  if (state.step.at !== "ended") return { state, events, effect: null };
  return { state, events: [...events.slice(0, 1), happened(state, "session.ended", { reason: "complete", nothingToFix: true })], effect: null };
};

const firstState = (blank: FlowState, { institution, nothingToFix }: FlowStart, context: FlowContext): FlowState => {
  if (nothingToFix) return at(blank, { at: "ended", reason: "complete" });
  if (blank.settings.journey === "manage") return at(blank, idleManage);
  return blank.settings.consentStep || !institution ? blank : openInstitution(blank, institution, context);
};
