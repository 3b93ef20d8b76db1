import type { Failure } from "@drawbridge/contract";
import { remediationOf } from "../failure-projection.ts";
import type { FlowContext, FlowResult, FlowState, Ref, Removal } from "./flow-state.ts";
import { at, happened, move, refOf } from "./move.ts";

const idle = { at: "manage", removing: null, failure: null } as const;

/** Shows what the person has connected. */
export const openManage = (from: FlowState): FlowResult => move({ from, to: at(from, idle) });

/** Back to what was added in this session, or on to the search when nothing is left of it. */
export const leaveManage = (from: FlowState): FlowResult => move({ from, to: at(from, from.added.length > 0 ? { at: "review" } : { at: "search" }) });

/** The person removes accounts, or a whole connection: an attempt of its own. Null while another one runs. */
export const startRemoval = (from: FlowState, removal: Removal, context: FlowContext): FlowResult | null => {
  if (from.step.at !== "manage" || from.step.removing) return null;
  const state: FlowState = { ...from, attempt: { id: context.newId, kind: "removal" } };
  return move({
    from,
    to: at(state, { at: "manage", removing: removal, failure: null }),
    events: [happened(state, "accounts.removing", { institution: removal.institution, connection: removal.connection })],
    effect: { kind: "remove_accounts", connectionId: removal.connection.id, accountIds: removal.accounts.map(({ id }) => id) },
  });
};

const without = (refs: readonly Ref[], gone: readonly Ref[]): readonly Ref[] => refs.filter(({ id }) => !gone.some((one) => one.id === id));

/** The accounts are gone; what the session had added shrinks with them. */
export const accountsRemoved = (from: FlowState): FlowResult | null => {
  if (from.step.at !== "manage" || !from.step.removing) return null;
  const { institution, connection, accounts, whole } = from.step.removing;
  const removed = happened(from, "accounts.removed", { institution, connection, accounts: accounts.map(refOf), whole });
  const added = from.added
    .map((each) =>
      each.ref.id === connection.id ? { ...each, refs: without(each.refs, accounts), accounts: without(each.refs, accounts).length } : each,
    )
    .filter(({ refs }) => refs.length > 0);
  return move({ from, to: at({ ...from, added, attempt: null }, idle), events: [removed] });
};

/** They could not be removed: told, and nothing has changed. */
export const removalFailed = (from: FlowState, failure: Failure): FlowResult | null => {
  if (from.step.at !== "manage" || !from.step.removing) return null;
  const { institution, connection } = from.step.removing;
  const data = { institution, connection, failure };
  const alert = happened(from, "alert.shown", { ...data, remediation: remediationOf(failure) });
  return move({
    from,
    to: at({ ...from, attempt: null }, { ...idle, failure }),
    events: [happened(from, "accounts.remove_failed", data)],
    after: [alert],
  });
};
