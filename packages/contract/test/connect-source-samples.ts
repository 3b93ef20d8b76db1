/**
 * Every sample of the published source, in its order, with its very values: the facts that clients were written
 * against. What the rulings make of them stands in the test (connect-events.md, section 1).
 */

const five = { accounts: 5, accountIds: ["7079115306", "7079115307", "7079115308", "7079115309", "7079115310"] };
const none = { accounts: null, accountIds: [] };
const owner = { customerId: 12_345, partnerId: 67_890, timestamp: 1_717_132_800_000 };
const ttl = 1_717_140_000_000;
const experience = "550e8400-e29b-41d4-a716-446655440000";
const sessionId = "7035b169d6f13306a240e7291bf7eab1a28010af26b57249ca1ccf5c49a30ce4";
const begun = { success: null, errorCode: null };
const done = { success: true, errorCode: null };
const login = { institutionId: 123, institutionLoginId: 456 };
const noLogin = { institutionId: 123, institutionLoginId: null };
const mended = { institutionId: 456, institutionLoginId: 789 };

/** One sample: which of an action's events it shows, and its JSON. */
export interface SourceSample {
  readonly shows: "the event" | "begin" | "success" | "failure";
  readonly json: Readonly<Record<string, unknown>>;
}

export const sourceSamples: readonly SourceSample[] = [
  { shows: "begin", json: { action: "AddAccounts", ...noLogin, ...none, ...begun } },
  { shows: "success", json: { action: "AddAccounts", ...login, ...five, ...done } },
  { shows: "failure", json: { action: "AddAccounts", ...noLogin, ...none, success: false, errorCode: 500 } },
  {
    shows: "the event",
    json: {
      action: "DisplayAlert",
      alertType: "ERROR",
      title: "Error",
      message: "An error occurred.",
      errorCode: 500,
      data: { details: "Invalid input" },
    },
  },
  {
    shows: "the event",
    json: { action: "End", reason: "complete", ...owner, ttl, experience, sessionId, code: 200, type: "full", product: "aggregation" },
  },
  { shows: "begin", json: { action: "FixMfaAttempt", ...login, ...five, ...begun } },
  { shows: "success", json: { action: "FixMfaAttempt", ...login, ...five, ...done } },
  { shows: "failure", json: { action: "FixMfaAttempt", ...login, ...five, success: false, errorCode: 185 } },
  { shows: "begin", json: { action: "FixSignInAttempt", ...mended, ...five, ...begun } },
  { shows: "success", json: { action: "FixSignInAttempt", ...mended, ...five, ...done } },
  { shows: "failure", json: { action: "FixSignInAttempt", ...mended, ...five, success: false, errorCode: 103 } },
  {
    shows: "the event",
    json: { action: "Initialize", ...owner, ttl, type: "full", experience, sessionId, product: "aggregation", borrowerType: "primary" },
  },
  { shows: "the event", json: { action: "LaunchOAuth", institutionId: 789, ...done } },
  { shows: "begin", json: { action: "MfaAttempt", institutionId: 123, ...none, ...begun } },
  { shows: "success", json: { action: "MfaAttempt", institutionId: 123, ...five, ...done } },
  { shows: "failure", json: { action: "MfaAttempt", institutionId: 123, ...none, success: null, errorCode: 185 } },
  { shows: "the event", json: { action: "OAuthAddAccounts", ...login, ...five, ...done } },
  { shows: "the event", json: { action: "OAuthSignInAttempt", institutionId: 456, ...done } },
  { shows: "begin", json: { action: "RemoveAccounts", ...noLogin, ...none, ...begun } },
  { shows: "success", json: { action: "RemoveAccounts", ...login, ...five, ...done } },
  { shows: "failure", json: { action: "RemoveAccounts", ...noLogin, ...none, success: false, errorCode: 500 } },
  { shows: "the event", json: { action: "SearchInstitutions", searchTerm: "Bank of America", resultCount: 5 } },
  { shows: "the event", json: { action: "SelectInstitution", institutionId: 123, supported: true } },
  { shows: "the event", json: { action: "SessionTimeout", ...owner, sessionId } },
  { shows: "begin", json: { action: "SignInAttempt", institutionId: 456, ...none, ...begun } },
  { shows: "success", json: { action: "SignInAttempt", institutionId: 456, ...five, success: true, errorCode: 0 } },
  { shows: "failure", json: { action: "SignInAttempt", institutionId: 456, ...none, success: false, errorCode: 103 } },
  { shows: "the event", json: { action: "SubmitAccounts", ...owner, ttl, type: "full", experience, sessionId, product: "aggregation" } },
];
