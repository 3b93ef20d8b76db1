import type { Failure, ManageNotice } from "@drawbridge/contract";
import { remediationOf } from "../failure-projection.ts";
import { askApproval, needsApproval } from "./approval.ts";
import { openInstitution, toSearch } from "./choose.ts";
import type { ChosenInstitution, FlowContext, FlowResult, FlowState, FlowStep, Ref, Removal, Renewal, Repair } from "./flow-state.ts";
import { at, happened, move, refOf } from "./move.ts";

/** The manage screen with nothing under way. */
export const idleManage = { at: "manage", working: null, failure: null, notice: null } as const satisfies FlowStep;

const isIdle = ({ step }: FlowState): boolean => step.at === "manage" && step.working === null;

/** Shows what the person has connected. */
export const openManage = (from: FlowState): FlowResult => move({ from, to: at(from, idleManage) });

/** Back to what was added in this session, or on to the search when nothing is left of it. */
export const leaveManage = (from: FlowState): FlowResult => move({ from, to: at(from, from.added.length > 0 ? { at: "review" } : { at: "search" }) });

/** Back from a repair to the list it was begun from; the connection stays as it is. */
export const leaveRepair = (from: FlowState, notice: ManageNotice | null = null): FlowState =>
  at({ ...from, institution: null, connection: null, attempt: null, found: [], repair: null, failures: 0 }, { ...idleManage, notice });

/** The person connects a bank from the list: what is shared is asked first, where that is a step of its own. */
export const connectFromList = (from: FlowState): FlowResult | null => {
  if (!isIdle(from) || !from.settings.addAnother) return null;
  return from.settings.consentStep && !from.consentGiven ? move({ from, to: at(from, { at: "consent" }) }) : toSearch(from);
};

/** The person removes accounts, or a whole connection: an attempt of its own. Null while another one runs. */
export const startRemoval = (from: FlowState, removal: Removal, context: FlowContext): FlowResult | null => {
  if (!isIdle(from)) return null;
  const state: FlowState = { ...from, attempt: { id: context.newId, kind: "removal" } };
  // Whoever deletes all of a connection ends its consent with it.
  if (removal.whole && needsApproval(from, "revoke")) return askApproval(state, { question: "revoke", goal: { kind: "remove", removal } });
  return move({
    from,
    to: at(state, { ...idleManage, working: { what: "removing", removal } }),
    events: [happened(state, "accounts.removing", { institution: removal.institution, connection: removal.connection })],
    effect: { kind: "remove_accounts", connectionId: removal.connection.id, accountIds: removal.accounts.map(({ id }) => id) },
  });
};

/** The person ends the permission of a connection; its data stays until it is deleted. */
export const startRevocation = (from: FlowState, connection: Ref): FlowResult | null => {
  if (!isIdle(from)) return null;
  if (needsApproval(from, "revoke")) return askApproval(from, { question: "revoke", goal: { kind: "revoke", connection } });
  const to = at(from, { ...idleManage, working: { what: "revoking", connection } });
  return move({ from, to, effect: { kind: "revoke_consent", connectionId: connection.id } });
};

/** The person asks for new data. */
export const startSync = (from: FlowState, connection: Ref): FlowResult | null =>
  isIdle(from)
    ? move({ from, to: at(from, { ...idleManage, working: { what: "syncing", connection } }), effect: { kind: "sync", connectionId: connection.id } })
    : null;

/** The person signs in again, renews or refreshes: the same flow as from a link, with the list to come back to. */
export const startRepair = (
  from: FlowState,
  { repair, institution }: { readonly repair: Repair; readonly institution: ChosenInstitution },
  context: FlowContext,
): FlowResult | null => {
  if (!isIdle(from)) return null;
  // A permission of its own: it is asked for and recorded again.
  const state: FlowState = { ...from, institution, repair, connection: repair.connection, consentGiven: false, failures: 0 };
  // What the person allows again needs no bank: the access that is there goes on serving (connections.md, 8.1).
  if (repair.journey === "reconsent") return move({ from, to: at(state, { at: "consent" }) });
  return move({ from, to: { ...openInstitution(state, institution, context), connection: repair.connection } });
};

/** The person allows again in one go what several banks were allowed. Each has a consent of its own, and an approval where one is wanted. */
export const startRenewals = (from: FlowState, connections: readonly Ref[]): FlowResult | null =>
  isIdle(from) ? renewNext(from, connections, []) : null;

const renewNext = (from: FlowState, [connection, ...rest]: readonly Ref[], done: readonly string[]): FlowResult | null => {
  if (!connection) return null;
  const renewal = { connection, rest, done };
  if (needsApproval(from, "renew")) return askApproval(from, { question: "renew", goal: { kind: "renew", renewal } });
  const to = at(from, { ...idleManage, working: { what: "renewing", renewal } });
  return move({ from, to, effect: { kind: "renew_consent", connectionId: connection.id, operationId: null } });
};

/** On to the next bank; at the end all are named. */
const renewed = (from: FlowState, { rest, done }: Renewal, notice: ManageNotice): FlowResult => {
  const names = notice.kind === "renewed" ? [...done, notice.institutionName] : done;
  const all = { kind: "renewed_all", institutionName: names.join(", "), until: null } as const;
  return renewNext(from, rest, names) ?? move({ from, to: at(from, { ...idleManage, notice: all }) });
};

const without = (refs: readonly Ref[], gone: readonly Ref[]): readonly Ref[] => refs.filter(({ id }) => !gone.some((one) => one.id === id));

/** It is done; what the session had added shrinks with removed accounts. */
export const managed = (from: FlowState, notice: ManageNotice): FlowResult | null => {
  if (from.step.at !== "manage" || !from.step.working) return null;
  const { working } = from.step;
  if (working.what === "renewing") return renewed(from, working.renewal, notice);
  const step = { ...idleManage, notice };
  if (working.what !== "removing") return move({ from, to: at(from, step) });
  const { institution, connection, accounts, whole } = working.removal;
  const removed = happened(from, "accounts.removed", { institution, connection, accounts: accounts.map(refOf), whole });
  const added = from.added
    .map((each) =>
      each.ref.id === connection.id ? { ...each, refs: without(each.refs, accounts), accounts: without(each.refs, accounts).length } : each,
    )
    .filter(({ refs }) => refs.length > 0);
  return move({ from, to: at({ ...from, added, attempt: null }, step), events: [removed] });
};

/** It could not be done: told, and nothing has changed. */
export const manageFailed = (from: FlowState, failure: Failure): FlowResult | null => {
  if (from.step.at !== "manage" || !from.step.working) return null;
  const { working } = from.step;
  const to = at({ ...from, attempt: null }, { ...idleManage, failure });
  if (working.what !== "removing") return move({ from, to });
  const { institution, connection } = working.removal;
  const data = { institution, connection, failure };
  const alert = happened(from, "alert.shown", { ...data, remediation: remediationOf(failure) });
  return move({ from, to, events: [happened(from, "accounts.remove_failed", data)], after: [alert] });
};
