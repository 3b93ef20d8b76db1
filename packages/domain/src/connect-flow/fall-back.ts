import type { Failure } from "@drawbridge/contract";
import { afterFailedStart } from "../routing/index.ts";
import { isOutage } from "../sync/breaker.ts";
import { openInstitution } from "./choose.ts";
import { fail } from "./fail.ts";
import type { ChosenInstitution, FlowContext, FlowResult, FlowState, FlowStep } from "./flow-state.ts";
import { atInstitution, move } from "./move.ts";

/** The same institution by the next aggregator; null: there is none, or the failure is not the aggregator's. */
const nextOf = ({ institution, repair }: FlowState, failure: Failure): ChosenInstitution | null => {
  const [next, ...others] = institution?.fallbacks ?? [];
  if (!next || !institution?.routing || repair || !(isOutage(failure) || failure === "not_supported")) return null;
  const routing = afterFailedStart(institution.routing, { failed: institution.aggregator, next: next.aggregator });
  return { ...next, routing, fallbacks: others };
};

const isSameForm = (one: ChosenInstitution | null, other: ChosenInstitution): boolean =>
  one?.signIn === "form" &&
  other.signIn === "form" &&
  one.fields.length === other.fields.length &&
  one.fields.every(({ name }, index) => other.fields[index]?.name === name);

const changed = (from: FlowState, failure: Failure, next: ChosenInstitution) =>
  atInstitution(from, "provider.changed", { failure, to: next.aggregator, routing: next.routing });

/** True while nothing but the start of a sign-in was asked of the aggregator. */
const isStarting = ({ step, attempt }: FlowState): boolean => step.at === "connecting" && step.phase === "signing_in" && attempt?.kind === "sign_in";

/** A form the aggregator could not start with goes to the next: unseen where that one asks the same, else the person is asked. */
export const fallBack = (from: FlowState, failure: Failure, context: FlowContext): FlowResult | null => {
  const next = isStarting(from) ? nextOf(from, failure) : null;
  if (!next) return null;
  const event = changed(from, failure, next);
  if (isSameForm(from.institution, next)) return move({ from, to: { ...from, institution: next }, events: [event], effect: { kind: "sign_in" } });
  const failed = fail(from, { failure, context, back: doorOf(from, next, { context, failure }) });
  return { ...failed, state: { ...failed.state, institution: next }, events: [event, ...failed.events] };
};

/** An aggregator that could not send the person to the bank leaves it to the next. */
export const fallBackLaunch = (from: FlowState, failure: Failure, context: FlowContext): FlowResult | null => {
  const next = nextOf(from, failure);
  if (!next) return null;
  const to = { ...from, institution: next };
  const step = next.signIn === "redirect" ? from.step : doorOf(from, next, { context, failure });
  return move({ from, to: { ...to, step }, events: [changed(from, failure, next)] });
};

const doorOf = (
  from: FlowState,
  next: ChosenInstitution,
  { context, failure }: { readonly context: FlowContext; readonly failure: Failure },
): FlowStep => {
  const { step } = openInstitution(from, next, context);
  return step.at === "sign_in" ? { ...step, failure } : step;
};
