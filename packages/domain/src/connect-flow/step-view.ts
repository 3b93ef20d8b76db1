import type { StepView } from "@drawbridge/contract";
import { remediationOf } from "../failure-projection.ts";
import type { FlowState, FoundAccount } from "./flow-state.ts";

const offered = ({ no: _no, ...account }: FoundAccount) => account;

/** What the widget draws of a state; the connections to manage are not part of it and are added by whoever reads them. `redirectTo` is where the browser goes at the end, without a host. */
export const stepView = (state: FlowState, redirectTo: string | null): StepView => {
  const { step, settings } = state;
  switch (step.at) {
    case "consent":
      return { at: "consent" };
    case "unavailable":
    case "connecting":
      return step;
    case "search":
      return { at: "search", term: state.term, canLeave: state.added.length > 0 };
    case "sign_in":
      return { ...step, fields: [...(state.institution?.fields ?? [])], canGoBack: settings.search };
    case "mfa":
      return { ...step, challenges: [...step.challenges], canGoBack: true };
    case "oauth":
      return { ...step, canGoBack: settings.search };
    case "accounts":
      return { at: "accounts", selection: settings.selection === "one" ? "one" : "many", accounts: step.accounts.map(offered) };
    case "review":
      return {
        at: "review",
        added: state.added.map(({ ref: _ref, refs: _refs, ...added }) => added),
        canAddAnother: settings.addAnother,
        canManage: settings.journey === "connect" && settings.addAnother,
      };
    case "manage":
      return {
        at: "manage",
        connections: [],
        removing: step.removing?.connection.id ?? null,
        failure: step.failure,
        canGoBack: settings.journey !== "manage",
      };
    case "error":
      return { ...step, remediation: remediationOf(step.failure), canRetry: state.institution !== null, canChooseOther: settings.search };
    case "ended":
      return { at: "ended", reason: step.reason === "abandoned" ? "timeout" : step.reason, redirectTo };
  }
};
