import type { ChosenInstitution, FlowContext, FlowResult, FlowSettings, FlowState } from "./flow-state.ts";
import { happened, institutionData } from "./move.ts";
import { openInstitution } from "./choose.ts";

/** First state of a session: consent, the named institution's sign-in, or search. */
export const startFlow = (
  settings: FlowSettings,
  institution: ChosenInstitution | null,
  context: FlowContext,
): FlowResult => {
  const blank: FlowState = {
    settings,
    step: { at: settings.consentStep ? "consent" : "search" },
    term: "",
    searches: 0,
    failures: 0,
    institution,
    connection: null,
    attempt: null,
    found: [],
    added: [],
    consentGiven: false,
  };
  const state = settings.consentStep || !institution ? blank : openInstitution(blank, institution, context);
  const events = [
    happened(state, "session.started", { initialStep: state.step.at, user: context.user }),
    happened(state, "step.changed", { from: null, to: state.step.at, institution: institutionData(state) }),
  ];
  return { state, events, effect: null };
};
