import type { StepView } from "@drawbridge/contract";
import { remediationOf } from "../failure-projection.ts";
import { knownAccounts } from "./duplicate.ts";
import type { FlowState, FlowStep, FoundAccount, Ref, Working } from "./flow-state.ts";

const offered = ({ no: _no, ...account }: FoundAccount) => account;

const connectionOf = (working: Working): Ref => {
  if (working.what === "renewing") return working.renewal.connection;
  return working.what === "removing" ? working.removal.connection : working.connection;
};

/** The visit is about what is connected: it begins and ends at the list. */
const listIsHome = ({ settings }: FlowState): boolean => settings.journey === "manage";

const leadsToList = (state: FlowState): boolean => fromList(state) || listIsHome(state);

const canLeaveSearch = (state: FlowState): boolean => state.added.length > 0 || listIsHome(state);

const fromList = ({ repair }: FlowState): boolean => repair?.origin === "manage";

const approvalView = (state: FlowState, step: Extract<FlowStep, { at: "approval" }>): StepView => {
  const { question, asked, ended, goal } = step;
  return {
    at: "approval",
    question,
    state: ended ?? (asked ? "open" : "preparing"),
    number: asked?.number ?? null,
    deadline: asked?.deadline ?? null,
    bank: asked?.bank ?? state.institution?.card.name ?? "",
    accounts: (asked?.accounts ?? []).map((account) => ({ ...account })),
    until: asked?.until ?? null,
    canChooseOther: goal.kind === "add" && waysOut(state).canChooseOther,
    canGoToList: goal.kind !== "add" || fromList(state),
  };
};

const reviewView = ({ added, settings }: FlowState): StepView => ({
  at: "review",
  added: added.map(({ ref: _ref, refs: _refs, historyPending: _pending, ...connection }) => connection),
  canAddAnother: settings.addAnother,
  canManage: settings.journey === "connect" && settings.addAnother,
});

const hasWayBack = (state: FlowState): boolean => state.settings.search || fromList(state);

const waysOut = (state: FlowState) => ({ canChooseOther: state.settings.search && !fromList(state), canGoToList: fromList(state) });

const manageView = (state: FlowState, { working, failure, notice }: Extract<FlowStep, { at: "manage" }>): StepView => ({
  at: "manage",
  connections: [],
  working: working && { what: working.what, connectionId: connectionOf(working).id },
  failure,
  notice,
  canGoBack: !listIsHome(state),
  canConnect: state.settings.addAnother,
});

/** What the widget draws of a state; the connections to manage are not part of it and are added by whoever reads them. `redirectTo` is where the browser goes at the end, without a host. */
export const stepView = (state: FlowState, redirectTo: string | null): StepView => {
  const { step, settings } = state;
  switch (step.at) {
    case "consent":
      return { at: "consent", canGoBack: leadsToList(state) };
    case "connecting":
      return step;
    case "unavailable":
      return { ...step, ...waysOut(state), watched: step.watched ?? false }; // sessions of the release before have none
    case "search":
      return { at: "search", term: state.term, canLeave: canLeaveSearch(state) };
    case "sign_in":
      return { ...step, fields: [...(state.institution?.fields ?? [])], canGoBack: hasWayBack(state) };
    case "mfa":
      return { ...step, challenges: [...step.challenges], canGoBack: true };
    case "oauth":
      return { ...step, canGoBack: hasWayBack(state) };
    case "accounts":
      return { at: "accounts", selection: settings.selection === "one" ? "one" : "many", accounts: step.accounts.map(offered) };
    case "duplicate":
      return { at: "duplicate", accounts: knownAccounts(step.existing, step.accounts).map(offered) };
    case "approval":
      return approvalView(state, step);
    case "review":
      return reviewView(state);
    case "manage":
      return manageView(state, step);
    case "error":
      return { ...step, remediation: remediationOf(step.failure), canRetry: state.institution !== null, ...waysOut(state) };
    case "ended":
      return { at: "ended", reason: step.reason === "abandoned" ? "timeout" : step.reason, redirectTo };
  }
};
