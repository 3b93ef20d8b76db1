import { describe, expect, it } from "vitest";
import { approvalEnded, approvalRequested, askApproval, onApproval } from "./approval.ts";
import type { ApprovalEnd, FlowContext, FlowState } from "./flow-state.ts";

const settings = {
  journey: "connect",
  consentStep: false,
  search: true,
  selection: "many",
  addAnother: true,
  maxFailures: 5,
  approvals: ["grant"],
} as const;
const start: FlowState = {
  settings,
  step: { at: "search" },
  term: "",
  searches: 0,
  failures: 0,
  institution: null,
  connection: { id: "con_1", no: 1 },
  attempt: { id: "a1", kind: "sign_in" },
  found: [],
  added: [],
  consentGiven: true,
  repair: null,
};
const context: FlowContext = {
  newId: "a2",
  supportCode: "X",
  connection: null,
  consent: { jobTypes: [], consentDays: 90 },
  user: { id: "usr_1", no: 1 },
  launchUrl: "",
};
const asked = { operationId: "op_1", number: "07", deadline: "2030-01-01T00:05:00.000Z", bank: "Bank", accounts: [], until: null };
const asking = askApproval(start, { question: "grant", goal: { kind: "add", accountIds: ["acc_1"] } }).state;
const open = approvalRequested(asking, { type: "approval_requested", asked }, context)?.state ?? asking;
const ended = (state: FlowState, outcome: "accepted" | ApprovalEnd, operationId: string | null = "op_1") =>
  approvalEnded(state, { type: "approval_ended", operationId, outcome });

describe("an approval in the flow", () => {
  it("goes on with a yes: the adding names the operation it rests on, and begin and end share an attempt", () => {
    const yes = ended(open, "accepted");
    expect(yes?.effect).toEqual({ kind: "add_accounts", accountIds: ["acc_1"], operationId: "op_1" });
    expect(yes?.events.map(({ type, attemptId }) => [type, attemptId])).toEqual([
      ["approval.accepted", "a2"],
      ["accounts.adding", "a1"],
      ["step.changed", "a1"],
    ]);
  });

  it.each([
    ["refused", "approval.refused"],
    ["timed_out", "approval.timed_out"],
    ["cancelled", "approval.cancelled"],
    ["no_device", "approval.not_possible"],
    ["too_many", "approval.not_possible"],
    ["failed", "approval.not_possible"],
  ] as const)("%s ends without an effect and may be asked again", (outcome, type) => {
    const no = ended(open, outcome);
    expect([no?.effect, no?.events.map((event) => event.type)]).toEqual([null, [type]]);
    const again = no && onApproval(no.state, { type: "retry" });
    expect(again?.effect).toEqual({ kind: "request_approval", question: "grant", connection: "con_1", accountIds: ["acc_1"], deletes: false });
  });

  it("does not hear another operation, a second ending, or a retry while it is open", () => {
    const over = ended(open, "refused")?.state ?? open;
    expect([ended(open, "accepted", "op_2"), ended(over, "accepted"), onApproval(open, { type: "retry" })]).toEqual([null, null, null]);
  });

  it("takes an answer that is faster than the word that it was asked, but never a yes to nothing", () => {
    expect(ended(asking, "accepted")?.effect).toMatchObject({ operationId: "op_1" });
    expect(ended(asking, "accepted", null)).toBeNull();
  });
});
