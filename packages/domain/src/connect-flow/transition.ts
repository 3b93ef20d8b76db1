import type { EndReason, FlowContext, FlowFact, FlowInput, FlowResult, FlowState } from "./flow-state.ts";
import { chooseInstitution, giveConsent, openInstitution, requestRecovery, settleSearch, toSearch } from "./choose.ts";
import { approvalEnded, approvalRequested, onApproval } from "./approval.ts";
import { alertAnswered, fail } from "./fail.ts";
import { fallBack } from "./fall-back.ts";
import { at, atInstitution, happened, institutionData, move, refOf } from "./move.ts";
import {
  connectFromList,
  leaveManage,
  leaveRepair,
  managed,
  startRenewals,
  manageFailed,
  openManage,
  startRemoval,
  startRepair,
  startRevocation,
  startSync,
} from "./manage.ts";
import { cancelOauth, launchFailed, launchOauth, oauthReturned } from "./oauth.ts";
import {
  accountsFound,
  addAnyway,
  challenge,
  chooseAccounts,
  dataSaved,
  signedIn,
  submitAnswers,
  submitCredentials,
  useExisting,
} from "./sign-in.ts";

/**
 * The connect flow: one pure step. Every pair of state and input has an answer; `null` means the input is not
 * possible at this step, and nothing changes (design.md, decision 4).
 */
export const transition = (state: FlowState, input: FlowInput, context: FlowContext): FlowResult | null => {
  if (state.step.at === "ended") return null;
  if (input.type === "exit") return end(state, "exit");
  if (input.type === "idle_expired") return end(state, "timeout");
  // Nobody there to be told: the person had left before (connect-events.md, R3).
  if (input.type === "time_over") return end(state, input.present ? "timeout" : "abandoned");
  if (input.type === "dialog_shown") return showDialog(state, input.dialog);
  return isFact(input) ? onFact(state, input, context) : onPerson(state, input, context);
};

type Person = Exclude<FlowInput, FlowFact | { type: "exit" | "idle_expired" | "dialog_shown" }>;

/** Something over the screen: told, and nothing else changes. */
const showDialog = (state: FlowState, dialog: string | null): FlowResult => {
  const institution = institutionData(state);
  const event =
    dialog === null
      ? happened(state, "dialog.closed", { to: state.step.at, institution })
      : happened(state, "dialog.opened", { dialog, institution });
  return { state, events: [event], effect: null };
};

const factTypes: ReadonlySet<string> = new Set<FlowFact["type"]>([
  "challenged",
  "signed_in",
  "oauth_returned",
  "launch_failed",
  "accounts_found",
  "approval_requested",
  "approval_ended",
  "data_saved",
  "managed",
  "failed",
  "time_over",
]);

const isFact = (input: FlowInput): input is FlowFact => factTypes.has(input.type);

/** Ends a session with a reason; a time-out is told apart by an event of its own. */
export const end = (from: FlowState, reason: EndReason): FlowResult => {
  const to = at(from, { at: "ended", reason });
  const timedOut = reason === "timeout" ? [happened(from, "session.timed_out")] : [];
  return move({ from, to, events: timedOut, after: [happened(from, "session.ended", { reason })] });
};

const onPerson = (state: FlowState, input: Person, context: FlowContext): FlowResult | null => {
  switch (state.step.at) {
    case "consent":
      return input.type === "consent_given" ? giveConsent(state, context) : leaveConsent(state, input);
    case "search":
      return onSearch(state, input, context);
    case "sign_in":
      return onSignIn(state, input, context);
    case "mfa":
      return onMfa(state, input, context);
    case "oauth":
      return onOauth(state, input, context);
    case "accounts":
      return input.type === "accounts_chosen" ? chooseAccounts(state, input.accountIds, context) : null;
    case "duplicate":
      return onDuplicate(state, input, context);
    case "approval":
      return onApproval(state, input) ?? leave(state, input);
    case "review":
      return onReview(state, input);
    case "manage":
      return onManage(state, input, context);
    case "unavailable":
    case "error":
      return onDeadEnd(state, input, context);
    case "connecting":
      return input.type === "connecting_slow" ? { state, events: [atInstitution(state, "connecting.slow")], effect: null } : null;
    case "ended":
      return null;
  }
};

const onSearch = (state: FlowState, input: Person, context: FlowContext): FlowResult | null => {
  if (input.type === "back" && state.settings.journey === "manage") return openManage(state);
  if (input.type === "back" && state.added.length > 0) return move({ from: state, to: at(state, { at: "review" }) });
  if (input.type === "search_settled") return settleSearch(state, { term: input.term, resultCount: input.resultCount });
  return input.type === "institution_chosen" ? chooseInstitution(state, input.institution, context) : null;
};

const leave = (state: FlowState, input: Person): FlowResult | null => {
  const wantsOut = input.type === "back" || input.type === "choose_other";
  if (!wantsOut) return null;
  if (state.repair?.origin === "manage") return move({ from: state, to: leaveRepair(state) });
  return state.settings.search ? toSearch(state) : null;
};

