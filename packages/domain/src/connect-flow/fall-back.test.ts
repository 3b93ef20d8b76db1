import type { RoutingDecision } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import type { ChosenInstitution, FlowContext, FlowFact, FlowInput, FlowState } from "./flow-state.ts";
import { startFlow } from "./start-flow.ts";
import { transition } from "./transition.ts";

const context: FlowContext = {
  newId: "attempt",
  supportCode: "ABC-123",
  connection: { id: "con_1", no: 9 },
  consent: { jobTypes: [], consentDays: 90 },
  user: { id: "usr_1", no: 7 },
  launchUrl: "https://connect.example/oauth/launch/x",
};
const candidate = (aggregator: string) =>
  ({ aggregator, support: "full", leftOut: null, share: 0.5, price: null, successRate: null, medianSeconds: null }) as const;
const routing: RoutingDecision = { rule: "uniform", aggregator: "a", draw: 0.1, candidates: [candidate("a"), candidate("b")] };

const by = (aggregator: string, over: Partial<ChosenInstitution> = {}): ChosenInstitution => ({
  card: {
    id: "ins_1",
    slug: "twin-bank",
    no: 3,
    name: "Twin Bank",
    domain: "twin.example",
    url: "https://twin.example",
    logo: null,
    supportsOauth: over.signIn === "redirect",
    connectable: true,
    health: "healthy",
  },
  signIn: "form",
  fields: [{ name: "card", label: "Card", kind: "login", secret: false }],
  aggregator,
  ...over,
});
const redirect = { signIn: "redirect", fields: [] } as const;
const otherForm = { fields: [{ name: "user", label: "User", kind: "login", secret: false }] } as const;

const start = (first: ChosenInstitution, next: ChosenInstitution): FlowState => {
  const settings = { journey: "connect", consentStep: false, search: true, selection: "many", addAnother: true, maxFailures: 5 } as const;
  const institution = { ...first, routing, fallbacks: [next] };
  return startFlow(settings, { institution, repair: null, nothingToFix: false }, context).state;
};
const credentials: FlowInput = { type: "credentials_submitted", fields: [] };
const failed = (failure: Extract<FlowFact, { type: "failed" }>["failure"]): FlowInput => ({ type: "failed", failure, attemptsLeft: null });
const launchFailed: FlowInput = { type: "launch_failed", failure: "bank_down" };

/** What the last of some inputs came to. */
const after = (state: FlowState, ...inputs: readonly FlowInput[]) => {
  let [current, events, effect] = [state, [] as readonly string[], null as string | null];
  for (const input of inputs) {
    const result = transition(current, input, context);
    if (!result) throw new Error(`${input.type} is not possible at ${current.step.at}`);
    [current, events, effect] = [result.state, result.events.map(({ type }) => type), result.effect?.kind ?? null];
  }
  return { at: current.step.at, by: current.institution?.aggregator, events, effect, state: current };
};

const toOther = ["provider.changed", "sign_in.failed", "step.changed", "alert.shown"];

describe("an aggregator that cannot start", () => {
  it.each([
    ["form, the same form", by("a"), by("b"), [credentials, failed("bank_down")], ["connecting", "b", ["provider.changed"], "sign_in"]],
    ["form, another form", by("a"), by("b", otherForm), [credentials, failed("bank_down")], ["sign_in", "b", toOther, null]],
    ["form, redirect", by("a"), by("b", redirect), [credentials, failed("provider_failed")], ["oauth", "b", toOther, null]],
    ["redirect, redirect", by("a", redirect), by("b", redirect), [launchFailed], ["oauth", "b", ["provider.changed"], null]],
    ["redirect, form", by("a", redirect), by("b"), [launchFailed], ["sign_in", "b", ["provider.changed", "step.changed"], null]],
  ] as const)("%s: the next one takes over", (_ways, first, next, inputs, expected) => {
    const { at, by: aggregator, events, effect, state } = after(start(first, next), ...inputs);
    expect([at, aggregator, events, effect]).toEqual(expected);
    expect(state.institution).toMatchObject({
      fallbacks: [],
      routing: { rule: "fallback", aggregator: "b", candidates: [{ leftOut: "failing" }, {}] },
    });
  });

  it.each([
    ["a wrong password", [credentials, failed("credentials_rejected")], "sign_in"],
    ["a locked login", [credentials, failed("login_locked")], "error"],
    ["an outage after the bank let the person in", [credentials, { type: "signed_in" }, failed("bank_down")], "error"],
    ["the second one's outage", [credentials, failed("bank_down"), failed("bank_down")], "error"],
  ] as const)("keeps %s", (_what, inputs, at) => {
    const end = after(start(by("a"), by("b")), ...inputs);
    expect(end.at).toBe(at);
    expect(end.events).not.toContain("provider.changed");
  });

  it("says on the screen why the person is asked again", () => {
    const { state } = after(start(by("a"), by("b", otherForm)), credentials, failed("bank_down"));
    expect(state.step).toEqual({ at: "sign_in", failure: "bank_down", attemptsLeft: null });
  });
});
