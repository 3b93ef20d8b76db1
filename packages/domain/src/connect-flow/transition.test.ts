import { describe, expect, it } from "vitest";
import { account, answers, bank, challenged, choose, contextAt, credentials, found, play, saved, settings } from "../../test/connect-flow-stage.ts";
import type { FlowInput, FlowState } from "./flow-state.ts";
import { startFlow } from "./start-flow.ts";
import { stepView } from "./step-view.ts";
import { transition } from "./transition.ts";

describe("a renewal with a consent step", () => {
  const repair = {
    connection: { id: "con_1", no: 9 },
    accounts: [{ id: "acc_1", no: 1 }],
    journey: "reconsent",
    jobTypes: [],
    origin: "link",
  } as const;
  const started = startFlow(
    { ...settings, consentStep: true, search: false },
    { institution: bank(), repair, nothingToFix: false },
    contextAt(0),
  ).state;

  it("asks the bank for data with the access that is there, and for nothing else", () => {
    const given = transition(started, { type: "consent_given" }, contextAt(1));
    expect([started.step.at, given?.state.step.at, given?.effect]).toEqual([
      "consent",
      "connecting",
      { kind: "add_accounts", accountIds: ["acc_1"] },
    ]);
    const done = given && transition(given.state, { ...saved, report: { matched: [...repair.accounts], added: [], lost: [] } }, contextAt(2));
    expect(done?.state.step.at).toBe("review");
    expect(done?.events.map(({ type }) => type)).toEqual(["connection.renewed", "accounts.added", "step.changed"]);
  });

  it("leads to the bank when the access that is there is no longer worth anything", () => {
    const given = transition(started, { type: "consent_given" }, contextAt(1));
    const refused = given && transition(given.state, { type: "failed", failure: "access_revoked", attemptsLeft: null }, contextAt(2));
    const again = refused && transition(refused.state, { type: "retry" }, contextAt(3));
    expect([refused?.state.step.at, again?.state.step.at, again?.state.repair]).toEqual(["error", "sign_in", repair]);
  });
});

