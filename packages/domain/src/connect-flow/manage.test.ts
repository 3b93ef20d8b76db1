import { describe, expect, it } from "vitest";
import type { ChosenInstitution, FlowContext, FlowInput, FlowSettings, FlowState, Repair } from "./flow-state.ts";
import { startFlow } from "./start-flow.ts";
import { stepView } from "./step-view.ts";
import { transition } from "./transition.ts";

const settings: FlowSettings = { journey: "manage", consentStep: false, search: true, selection: "many", addAnother: true, maxFailures: 2 };
const context: FlowContext = {
  newId: "attempt-1",
  supportCode: "ABC",
  connection: null,
  consent: { jobTypes: ["transactions"], consentDays: 90 },
  user: { id: "usr_1", no: 7 },
  launchUrl: "https://connect.example/oauth/launch/x",
};
const connection = { id: "con_1", no: 9 };
const account = { id: "acc_1", no: 1 };
const repair: Repair = { connection, accounts: [account], journey: "reauth", jobTypes: ["transactions"], origin: "manage" };
const institution: ChosenInstitution = {
  card: {
    id: "ins_1",
    slug: "bank",
    no: 3,
    name: "Bank",
    domain: "bank.example",
    url: "https://bank.example",
    logo: null,
    supportsOauth: false,
    connectable: true,
    health: "healthy",
  },
  signIn: "form",
  fields: [],
  aggregator: "sandbox",
};
const saved: FlowInput = {
  type: "data_saved",
  connected: {
    connectionId: "con_1",
    institutionName: "Bank",
    accounts: 1,
    consentExpiresAt: "2027-01-01T00:00:00Z",
    ref: connection,
    refs: [account],
    historyPending: false,
  },
};
const wrong: FlowInput = { type: "failed", failure: "credentials_rejected", attemptsLeft: 3 };
const submit: FlowInput = { type: "credentials_submitted", fields: [] };
const mend: FlowInput = { type: "repair_requested", repair, institution };

const start = startFlow(settings, { institution: null, repair: null, nothingToFix: false }, context);
const play = (...inputs: readonly FlowInput[]): FlowState =>
  inputs.reduce((state, input) => transition(state, input, context)?.state ?? state, start.state);

describe("the list of what is connected", () => {
  it.each([
    ["a removal", { type: "removal_requested", removal: { connection, institution: {}, accounts: [account], whole: true } }, "remove_accounts"],
    ["a revocation", { type: "revocation_requested", connection }, "revoke_consent"],
    ["a sync", { type: "sync_requested", connection }, "sync"],
  ] as const)("does %s, one thing at a time", (_name, input, effect) => {
    const first = transition(start.state, input, context);
    expect(first?.effect?.kind).toBe(effect);
    const busy = first?.state ?? start.state;
    for (const other of [input, mend, { type: "submitted" }, { type: "back" }] as const) expect(transition(busy, other, context)).toBeNull();
    const failed = transition(busy, { type: "failed", failure: "unexpected", attemptsLeft: null }, context)?.state;
    expect(failed?.step).toMatchObject({ at: "manage", working: null, failure: "unexpected" });
  });

  const all: FlowInput = { type: "renewals_requested", connections: [connection, { id: "con_2", no: 12 }] };
  const told = (institutionName: string): FlowInput => ({ type: "managed", notice: { kind: "renewed", institutionName, until: null } });

  it("renews several permissions one after the other", () => {
    const first = transition(start.state, all, context);
    expect(first?.effect).toEqual({ kind: "renew_consent", connectionId: connection.id, operationId: null });
    const second = transition(first?.state ?? start.state, told("Harbour"), context);
    expect(second?.effect).toEqual({ kind: "renew_consent", connectionId: "con_2", operationId: null });
    const end = transition(second?.state ?? start.state, told("Lantern"), context)?.state;
    expect(end?.step).toMatchObject({ at: "manage", working: null, notice: { kind: "renewed_all", institutionName: "Harbour, Lantern" } });
  });

  it("renews each with an approval of its own where one is wanted", () => {
    const careful = startFlow({ ...settings, approvals: ["renew"] }, { institution: null, repair: null, nothingToFix: false }, context).state;
    const asked = transition(careful, all, context);
    expect(asked?.effect).toMatchObject({ kind: "request_approval", question: "renew", connection: connection.id, accountIds: [] });
    const yes: FlowInput = { type: "approval_ended", operationId: "op_1", outcome: "accepted" };
    const granted = transition(asked?.state ?? careful, yes, context);
    expect(granted?.effect).toEqual({ kind: "renew_consent", connectionId: connection.id, operationId: "op_1" });
    const next = transition(granted?.state ?? careful, told("Harbour"), context);
    expect(next?.effect).toMatchObject({ kind: "request_approval", connection: "con_2" });
    const no = transition(next?.state ?? careful, { type: "approval_ended", operationId: null, outcome: "refused" }, context)?.state;
    expect(transition(no ?? careful, { type: "back" }, context)?.state.step).toMatchObject({ at: "manage", working: null });
  });

  it("is where a repair comes back to, with what came of it, and nothing of it is left behind", () => {
    const found: FlowInput = {
      type: "accounts_found",
      existing: null,
      accounts: [{ ...account, name: "A", group: "deposit", masked: "1", balance: null, currency: "EUR", eligible: true, reason: null }],
    };
    const left = { repair: null, institution: null, connection: null, attempt: null, added: [] };
    expect(play(mend, submit, { type: "signed_in" }, found, saved)).toMatchObject({
      ...left,
      step: { at: "manage", notice: { kind: "renewed", institutionName: "Bank" } },
    });
    const foreign = play(mend, submit, { type: "signed_in" }, { ...found, accounts: [] });
    expect(foreign.step).toMatchObject({ at: "error", failure: "no_usable_accounts" });
    expect(transition(foreign, { type: "back" }, context)?.state).toMatchObject({ ...left, step: { at: "manage", notice: null } });
  });

  it("forgives the tries of one repair before the next", () => {
    const once = play(mend, submit, wrong);
    expect([once.step.at, once.failures]).toEqual(["sign_in", 1]);
    expect(play(mend, submit, wrong, { type: "back" }, mend).failures).toBe(0);
    expect(play(mend, submit, wrong, submit, wrong).step).toEqual({ at: "ended", reason: "error" });
  });

  it("asks for the permission again before a renewal, and for each repair", () => {
    const asked = play({ ...mend, repair: { ...repair, journey: "reconsent" } });
    expect(stepView(asked, null)).toEqual({ at: "consent", canGoBack: true });
    const given = transition(asked, { type: "consent_given" }, context);
    expect(given?.events.map(({ type }) => type)).toContain("consent.given");
    expect(given?.effect).toEqual({ kind: "add_accounts", accountIds: ["acc_1"] });
    const signing = transition(play(mend), submit, context);
    expect(signing?.events.map(({ type }) => type)).toContain("consent.given");
  });

  it("ends a session of its own when the person is done, and has no way back out of it", () => {
    expect(play({ type: "back" }).step.at).toBe("manage");
    expect(play({ type: "submitted" }).step).toEqual({ at: "ended", reason: "complete" });
  });
});
