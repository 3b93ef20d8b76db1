import { describe, expect, it } from "vitest";
import { connectRulings, isConnectUserEvent, shapeNameOf } from "@drawbridge/contract";

type Sample = Readonly<Record<string, unknown>>;
type Ruling = keyof typeof connectRulings;

const link = { customerId: 41_007, partnerId: 5150, timestamp: 1_767_225_600_000, ttl: 1_767_232_800_000 };
const who = { customerId: 41_007, partnerId: 5150, timestamp: 1_767_225_600_000 };
const sessionId = "3b9f6c1e".repeat(8);
const experience = "0f6c1f5e-6f0e-4c55-9f43-5f1f0a7f2b11";
const institutionId = 9001;
const login = { institutionId, institutionLoginId: 77 };
const accountIds = ["610001", "610002"];
const begun = { accounts: null, accountIds: [], success: null, errorCode: null };
const done = { accounts: 2, accountIds, success: true, errorCode: null };

/**
 * An event of every kind as the contract tells of the source's samples, with values of our own. `ruled` says what the
 * rulings make of one that contradicts the text beside it or leaves a field out (connect-events.md, section 1).
 */
const samples: readonly { readonly shape: string; readonly sample: Sample; readonly ruled?: readonly [Ruling, Sample] }[] = [
  {
    shape: "Initialize",
    sample: { action: "Initialize", ...link, type: "full", experience, sessionId, product: "aggregation", borrowerType: "primary" },
  },
  {
    shape: "SearchInstitutions",
    sample: { action: "SearchInstitutions", searchTerm: "harbour", resultCount: 3 },
    ruled: ["R1e", { attempts: 1 }],
  },
  { shape: "SelectInstitution", sample: { action: "SelectInstitution", institutionId, supported: true } },
  { shape: "SignInAttempt: begin", sample: { action: "SignInAttempt", institutionId, ...begun } },
  {
    shape: "SignInAttempt: signed in",
    sample: { action: "SignInAttempt", institutionId, ...done, errorCode: 0 },
    ruled: ["R1a", { errorCode: null }],
  },
  {
    shape: "SignInAttempt: challenge",
    sample: { action: "SignInAttempt", institutionId, ...done },
    ruled: ["R1d", { accounts: null, accountIds: [] }],
  },
  { shape: "SignInAttempt: failed", sample: { action: "SignInAttempt", institutionId, ...begun, success: false, errorCode: 103 } },
  { shape: "MfaAttempt: begin", sample: { action: "MfaAttempt", institutionId, ...begun } },
  { shape: "MfaAttempt: signed in", sample: { action: "MfaAttempt", institutionId, ...done } },
  {
    shape: "MfaAttempt: failed",
    sample: { action: "MfaAttempt", institutionId, ...begun, errorCode: 187 },
    ruled: ["R1b", { success: false }],
  },
  { shape: "LaunchOAuth: opened", sample: { action: "LaunchOAuth", institutionId, success: true, errorCode: null } },
  { shape: "OAuthSignInAttempt: signed in", sample: { action: "OAuthSignInAttempt", institutionId, success: true, errorCode: null } },
  { shape: "OAuthAddAccounts: added", sample: { action: "OAuthAddAccounts", ...login, ...done } },
  { shape: "AddAccounts: begin", sample: { action: "AddAccounts", institutionId, institutionLoginId: null, ...begun } },
  { shape: "AddAccounts: done", sample: { action: "AddAccounts", ...login, ...done } },
  {
    shape: "AddAccounts: failed",
    sample: { action: "AddAccounts", institutionId, institutionLoginId: null, ...begun, success: false, errorCode: 500 },
  },
  { shape: "RemoveAccounts: begin", sample: { action: "RemoveAccounts", institutionId, institutionLoginId: null, ...begun } },
  { shape: "RemoveAccounts: done", sample: { action: "RemoveAccounts", ...login, ...done } },
  {
    shape: "FixSignInAttempt: begin",
    sample: { action: "FixSignInAttempt", ...login, accounts: 2, accountIds, success: null, errorCode: null },
    ruled: ["R1c", { accounts: null }],
  },
  { shape: "FixSignInAttempt: repaired", sample: { action: "FixSignInAttempt", ...login, ...done } },
  { shape: "FixSignInAttempt: failed", sample: { action: "FixSignInAttempt", ...login, ...done, success: false, errorCode: 103 } },
  {
    shape: "FixMfaAttempt: begin",
    sample: { action: "FixMfaAttempt", ...login, accounts: 2, accountIds, success: null, errorCode: null },
    ruled: ["R1c", { accounts: null }],
  },
  { shape: "FixMfaAttempt: repaired", sample: { action: "FixMfaAttempt", ...login, ...done } },
  { shape: "FixMfaAttempt: failed", sample: { action: "FixMfaAttempt", ...login, ...done, success: false, errorCode: 187 } },
  {
    shape: "DisplayAlert: institution",
    sample: {
      action: "DisplayAlert",
      alertType: "ERROR",
      title: "Check your sign-in",
      message: "The bank did not accept it.",
      errorCode: 103,
      data: { details: "credentials" },
      institutionId,
      institutionName: "Harbour Bank",
    },
  },
  {
    shape: "DisplayAlert: general",
    sample: {
      action: "DisplayAlert",
      alertType: "ERROR",
      title: "We could not finish",
      message: "Try again.",
      errorCode: 500,
      data: { details: "unexpected" },
      institutionId: null,
      institutionName: null,
    },
    ruled: ["R1g", { institutionId: undefined, institutionName: undefined }],
  },
  {
    shape: "SubmitAccounts",
    sample: { action: "SubmitAccounts", ...link, type: "full", experience, sessionId, product: "aggregation" },
    ruled: ["R1f", { accounts: 2, accountIds }],
  },
  { shape: "SessionTimeout", sample: { action: "SessionTimeout", ...who, sessionId } },
  {
    shape: "End: complete",
    sample: { action: "End", reason: "complete", ...link, experience, sessionId, code: 200, type: "full", product: "aggregation" },
  },
];

/** A sample as the ruling makes it; a value that is undefined takes its key away. */
const ruledSample = ({ sample, ruled }: (typeof samples)[number]): Sample =>
  Object.fromEntries(Object.entries({ ...sample, ...ruled?.[1] }).filter(([, value]) => value !== undefined));

describe("the samples of the source", () => {
  it.each(samples.filter(({ ruled }) => !ruled))("$shape validates as it stands", ({ shape, sample }) => {
    expect(shapeNameOf(sample)).toBe(shape);
  });

  it.each(samples.filter(({ ruled }) => ruled))("$shape validates as ruled, and differently not", (one) => {
    expect(connectRulings[one.ruled?.[0] ?? "R2"]).toMatch(/\w/);
    expect(shapeNameOf(ruledSample(one))).toBe(one.shape);
    expect(shapeNameOf(one.sample)).not.toBe(one.shape);
  });

  it("cover all sixteen actions, and differ exactly where a ruling says so", () => {
    expect(new Set(samples.map(({ sample }) => sample["action"])).size).toBe(16);
    expect([...new Set(samples.flatMap(({ ruled }) => ruled?.[0] ?? []))].toSorted()).toEqual(["R1a", "R1b", "R1c", "R1d", "R1e", "R1f", "R1g"]);
    expect(samples.map(ruledSample).filter((sample) => !isConnectUserEvent(sample))).toEqual([]);
  });
});