const leaveConsent = (state: FlowState, input: Person): FlowResult | null => {
  if (input.type !== "back") return null;
  if (state.repair?.origin === "manage") return leave(state, input);
  return state.settings.journey === "manage" ? openManage(state) : null;
};

const onDuplicate = (state: FlowState, input: Person, context: FlowContext): FlowResult | null => {
  if (input.type === "existing_used") return useExisting(state, context);
  return input.type === "added_anyway" ? addAnyway(state, context) : leave(state, input);
};

const onSignIn = (state: FlowState, input: Person, context: FlowContext): FlowResult | null =>
  input.type === "credentials_submitted" ? submitCredentials(state, context) : leave(state, input);

const onMfa = (state: FlowState, input: Person, context: FlowContext): FlowResult | null => {
  if (input.type === "answers_submitted") return submitAnswers(state, context);
  if (input.type !== "back" || !state.institution) return null;
  return move({ from: state, to: at({ ...state, attempt: null }, { at: "sign_in", failure: null, attemptsLeft: null }) });
};

const onOauth = (state: FlowState, input: Person, context: FlowContext): FlowResult | null => {
  if (state.step.at !== "oauth") return null;
  if (input.type === "oauth_launched") return launchOauth(state, input.blocked, context);
  if (input.type === "oauth_cancelled" && state.step.launched) return cancelOauth(state, context);
  return leave(state, input);
};

const onReview = (state: FlowState, input: Person): FlowResult | null => {
  if (input.type === "another_requested" && state.settings.addAnother) return toSearch(state);
  if (input.type === "manage_requested" && state.settings.addAnother) return openManage(state);
  if (input.type !== "submitted") return null;
  // A visit to the list ends at the list, also when a bank was connected on the way.
  return state.settings.journey === "manage" ? openManage(state) : submit(state);
};

/** The person is done; all that was added in the session is submitted once. */
const submit = (state: FlowState): FlowResult => {
  const accounts = state.added.flatMap(({ refs }) => refs.map(refOf));
  const submitted = accounts.length > 0 ? [happened(state, "accounts.submitted", { accounts })] : [];
  const after = [...submitted, happened(state, "session.ended", { reason: "complete" })];
  return move({ from: state, to: at(state, { at: "ended", reason: "complete" }), after });
};

const onManage = (state: FlowState, input: Person, context: FlowContext): FlowResult | null => {
  if (input.type === "removal_requested") return startRemoval(state, input.removal, context);
  if (input.type === "revocation_requested") return startRevocation(state, input.connection);
  if (input.type === "sync_requested") return startSync(state, input.connection);
  if (input.type === "renewals_requested") return startRenewals(state, input.connections);
  if (input.type === "repair_requested") return startRepair(state, input, context);
  if (input.type === "another_requested") return connectFromList(state);
  return input.type === "submitted" || input.type === "back" ? leaveList(state, input.type) : null;
};

const leaveList = (state: FlowState, how: "submitted" | "back"): FlowResult | null => {
  if (state.step.at !== "manage" || state.step.working) return null;
  if (state.settings.journey === "manage") return how === "submitted" ? submit(state) : null;
  return how === "back" ? leaveManage(state) : null;
};

const onDeadEnd = (state: FlowState, input: Person, context: FlowContext): FlowResult | null => {
  if (input.type === "recovery_requested") return requestRecovery(state);
  if (input.type === "alert_answered") return alertAnswered(state);
  if (input.type === "retry" && state.institution && state.step.at === "error") {
    return move({ from: state, to: openInstitution(state, state.institution, context) });
  }
  return leave(state, input);
};

const onFact = (state: FlowState, fact: FlowFact, context: FlowContext): FlowResult | null => {
  switch (fact.type) {
    case "challenged":
      return challenge(state, fact, context);
    case "signed_in":
      return signedIn(state);
    case "oauth_returned":
      return state.step.at === "oauth" ? oauthReturned(state, context) : null;
    case "launch_failed":
      return state.step.at === "oauth" ? launchFailed(state, fact.failure, context) : null;
    case "accounts_found":
      return accountsFound(state, fact, context);
    case "approval_requested":
      return approvalRequested(state, fact, context);
    case "approval_ended":
      return approvalEnded(state, fact);
    case "data_saved":
      return dataSaved(state, fact, context);
    case "managed":
      return managed(state, fact.notice);
    case "failed":
      return state.step.at === "manage" ? manageFailed(state, fact.failure) : onFailed(state, fact, context);
    case "time_over":
      return end(state, fact.present ? "timeout" : "abandoned");
  }
};

const onFailed = (state: FlowState, fact: Extract<FlowFact, { type: "failed" }>, context: FlowContext): FlowResult => {
  const { failure, attemptsLeft } = fact;
  const other = fallBack(state, failure, context);
  if (other) return other;
  const again = failure === "credentials_rejected" && state.institution?.signIn === "form";
  if (!again) return fail(state, { failure, context });
  return fail(state, { failure, context, back: { at: "sign_in", failure, attemptsLeft } });
};
