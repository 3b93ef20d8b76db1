import type { ConnectMode, ConnectPageMessage, SessionEventType } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { at, contextOf, type Data, project } from "./connect-projection-stage.ts";

/** What the published source notes on null, populated and false, per action; rulings included. */
const notes: readonly (readonly [action: string, mode: ConnectMode, types: Readonly<Record<string, SessionEventType>>])[] = [
  ["SignInAttempt", "full", { begin: "sign_in.started", success: "sign_in.succeeded", challenge: "sign_in.challenged", failure: "sign_in.failed" }],
  ["MfaAttempt", "full", { begin: "mfa.started", success: "mfa.succeeded", challenge: "mfa.challenged", failure: "mfa.failed" }],
  ["AddAccounts", "full", { begin: "accounts.adding", success: "accounts.added", failure: "accounts.add_failed" }],
  ["RemoveAccounts", "full", { begin: "accounts.removing", success: "accounts.removed", failure: "accounts.remove_failed" }],
  ["FixSignInAttempt", "fix", { begin: "sign_in.started", success: "sign_in.succeeded", challenge: "sign_in.challenged", failure: "sign_in.failed" }],
  ["FixMfaAttempt", "fix", { begin: "mfa.started", success: "mfa.succeeded", challenge: "mfa.challenged", failure: "mfa.failed" }],
];
const noted: Readonly<Record<string, Data>> = {
  begin: { success: null, accounts: "null", errorCode: "null" },
  success: { success: true, accounts: "populated", errorCode: "null" },
  challenge: { success: true, accounts: "null", errorCode: "null" },
  failure: { success: false, accounts: "null", errorCode: "populated" },
};
const noteOf = (message: ConnectPageMessage | undefined): Data => {
  const data: Data = message?.type === "user" ? message.data : {};
  const saying = (key: string) => (data[key] === null ? "null" : "populated");
  return { success: data["success"], accounts: saying("accounts"), errorCode: saying("errorCode") };
};

describe("the source's notes on null, populated and false", () => {
  const cases = notes.flatMap(([action, mode, types]) => Object.entries(types).map(([outcome, type]) => ({ action, mode, outcome, type })));
  it.each(cases)("$action, $outcome", ({ action, mode, outcome, type }) => {
    const messages = project([[type, { ...at, failure: outcome === "failure" ? "unexpected" : null }]], contextOf(mode));
    // R1c: a repair that failed still knows its accounts.
    const expected = action.startsWith("Fix") && outcome === "failure" ? { ...noted[outcome], accounts: "populated" } : noted[outcome];
    expect(messages).toHaveLength(1);
    expect(messages.map(noteOf)).toEqual([expected]);
    expect(messages.map(({ type: kind }) => kind)).toEqual(["user"]);
  });
});