describe("connect flow", () => {
  it("connects with credentials and a challenge, in the order of the contract", () => {
    const { state, types } = play([
      { type: "search_settled", term: "draw", resultCount: 1 },
      choose(bank()),
      credentials,
      challenged,
      answers,
      { type: "signed_in" },
      found,
      { type: "accounts_chosen", accountIds: ["acc_1", "acc_2"] },
      saved,
      { type: "submitted" },
    ]);
    expect(types).toEqual([
      "session.started",
      "institution.searched",
      "institution.selected",
      "consent.given",
      "sign_in.started",
      "sign_in.challenged",
      "mfa.started",
      "mfa.succeeded",
      "accounts.offered",
      "accounts.adding",
      "connection.created",
      "accounts.added",
      "accounts.submitted",
      "session.ended",
    ]);
    expect(state.step).toEqual({ at: "ended", reason: "complete" });
  });

  it("connects by the bank's own page without a second account choice", () => {
    const { types, state } = play([
      choose(bank({}, "redirect")),
      { type: "oauth_launched", blocked: false },
      { type: "oauth_returned" },
      { type: "signed_in" },
      found,
      saved,
    ]);
    expect(types).toEqual([
      "session.started",
      "institution.selected",
      "consent.given",
      "oauth.launched",
      "oauth.returned",
      "accounts.adding",
      "connection.created",
      "accounts.added",
    ]);
    expect(state.step.at).toBe("review");
  });

  it("keeps the launch address out of the log", () => {
    const { events } = play([choose(bank({}, "redirect")), { type: "oauth_launched", blocked: false }]);
    expect(JSON.stringify(events)).not.toContain("oauth/launch");
  });

  it("returns to the form after a wrong password, and pairs begin and outcome", () => {
    const { state, events } = play([choose(bank()), credentials, { type: "failed", failure: "credentials_rejected", attemptsLeft: 4 }]);
    expect(state.step).toEqual({ at: "sign_in", failure: "credentials_rejected", attemptsLeft: 4 });
    const [began, failed] = events.filter(({ type }) => type.startsWith("sign_in."));
    expect(failed?.attemptId).toBe(began?.attemptId);
    expect(events.at(-1)?.type).toBe("alert.shown");
  });

  it("ends the session at the limit of failed attempts", () => {
    const wrong: readonly FlowInput[] = [credentials, { type: "failed", failure: "credentials_rejected", attemptsLeft: null }];
    const { state, types } = play([choose(bank()), ...wrong, ...wrong], { maxFailures: 2 });
    expect(state.step).toEqual({ at: "ended", reason: "error" });
    expect(types.slice(-3)).toEqual(["sign_in.failed", "alert.shown", "session.ended"]);
  });

  it("asks again after a wrong answer", () => {
    const { state, types } = play([choose(bank()), credentials, challenged, answers, { ...challenged, rejected: true }]);
    expect(state.step).toMatchObject({ at: "mfa", failure: "mfa_wrong" });
    expect(types.slice(-2)).toEqual(["mfa.failed", "alert.shown"]);
  });

  it("waits for a push and keeps one attempt for it", () => {
    const push: FlowInput = { ...challenged, pollAfterMs: 1000 };
    const { types } = play([choose(bank()), credentials, push, push, { type: "signed_in" }, found]);
    expect(types.slice(-4)).toEqual(["sign_in.challenged", "mfa.started", "mfa.succeeded", "accounts.offered"]);
  });

  it.each([
    ["down", { health: "down" }, "down"],
    ["not connectable", { connectable: false }, "not_connectable"],
  ] as const)("shows no form for a bank that is %s", (_name, over, reason) => {
    expect(play([choose(bank(over))]).state.step).toEqual({ at: "unavailable", reason, watched: false });
  });

  it("takes the wish to hear of a bank that is down once, from its notice and from a sign-in it failed", () => {
    const wish: FlowInput = { type: "recovery_requested" };
    const watched = { at: "unavailable", reason: "down", watched: true };
    const noticed = play([choose(bank({ health: "down" })), wish]);
    expect(noticed.state.step).toEqual(watched);
    expect(noticed.types.at(-1)).toBe("institution.recovery_requested");
    expect(transition(noticed.state, wish, contextAt(9))).toBeNull();
    expect(play([choose(bank()), credentials, { type: "failed", failure: "bank_down", attemptsLeft: null }, wish]).state.step).toEqual(watched);
    const other = play([choose(bank()), credentials, { type: "failed", failure: "unexpected", attemptsLeft: null }]);
    expect(transition(other.state, wish, contextAt(9))).toBeNull();
  });

  it.each([
    ["an account that was not offered", ["acc_9"]],
    ["no account", []],
    ["an account that is not eligible", ["acc_3"]],
  ])("refuses %s", (_name, accountIds) => {
    const { state } = play([
      choose(bank()),
      credentials,
      { type: "signed_in" },
      { type: "accounts_found", accounts: [account(1), account(3, false)], existing: null },
    ]);
    expect(transition(state, { type: "accounts_chosen", accountIds }, contextAt(9))).toBeNull();
  });

  it("says so when there is no account to use", () => {
    const { state } = play([
      choose(bank()),
      credentials,
      { type: "signed_in" },
      { type: "accounts_found", accounts: [account(3, false)], existing: null },
    ]);
    expect(state.step).toMatchObject({ at: "error", failure: "no_usable_accounts" });
  });

  it("adds everything at once when there is no choice to make", () => {
    expect(play([choose(bank()), credentials, { type: "signed_in" }, found], { selection: "none" }).state.step).toMatchObject({
      phase: "getting_data",
    });
  });

  it("notes that an error's main button was used, and stays: what it does comes as an input of its own", () => {
    const answered: FlowInput = { type: "alert_answered" };
    const { state, events } = play([choose(bank({}, "redirect")), { type: "oauth_launched", blocked: false }, { type: "oauth_cancelled" }, answered]);
    expect(state.step.at).toBe("error");
    expect(events.at(-1)).toMatchObject({ type: "alert.answered", data: { failure: "consent_cancelled", oauth: true } });
    expect(transition(play([choose(bank())]).state, answered, contextAt(9))).toBeNull();
  });

  it("tries again from an error with the same connection", () => {
    const { state } = play([choose(bank()), credentials, { type: "failed", failure: "bank_down", attemptsLeft: null }, { type: "retry" }]);
    expect(state).toMatchObject({ step: { at: "sign_in" }, connection: { id: "con_1" } });
  });

  it.each([
    [{ type: "exit" }, "exit"],
    [{ type: "idle_expired" }, "timeout"],
    [{ type: "time_over", present: true }, "timeout"],
    [{ type: "time_over", present: false }, "abandoned"],
  ] as const)("%o ends with %s", (input, reason) => {
    const { state, types } = play([input]);
    expect(state.step).toEqual({ at: "ended", reason });
    expect(types.at(-1)).toBe("session.ended");
  });

  it("never leaves the declared states, whatever comes in whatever order", () => {
    const inputs: readonly FlowInput[] = [
      choose(bank()),
      choose(bank({}, "redirect")),
      credentials,
      challenged,
      answers,
      found,
      saved,
      { type: "signed_in" },
      { type: "back" },
      { type: "retry" },
      { type: "alert_answered" },
      { type: "choose_other" },
      { type: "oauth_launched", blocked: false },
      { type: "oauth_returned" },
      { type: "oauth_cancelled" },
      { type: "accounts_chosen", accountIds: ["acc_1"] },
      { type: "another_requested" },
      { type: "consent_given" },
      { type: "failed", failure: "mfa_expired", attemptsLeft: null },
    ];
    let seed = 42;
    const next = (limit: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    for (let run = 0; run < 300; run += 1) {
      let state: FlowState = startFlow(
        { ...settings, consentStep: run % 2 === 0 },
        { institution: null, repair: null, nothingToFix: false },
        contextAt(0),
      ).state;
      for (let n = 0; n < 40; n += 1) {
        const input = inputs[next(inputs.length)];
        if (!input) continue;
        state = transition(state, input, contextAt(n))?.state ?? state;
        expect(stepView(state, null).at).toBe(state.step.at);
        expect(state.failures).toBeLessThanOrEqual(state.settings.maxFailures);
      }
    }
  });
});
