import type { Failure } from "@drawbridge/contract";

const texts: Readonly<Record<Failure, readonly [title: string, message: string]>> = {
  credentials_rejected: ["Those details did not match", "Check them and try again."],
  mfa_required: ["Your bank asks for one more step", "Answer its question to go on."],
  mfa_wrong: ["That code did not work", "Check it and try again."],
  mfa_expired: ["The time ran out", "Sign in again for a new code."],
  login_locked: ["Your bank has locked this login", "Unlock it at your bank, then try again."],
  action_at_bank: ["Your bank needs something from you first", "Visit your bank, then try again."],
  consent_denied: ["You did not give permission", "Review the request and try again."],
  consent_cancelled: ["You did not give permission", "Review the request and try again."],
  consent_expired: ["Your permission ended", "Renew it to go on."],
  access_revoked: ["Your permission ended", "Give it again to go on."],
  bank_down: ["Your bank is not answering", "Try again later."],
  rate_limited_by_bank: ["Your bank asks us to wait", "Try again later."],
  provider_failed: ["We could not finish", "Try again."],
  partial_data: ["Some of your data is still missing", "We will try again later."],
  not_supported: ["Your bank cannot share this yet", "Choose another bank."],
  no_usable_accounts: ["We found no account we can use", "Sign in with other details."],
  duplicate: ["You already connected this bank", "Use the connection you have."],
  popup_blocked: ["Your browser blocked the window", "Open your bank with the link."],
  session_expired: ["This page timed out to protect you", "Start again."],
  unexpected: ["We could not finish", "Try again, or get help."],
};

/** Title and message of a host-visible alert, in plain English. */
export const alertText = (failure: Failure): { readonly title: string; readonly message: string } => {
  const [title, message] = texts[failure];
  return { title, message };
};
