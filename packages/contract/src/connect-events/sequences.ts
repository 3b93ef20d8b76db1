import type { ConnectMode } from "./fields.ts";

/** What a host hears in one flow, in order: names of shapes, then the type of the last message. */
export interface ConnectSequence {
  readonly flow: string;
  readonly mode: ConnectMode;
  readonly steps: readonly string[];
}

const chosen = ["Initialize", "SearchInstitutions", "SelectInstitution"] as const;
const added = ["AddAccounts: begin", "AddAccounts: done"] as const;
const submitted = ["SubmitAccounts", "End: complete", "done"] as const;
const wrong = ["SignInAttempt: begin", "SignInAttempt: failed", "DisplayAlert: institution"] as const;
const repaired = ["End: complete", "done"] as const;

/** The canonical order of each flow, routes left out (connect-events.md, 8.6). */
export const connectSequences: readonly ConnectSequence[] = [
  { flow: "Full, credentials", mode: "full", steps: [...chosen, "SignInAttempt: begin", "SignInAttempt: signed in", ...added, ...submitted] },
  {
    flow: "Full, credentials and challenge",
    mode: "full",
    steps: [...chosen, "SignInAttempt: begin", "SignInAttempt: challenge", "MfaAttempt: begin", "MfaAttempt: signed in", ...added, ...submitted],
  },
  {
    flow: "Full, OAuth",
    mode: "full",
    steps: [...chosen, "LaunchOAuth: opened", "OAuthSignInAttempt: signed in", "OAuthAddAccounts: added", ...submitted],
  },
  {
    flow: "Full, wrong password",
    mode: "full",
    steps: [...chosen, ...wrong, "SignInAttempt: begin", "SignInAttempt: signed in", ...added, ...submitted],
  },
  { flow: "Full, exit", mode: "full", steps: ["Initialize", "End: exit", "cancel"] },
  { flow: "Full, timeout", mode: "full", steps: ["Initialize", "SessionTimeout", "End: timeout", "error"] },
  { flow: "Full, attempt limit", mode: "full", steps: [...chosen, ...wrong, "End: error", "error"] },
  { flow: "Lite", mode: "lite", steps: [...added, "done"] },
  { flow: "Lite, challenge", mode: "lite", steps: ["MfaAttempt: begin", "MfaAttempt: signed in", ...added, "done"] },
  { flow: "Lite, wrong password", mode: "lite", steps: ["DisplayAlert: institution", ...added, "done"] },
  { flow: "Lite, exit", mode: "lite", steps: ["cancel"] },
  { flow: "Lite, timeout", mode: "lite", steps: ["SessionTimeout", "error"] },
  { flow: "Fix", mode: "fix", steps: ["Initialize", "FixSignInAttempt: begin", "FixSignInAttempt: repaired", ...repaired] },
  {
    flow: "Fix, challenge",
    mode: "fix",
    steps: ["Initialize", "FixSignInAttempt: begin", "FixSignInAttempt: challenge", "FixMfaAttempt: begin", "FixMfaAttempt: repaired", ...repaired],
  },
  { flow: "Fix, OAuth", mode: "fix", steps: ["Initialize", "FixSignInAttempt: begin", "FixSignInAttempt: repaired", ...repaired] },
  { flow: "Fix, nothing to fix", mode: "fix", steps: ["Initialize", "End: nothing to fix", "done"] },
  { flow: "Fix, exit", mode: "fix", steps: ["Initialize", "End: exit", "cancel"] },
];
