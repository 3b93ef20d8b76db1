import type { Failure } from "@drawbridge/contract";
import type { Attempt, FlowContext, FlowResult, FlowState } from "./flow-state.ts";
import { at, atInstitution, move } from "./move.ts";
import { fail } from "./fail.ts";
import { fallBackLaunch } from "./fall-back.ts";
import { withConsent } from "./sign-in.ts";

/** The bank's window was opened, or the browser refused: the page then offers a plain link. */
export const launchOauth = (from: FlowState, blocked: boolean, context: FlowContext): FlowResult => {
  const url = context.launchUrl;
  const attempt: Attempt = { id: context.newId, kind: "oauth" };
  const connection = from.connection ?? context.connection;
  const state: FlowState = { ...from, attempt, connection, consentGiven: true };
  // The launch address opens a session at the bank: it is for this browser only and stays out of the log.
  const launched = atInstitution(state, "oauth.launched", { blocked, url: from.institution?.card.url ?? null });
  const after = blocked ? [atInstitution(state, "alert.shown", { failure: "popup_blocked", remediation: "retry" })] : [];
  return move({ from, to: at(state, { at: "oauth", url, launched: !blocked }), events: [...withConsent(from, context), launched], after });
};

/** The person came back from the bank; its answer is checked next. */
export const oauthReturned = (from: FlowState, context: FlowContext): FlowResult => {
  const state = { ...from, connection: from.connection ?? context.connection };
  return move({ from, to: at(state, { at: "connecting", phase: "signing_in" }), effect: { kind: "complete_oauth" } });
};

/** The bank gave no address to send the person to: the launch itself failed (connect-events.md, 8.4). */
export const launchFailed = (from: FlowState, failure: Failure, context: FlowContext): FlowResult => {
  const other = fallBackLaunch(from, failure, context);
  if (other) return other;
  const attempt: Attempt = from.attempt ?? { id: context.newId, kind: "oauth" };
  const state: FlowState = { ...from, attempt };
  const outcome = atInstitution(state, "oauth.launched", { blocked: false, failure, url: from.institution?.card.url ?? null });
  return fail(state, { failure, context, outcome });
};

/** The person gave up waiting for the bank's window. */
export const cancelOauth = (from: FlowState, context: FlowContext): FlowResult => fail(from, { failure: "consent_cancelled", context });
