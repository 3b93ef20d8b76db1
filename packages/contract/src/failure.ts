import { Type, type Static } from "typebox";

/** Every way a conversation with a provider can fail: the one vocabulary that faces, screens and tables project. */
export const failureNames = [
  "credentials_rejected",
  "mfa_required",
  "mfa_wrong",
  "mfa_expired",
  "login_locked",
  "action_at_bank",
  "consent_denied",
  "consent_cancelled",
  "consent_expired",
  "access_revoked",
  "bank_down",
  "rate_limited_by_bank",
  "provider_failed",
  "partial_data",
  "not_supported",
  "no_usable_accounts",
  "duplicate",
  "popup_blocked",
  "session_expired",
  "unexpected",
] as const;

/** Schema of a failure name. */
export const Failure = Type.Enum(failureNames);
export type Failure = (typeof failureNames)[number];

/** What the person can do about a failure; the text and button of each are the widget's. */
export const remediations = [
  "reenter_credentials",
  "answer_mfa",
  "unlock_at_bank",
  "act_at_bank",
  "grant_consent",
  "reconsent",
  "wait",
  "retry",
  "other_institution",
  "other_account",
  "use_existing",
  "restart",
  "contact_support",
] as const;

/** Schema of a remediation name. */
export const Remediation = Type.Enum(remediations);
export type Remediation = Static<typeof Remediation>;
