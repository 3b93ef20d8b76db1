import type { Challenge, DraftEvent } from "@drawbridge/contract";
import type { ChosenInstitution, FlowContext, FlowInput, FlowSettings, FoundAccount } from "../src/connect-flow/flow-state.ts";
import { startFlow } from "../src/connect-flow/start-flow.ts";
import { transition } from "../src/connect-flow/transition.ts";

/** What most visits are opened with. */
export const settings: FlowSettings = { journey: "connect", consentStep: false, search: true, selection: "many", addAnother: true, maxFailures: 5 };

/** What the server lays beside the n-th input. */
export const contextAt = (n: number): FlowContext => ({
  newId: `attempt-${n}`,
  supportCode: "ABC-123",
  connection: { id: "con_1", no: 9 },
  consent: { jobTypes: ["transactions"], consentDays: 90 },
  user: { id: "usr_1", no: 7 },
  launchUrl: "https://connect.example/oauth/launch/x",
});

/** A bank as it is chosen. */
export const bank = (over: Partial<ChosenInstitution["card"]> = {}, signIn: "form" | "redirect" = "form"): ChosenInstitution => ({
  card: {
    id: "ins_1",
    slug: "drawbridge-bank",
    no: 3,
    name: "Drawbridge Bank",
    domain: "drawbridge-bank.example",
    url: "https://drawbridge-bank.example",
    logo: null,
    supportsOauth: signIn === "redirect",
    connectable: true,
    health: "healthy",
    ...over,
  },
  signIn,
  fields: [],
  aggregator: "sandbox",
});

/** An account as the bank lists it. */
export const account = (n: number, eligible = true): FoundAccount => ({
  id: `acc_${n}`,
  no: n,
  name: `Account ${n}`,
  group: "deposit",
  masked: `••${n}`,
  balance: "1.00",
  currency: "EUR",
  eligible,
  reason: eligible ? null : "closed",
});

/** A question of the bank. */
export const question: Challenge = {
  id: "q1",
  kind: "text",
  prompt: "Colour?",
  options: [],
  choose: null,
  sentTo: null,
  attemptsLeft: null,
  expiresAt: null,
};
/** What comes in on the way, in its usual order. */
export const challenged: Extract<FlowInput, { type: "challenged" }> = {
  type: "challenged",
  challenges: [question],
  pollAfterMs: null,
  rejected: false,
};
export const credentials: FlowInput = { type: "credentials_submitted", fields: [] };
export const answers: FlowInput = { type: "answers_submitted", fields: [] };
export const found: FlowInput = { type: "accounts_found", accounts: [account(1), account(2)], existing: null };
export const saved: Extract<FlowInput, { type: "data_saved" }> = {
  type: "data_saved",
  connected: {
    connectionId: "con_1",
    institutionName: "Drawbridge Bank",
    accounts: 2,
    consentExpiresAt: "2027-01-01T00:00:00Z",
    ref: { id: "con_1", no: 9 },
    historyPending: false,
    refs: [
      { id: "acc_1", no: 1 },
      { id: "acc_2", no: 2 },
    ],
  },
};

/** Plays inputs from the start; where they lead, and what the log says of them. */
export const play = (inputs: readonly FlowInput[], over: Partial<FlowSettings> = {}) => {
  const first = startFlow({ ...settings, ...over }, { institution: null, repair: null, nothingToFix: false }, contextAt(0));
  let { state } = first;
  const events: DraftEvent[] = [...first.events];
  for (const [index, input] of inputs.entries()) {
    const result = transition(state, input, contextAt(index + 1));
    if (!result) throw new Error(`${input.type} was refused at ${state.step.at}`);
    state = result.state;
    events.push(...result.events);
  }
  return { state, types: events.map(({ type }) => type).filter((type) => type !== "step.changed"), events };
};

/** The choice of a bank. */
export const choose = (institution: ChosenInstitution): FlowInput => ({ type: "institution_chosen", institution });
