import type { ConnectUserEvent } from "./catalogue.ts";

const link = { customerId: 41_007, partnerId: 5150, timestamp: 1_767_225_600_000, ttl: 1_767_232_800_000 };
const sessionId = "3b9f6c1e".repeat(8);
const experience = "0f6c1f5e-6f0e-4c55-9f43-5f1f0a7f2b11";
const full = { type: "full", product: "aggregation" } as const;
const fix = { type: "fix", product: "aggregation" } as const;

const institutionId = 9001;
const login = { institutionId, institutionLoginId: 77 };
const noLogin = { institutionId, institutionLoginId: null };
const accountIds = ["610001", "610002"];
const begun = { accounts: null, accountIds: [], success: null, errorCode: null };
const done = { accounts: 2, accountIds, success: true as const, errorCode: null };
const challenge = { accounts: null, accountIds: [], success: true as const, errorCode: null };
const failed = { accounts: null, accountIds: [], success: false as const };
const right = { success: true, errorCode: null } as const;

const before = { customerId: 41_007, partnerId: 5150, timestamp: 1_767_225_600_000, ttl: 1_767_232_800_000, experience: null, sessionId };

/** One valid event of every shape, by the shape's name; the reference prints them and tests start from them. */
export const connectEventExamples: Readonly<Record<string, ConnectUserEvent>> = {
  Initialize: { action: "Initialize", ...link, type: "full", experience, sessionId, product: "aggregation", borrowerType: "primary" },
  SearchInstitutions: { action: "SearchInstitutions", searchTerm: "harbour", resultCount: 3, attempts: 2 },
  SelectInstitution: { action: "SelectInstitution", institutionId, supported: true },
  "SignInAttempt: begin": { action: "SignInAttempt", institutionId, ...begun },
  "SignInAttempt: signed in": { action: "SignInAttempt", institutionId, ...done },
  "SignInAttempt: challenge": { action: "SignInAttempt", institutionId, ...challenge },
  "SignInAttempt: failed": { action: "SignInAttempt", institutionId, ...failed, errorCode: 103 },
  "MfaAttempt: begin": { action: "MfaAttempt", institutionId, ...begun },
  "MfaAttempt: signed in": { action: "MfaAttempt", institutionId, ...done },
  "MfaAttempt: challenge": { action: "MfaAttempt", institutionId, ...challenge },
  "MfaAttempt: failed": { action: "MfaAttempt", institutionId, ...failed, errorCode: 187 },
  "LaunchOAuth: opened": { action: "LaunchOAuth", institutionId, ...right },
  "LaunchOAuth: failed": { action: "LaunchOAuth", institutionId, success: false, errorCode: 102 },
  "OAuthSignInAttempt: signed in": { action: "OAuthSignInAttempt", institutionId, ...right },
  "OAuthSignInAttempt: failed": { action: "OAuthSignInAttempt", institutionId, success: false, errorCode: 239 },
  "OAuthAddAccounts: added": { action: "OAuthAddAccounts", ...login, ...done },
  "OAuthAddAccounts: failed": { action: "OAuthAddAccounts", ...noLogin, ...failed, errorCode: 100 },
  "AddAccounts: begin": { action: "AddAccounts", ...noLogin, ...begun },
  "AddAccounts: done": { action: "AddAccounts", ...login, ...done },
  "AddAccounts: failed": { action: "AddAccounts", ...noLogin, ...failed, errorCode: 500 },
  "RemoveAccounts: begin": { action: "RemoveAccounts", ...noLogin, ...begun },
  "RemoveAccounts: done": { action: "RemoveAccounts", ...login, ...done },
  "RemoveAccounts: failed": { action: "RemoveAccounts", ...noLogin, ...failed, errorCode: 500 },
  "FixSignInAttempt: begin": { action: "FixSignInAttempt", ...login, ...begun, accountIds },
  "FixSignInAttempt: repaired": { action: "FixSignInAttempt", ...login, ...done },
  "FixSignInAttempt: challenge": { action: "FixSignInAttempt", ...login, ...challenge, accountIds },
  "FixSignInAttempt: failed": { action: "FixSignInAttempt", ...login, accounts: 2, accountIds, success: false, errorCode: 103 },
  "FixMfaAttempt: begin": { action: "FixMfaAttempt", ...login, ...begun, accountIds },
  "FixMfaAttempt: repaired": { action: "FixMfaAttempt", ...login, ...done },
  "FixMfaAttempt: challenge": { action: "FixMfaAttempt", ...login, ...challenge, accountIds },
  "FixMfaAttempt: failed": { action: "FixMfaAttempt", ...login, accounts: 2, accountIds, success: false, errorCode: 187 },
  "DisplayAlert: general": {
    action: "DisplayAlert",
    alertType: "ERROR",
    title: "We could not finish",
    message: "Try again, or get help.",
    errorCode: 500,
    data: { details: "unexpected" },
  },
  "DisplayAlert: institution": {
    action: "DisplayAlert",
    alertType: "ERROR",
    title: "Those details did not match",
    message: "Check them and try again.",
    errorCode: 103,
    data: { details: "credentials_rejected" },
    institutionId,
    institutionName: "Harbour Bank",
  },
  SubmitAccounts: { action: "SubmitAccounts", ...link, type: "full", experience: null, sessionId, product: "aggregation", accounts: 2, accountIds },
  SessionTimeout: { action: "SessionTimeout", customerId: 41_007, partnerId: 5150, timestamp: 1_767_225_600_000, sessionId },
  "End: complete": { action: "End", reason: "complete", ...before, code: 200, ...full },
  "End: nothing to fix": { action: "End", reason: "complete", ...before, code: 201, ...fix },
  "End: exit": { action: "End", reason: "exit", ...before, code: 100, ...full },
  "End: timeout": { action: "End", reason: "timeout", ...before, code: 1440, ...full },
  "End: error": { action: "End", reason: "error", ...before, code: 500, ...full },
};
