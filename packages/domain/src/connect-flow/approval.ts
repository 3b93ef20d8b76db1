import type { SessionEventType } from "@drawbridge/contract";
import type { ApprovalGoal, ApprovalQuestion, FlowContext, FlowEffect, FlowFact, FlowInput, FlowResult, FlowState, FlowStep } from "./flow-state.ts";
import { at, atInstitution, move } from "./move.ts";

type Approval = Extract<FlowStep, { at: "approval" }>;
type Ended = Extract<FlowFact, { type: "approval_ended" }>;

/** True when the tenant wants this answered on the person's device. */
export const needsApproval = ({ settings }: FlowState, question: ApprovalQuestion): boolean => settings.approvals?.includes(question) ?? false;

/** What giving or renewing a consent is called on the device. */
export const consentQuestion = ({ repair }: FlowState): ApprovalQuestion => (repair ? "renew" : "grant");

const requestOf = (state: FlowState, question: ApprovalQuestion, goal: ApprovalGoal): FlowEffect => {
  const connection = goal.kind === "add" ? (state.connection?.id ?? "") : connectionOf(goal).id;
  return { kind: "request_approval", question, connection, accountIds: goal.kind === "add" ? goal.accountIds : [], deletes: goal.kind === "remove" };
};

const connectionOf = (goal: Exclude<ApprovalGoal, { kind: "add" }>) => {
  if (goal.kind === "renew") return goal.renewal.connection;
  return goal.kind === "revoke" ? goal.connection : goal.removal.connection;
};

/** Asks on the device before anything counts; `events` are what led here. */
export const askApproval = (
  from: FlowState,
  { question, goal, ...rest }: { readonly question: ApprovalQuestion; readonly goal: ApprovalGoal } & Partial<Pick<FlowResult, "events">>,
): FlowResult =>
  move({
    from,
    to: at(from, { at: "approval", question, goal, asked: null, attemptId: null, ended: null }),
    ...rest,
    effect: requestOf(from, question, goal),
  });

/** One event of an approval: an attempt of its own. */
const told = (state: FlowState, type: SessionEventType, { question, operationId, attemptId, ...data }: Told) => ({
  ...atInstitution(state, type, { ...subjectOf(state), question, operation: operationId, ...data }),
  attemptId,
});

interface Told {
  readonly question: ApprovalQuestion;
  readonly operationId: string | null;
  readonly attemptId: string | null;
  readonly reason?: string;
}

const subjectOf = ({ step }: FlowState) => (step.at === "approval" && step.goal.kind !== "add" ? { connection: connectionOf(step.goal) } : {});

/** The question is on the device; the deadline runs. */
export const approvalRequested = (
  from: FlowState,
  { asked }: Extract<FlowFact, { type: "approval_requested" }>,
  { newId: attemptId }: FlowContext,
): FlowResult | null => {
  const { step } = from;
  if (step.at !== "approval" || step.ended !== null) return null;
  const { operationId } = asked;
  return {
    state: at(from, { ...step, asked, attemptId }),
    events: [told(from, "approval.requested", { question: step.question, operationId, attemptId })],
    effect: null,
  };
};

const endings = {
  refused: "approval.refused",
  timed_out: "approval.timed_out",
  cancelled: "approval.cancelled",
  no_device: "approval.not_possible",
  too_many: "approval.not_possible",
  failed: "approval.not_possible",
} as const satisfies Record<Exclude<Ended["outcome"], "accepted">, SessionEventType>;

/** The device answered, or nobody did: a yes goes on, everything else leaves all as it was. */
export const approvalEnded = (from: FlowState, { operationId, outcome }: Ended): FlowResult | null => {
  const { step } = from;
  if (step.at !== "approval" || step.ended !== null) return null;
  if (step.asked !== null && step.asked.operationId !== operationId) return null;
  const { question } = step;
  if (outcome === "accepted") return operationId === null ? null : goOn(from, step, operationId);
  const name = endings[outcome];
  const reason = name === "approval.not_possible" ? { reason: outcome } : {};
  return {
    state: at(from, { ...step, ended: outcome }),
    events: [told(from, name, { question, operationId, attemptId: step.attemptId, ...reason })],
    effect: null,
  };
};

const goOn = (from: FlowState, { question, goal, attemptId }: Approval, operationId: string): FlowResult => {
  const accepted = told(from, "approval.accepted", { question, operationId, attemptId });
  if (goal.kind === "add") {
    // A sign-in's attempt goes on with the adding; a renewal without the bank has none.
    const adding = from.attempt ? [atInstitution(from, "accounts.adding", { oauth: from.institution?.signIn === "redirect" })] : [];
    const to = at(from, { at: "connecting", phase: "getting_data" });
    return move({ from, to, events: [accepted, ...adding], effect: { kind: "add_accounts", accountIds: goal.accountIds, operationId } });
  }
  const idle = { at: "manage", failure: null, notice: null } as const;
  if (goal.kind === "revoke") {
    const { connection } = goal;
    const to = at(from, { ...idle, working: { what: "revoking", connection } });
    return move({ from, to, events: [accepted], effect: { kind: "revoke_consent", connectionId: connection.id } });
  }
  if (goal.kind === "renew") {
    const { renewal } = goal;
    const effect = { kind: "renew_consent", connectionId: renewal.connection.id, operationId } as const;
    return move({ from, to: at(from, { ...idle, working: { what: "renewing", renewal } }), events: [accepted], effect });
  }
  const { removal } = goal;
  const removing = atInstitution(from, "accounts.removing", { institution: removal.institution, connection: removal.connection });
  const effect = { kind: "remove_accounts", connectionId: removal.connection.id, accountIds: removal.accounts.map(({ id }) => id) } as const;
  return move({ from, to: at(from, { ...idle, working: { what: "removing", removal } }), events: [accepted, removing], effect });
};

/** The person asks again, or goes back to the list; null: neither, or they leave as from any other step. */
export const onApproval = (state: FlowState, input: FlowInput): FlowResult | null => {
  const { step } = state;
  if (step.at !== "approval") return null;
  if (input.type === "retry" && step.ended !== null) return askAgain(state, step);
  const wantsOut = input.type === "back" || input.type === "choose_other";
  return wantsOut && step.goal.kind !== "add"
    ? move({ from: state, to: at({ ...state, attempt: null }, { at: "manage", working: null, failure: null, notice: null }) })
    : null;
};

const askAgain = (from: FlowState, step: Approval): FlowResult => ({
  state: at(from, { ...step, asked: null, attemptId: null, ended: null }),
  events: [],
  effect: requestOf(from, step.question, step.goal),
});
