import { connectSequences } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import {
  accounts,
  at,
  bank,
  begun,
  challenge,
  contextOf,
  done,
  done200,
  endOf,
  type Fact,
  initialize,
  institution,
  login,
  nameOf,
  noLogin,
  nos,
  owner,
  project,
  route,
  sessionHex,
  times,
  user,
} from "./connect-projection-stage.ts";

const searched: Fact = ["institution.searched", { term: "harbour", resultCount: 3, attempts: 1 }];
const selected: Fact = ["institution.selected", { institution, supported: true }];
const chosen: readonly Fact[] = [
  ["session.started"],
  ["step.changed", { from: null, to: "search", institution: null }],
  searched,
  selected,
  ["step.changed", { from: "search", to: "sign_in", institution }],
];
const signIn: readonly Fact[] = [["consent.given"], ["sign_in.started", at]];
const rejected: readonly Fact[] = [
  ...signIn,
  ["sign_in.failed", { ...at, failure: "credentials_rejected" }],
  ["alert.shown", { ...at, failure: "credentials_rejected" }],
];
const signedIn: readonly Fact[] = [...signIn, ["sign_in.succeeded", at]];
const answered: readonly Fact[] = [...signIn, ["sign_in.challenged", at], ["mfa.started", at], ["mfa.succeeded", at]];
const added: readonly Fact[] = [
  ["accounts.offered", { institution, accounts }],
  ["accounts.adding", { ...at, oauth: false }],
  ["connection.created", at],
  ["accounts.added", { ...at, oauth: false }],
];
const completed: readonly Fact[] = [
  ["accounts.submitted", { accounts }],
  ["session.ended", { reason: "complete" }],
];
const byBank: readonly Fact[] = [
  ["oauth.launched", { ...at, blocked: false }],
  ["oauth.returned", at],
  ["accounts.adding", { ...at, oauth: true }],
  ["accounts.added", { ...at, oauth: true }],
];
const named: readonly Fact[] = [["session.started"], ["step.changed", { from: null, to: "sign_in", institution }]];
const timeOver: readonly Fact[] = [["session.timed_out"], ["session.ended", { reason: "timeout" }]];

/** The log behind each canonical sequence. */
const logs: Readonly<Record<string, readonly Fact[]>> = {
  "Full, credentials": [...chosen, ...signedIn, ...added, ...completed],
  "Full, credentials and challenge": [...chosen, ...answered, ...added, ...completed],
  "Full, OAuth": [...chosen, ...byBank, ...completed],
  "Full, wrong password": [...chosen, ...rejected, ...signedIn, ...added, ...completed],
  "Full, exit": [["session.started"], ["session.ended", { reason: "exit" }]],
  "Full, timeout": [["session.started"], ...timeOver],
  "Full, attempt limit": [...chosen, ...rejected, ["session.ended", { reason: "error" }]],
  Lite: [...named, ...signedIn, ...added, ...completed],
  "Lite, challenge": [...named, ...answered, ...added, ...completed],
  "Lite, wrong password": [...named, ...rejected, ...signedIn, ...added, ...completed],
  "Lite, exit": [...named, ["session.ended", { reason: "exit" }]],
  "Lite, timeout": [...named, ...timeOver],
  Fix: [...named, ...signedIn, ...added, ...completed],
  "Fix, challenge": [...named, ...answered, ...added, ...completed],
  "Fix, OAuth": [...named, ...byBank, ...completed],
  "Fix, nothing to fix": [["session.started"], ["session.ended", { reason: "complete", nothingToFix: true }]],
  "Fix, exit": [...named, ["session.ended", { reason: "exit" }]],
};

describe("canonical sequences", () => {
  it.each(connectSequences)("$flow", ({ flow, mode, steps }) => {
    const messages = project(logs[flow] ?? [], contextOf(mode)).filter(({ type }) => type !== "route");
    expect(messages.map(nameOf)).toEqual(steps);
  });

  it("a whole Full session, word for word", () => {
    expect(project(logs["Full, credentials and challenge"] ?? [], contextOf("full"))).toEqual([
      ...initialize("full"),
      route("search"),
      user("SearchInstitutions", { searchTerm: "harbour", resultCount: 3, attempts: 1 }),
      route("search", { query: "harbour" }),
      user("SelectInstitution", { ...bank, supported: true }),
      route("login", { institutionId: "9001" }),
      user("SignInAttempt", { ...bank, ...begun }),
      user("SignInAttempt", { ...bank, ...challenge }),
      user("MfaAttempt", { ...bank, ...begun }),
      user("MfaAttempt", { ...bank, ...done }),
      user("AddAccounts", { ...noLogin, ...begun }),
      user("AddAccounts", { ...login, ...done }),
      user("SubmitAccounts", {
        ...owner,
        ...times,
        type: "full",
        experience: null,
        sessionId: sessionHex,
        product: "aggregation",
        accounts: 2,
        accountIds: nos,
      }),
      endOf("full", "complete", 200),
      done200,
    ]);
  });
});
