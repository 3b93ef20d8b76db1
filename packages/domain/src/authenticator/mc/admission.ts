import { astFactsOf, type AstEventName, type McStateName } from "@drawbridge/contract";
import type { McState } from "./state.ts";

/** Whether a call is heard in a state, and why not (rules D1 to D4 and D8). */
export type Admission =
  | { readonly outcome: "admitted" }
  | { readonly outcome: "refused"; readonly reason: string }
  | { readonly outcome: "not_supported"; readonly reason: string }
  /** The module, not the dispatcher, refuses: its own result says that nobody is logged in (contract, 12.10). */
  | { readonly outcome: "not_logged_in" };

interface AdmissionRule {
  readonly name: string;
  readonly when: (state: McState, call: AstEventName) => boolean;
  readonly choose: (state: McState, call: AstEventName) => Admission;
}

/** Calls that pass in every started state (rule D2). */
export const alwaysAllowed: readonly AstEventName[] = ["GetState", "Restart", "GetInformation", "GetLoggedInUser"];

const updateEvents: readonly AstEventName[] = ["GetUpdateInformation", "Update", "OpenInfoUrl", "ExecuteUpdate"];
const stepUpEvents: readonly AstEventName[] = ["GetAstClientData", "SetAuthorisationCode"];
const transactionStates: readonly McStateName[] = ["TX_WAIT_PIN", "TX_WAIT_TOKEN", "TX_WAIT_CONFIRM", "TX_STEPUP"];

const admitted: Admission = { outcome: "admitted" };
const refused = (reason: string): Admission => ({ outcome: "refused", reason });

/** The state allows a call that the wider state it belongs to allows (contract, section 2). */
const includedIn: Partial<Readonly<Record<McStateName, McStateName>>> = {
  ACT_WAIT_ID: "ACTIVATION_REQUIRED",
  TX_OFFERED: "LOGGED_IN",
  MSG_OFFERED: "LOGGED_IN",
};

/** Whether the state is inside a transaction: only its events pass there. */
export const isInTransaction = (at: McStateName): boolean => transactionStates.includes(at);

const isElsewhere = ({ profile }: McState, call: AstEventName): boolean =>
  astFactsOf(call).environment.some(
    (environment) => (environment === "SSMS" || environment === "Maverick") && !profile.environments.includes(environment),
  );

const notHere = (_state: McState, call: AstEventName): Admission => ({
  outcome: "not_supported",
  reason: `${call} needs the capability ${astFactsOf(call).environment[0] ?? ""}`,
});

const isAllowedAt = ({ at }: McState, call: AstEventName): boolean => {
  const { allowedIn } = astFactsOf(call);
  return allowedIn.includes(at) || allowedIn.includes(includedIn[at] ?? at);
};

const passesInTransaction = ({ profile }: McState, call: AstEventName): boolean =>
  astFactsOf(call).inTransaction.some(
    (environment) => environment !== "Mobile" && environment !== "Desktop" && profile.environments.includes(environment),
  );

const closesMessage = ({ at, openMessage }: McState, call: AstEventName): boolean =>
  call === "StartDisplayMessage" && openMessage !== null && (at === "LOGGED_IN" || at === "TX_OFFERED");

const idleBeforeLogin: readonly McStateName[] = ["ACTIVATION_REQUIRED", "ACT_WAIT_ID", "LOGIN_REQUIRED"];
const tellsBeforeLogin: readonly AstEventName[] = ["GetProperty", "SetProperty", "RequestToken"];

/** The first row that fits decides. */
const rules: readonly AdmissionRule[] = [
  { name: "not started", when: ({ at }, call) => at === "UNINITIALISED" && call !== "Start", choose: () => refused("Start comes first") },
  { name: "start", when: (_state, call) => call === "Start", choose: () => admitted },
  { name: "restarting", when: ({ at }) => at === "RESTARTING", choose: () => refused("a restart is on its way") },
  { name: "D2", when: (_state, call) => alwaysAllowed.includes(call), choose: () => admitted },
  { name: "suspended", when: ({ at }) => at === "SUSPENDED", choose: () => refused("the MC is suspended") },
  { name: "other environment", when: isElsewhere, choose: notHere },
  {
    name: "cancel in a transaction",
    when: ({ at }, call) => call === "Cancel" && isInTransaction(at),
    choose: () => refused("answer the prompt with CANCEL"),
  },
  { name: "cancel", when: (_state, call) => call === "Cancel", choose: () => admitted },
  { name: "busy", when: ({ busy }) => busy, choose: () => refused("busy") },
  {
    name: "update only",
    when: ({ at }) => at === "UPDATE_ONLY",
    choose: (_state, call) => (updateEvents.includes(call) ? admitted : refused("the app must be updated first")),
  },
  { name: "step-up", when: ({ at }, call) => at === "TX_STEPUP" && stepUpEvents.includes(call), choose: () => admitted },
  { name: "closes a message", when: closesMessage, choose: () => admitted },
  { name: "beside a transaction", when: (state, call) => isInTransaction(state.at) && passesInTransaction(state, call), choose: () => admitted },
  {
    name: "before login",
    when: ({ at }, call) => idleBeforeLogin.includes(at) && tellsBeforeLogin.includes(call),
    choose: () => ({ outcome: "not_logged_in" }),
  },
  { name: "wrong state", when: (state, call) => !isAllowedAt(state, call), choose: ({ at }, call) => refused(`${call} is not expected in ${at}`) },
  {
    name: "second answer",
    when: ({ prompt }, call) => isStrayAnswer(call, prompt?.name ?? null),
    choose: (_state, call) => refused(`no prompt waits for ${call}`),
  },
];

const isStrayAnswer = (call: AstEventName, prompt: AstEventName | null): boolean => {
  const { kind, serves } = astFactsOf(call);
  return kind === "answer" && serves !== prompt;
};

/** Decides whether a call is heard. */
export const admit = (state: McState, call: AstEventName): Admission => rules.find((rule) => rule.when(state, call))?.choose(state, call) ?? admitted;
