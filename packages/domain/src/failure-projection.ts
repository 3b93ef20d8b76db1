import type { Failure, Remediation } from "@drawbridge/contract";

/** What the faces say of a failure (failures.md). Null: that face does not speak of it. */
export interface FailureProjection {
  readonly connectCode: number;
  readonly widgetStatus: number | null;
  readonly oauthReason: "DENIED" | "CANCELLED" | "IMPEDED" | "PROVIDER_ERROR" | "SESSION_ERROR" | "UNKNOWN_ERROR" | null;
  readonly connectionsError: "credentials_error" | "mfa_required" | "sync_error" | "sync_partial" | null;
  readonly remediation: Remediation;
}

type Columns = readonly [
  FailureProjection["connectCode"],
  FailureProjection["widgetStatus"],
  FailureProjection["oauthReason"],
  FailureProjection["connectionsError"],
  FailureProjection["remediation"],
];

const table: Readonly<Record<Failure, Columns>> = {
  credentials_rejected: [103, 2, null, "credentials_error", "reenter_credentials"],
  mfa_required: [185, 3, null, "mfa_required", "answer_mfa"],
  mfa_wrong: [187, 4, null, "mfa_required", "answer_mfa"],
  mfa_expired: [331, 3, null, "mfa_required", "answer_mfa"],
  login_locked: [108, 5, null, "credentials_error", "unlock_at_bank"],
  action_at_bank: [108, 1, null, "credentials_error", "act_at_bank"],
  consent_denied: [239, 14, "DENIED", null, "grant_consent"],
  consent_cancelled: [239, 14, "CANCELLED", null, "grant_consent"],
  consent_expired: [947, 19, null, "sync_error", "reconsent"],
  access_revoked: [947, 10, null, "credentials_error", "grant_consent"],
  bank_down: [102, 7, "IMPEDED", "sync_error", "wait"],
  rate_limited_by_bank: [325, 13, null, "sync_error", "wait"],
  provider_failed: [100, 14, "PROVIDER_ERROR", "sync_error", "retry"],
  partial_data: [102, 20, null, "sync_partial", "wait"],
  not_supported: [920, 16, null, null, "other_institution"],
  no_usable_accounts: [106, 6, null, null, "other_account"],
  duplicate: [169, 6, null, null, "use_existing"],
  popup_blocked: [1403, null, null, null, "retry"],
  session_expired: [1440, null, "SESSION_ERROR", null, "restart"],
  unexpected: [500, 14, "UNKNOWN_ERROR", null, "contact_support"],
};

/** All that the faces say of a failure. */
export const projectFailure = (failure: Failure): FailureProjection => {
  const [connectCode, widgetStatus, oauthReason, connectionsError, remediation] = table[failure];
  return { connectCode, widgetStatus, oauthReason, connectionsError, remediation };
};

/** What the person can do about a failure. */
export const remediationOf = (failure: Failure): Remediation => table[failure][4];

const notTaken: ReadonlySet<Failure> = new Set(["bank_down", "rate_limited_by_bank", "provider_failed", "not_supported", "unexpected"]);

/** False for failures with which nobody took the sign-in at all, so that no connection can come of it. */
export const tookSignIn = (failure: Failure): boolean => !notTaken.has(failure);
