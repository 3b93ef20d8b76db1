/** Connect's names of canonical events; of a session to repair a connection the second one where it differs. */
const actions: Readonly<Record<string, readonly [action: string, whileFixing?: string]>> = {
  "session.started": ["Initialize"],
  "institution.searched": ["SearchInstitutions"],
  "institution.selected": ["SelectInstitution"],
  "sign_in.started": ["SignInAttempt", "FixSignInAttempt"],
  "sign_in.succeeded": ["SignInAttempt", "FixSignInAttempt"],
  "sign_in.challenged": ["SignInAttempt", "FixSignInAttempt"],
  "sign_in.failed": ["SignInAttempt", "FixSignInAttempt"],
  "mfa.started": ["MfaAttempt", "FixMfaAttempt"],
  "mfa.succeeded": ["MfaAttempt", "FixMfaAttempt"],
  "mfa.challenged": ["MfaAttempt", "FixMfaAttempt"],
  "mfa.failed": ["MfaAttempt", "FixMfaAttempt"],
  "oauth.launched": ["LaunchOAuth"],
  "oauth.returned": ["OAuthSignInAttempt"],
  "oauth.failed": ["OAuthSignInAttempt"],
  "accounts.adding": ["AddAccounts"],
  "accounts.added": ["AddAccounts"],
  "accounts.add_failed": ["AddAccounts"],
  "accounts.removing": ["RemoveAccounts"],
  "accounts.removed": ["RemoveAccounts"],
  "accounts.remove_failed": ["RemoveAccounts"],
  "accounts.submitted": ["SubmitAccounts"],
  "alert.shown": ["DisplayAlert"],
  "session.timed_out": ["SessionTimeout"],
  "session.ended": ["End"],
};

/** An event as far as its Connect name depends on it. */
export interface NamedEvent {
  readonly type: string;
  readonly mode: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The Connect name of an event of the log; null: the Connect face does not speak of it. */
export const actionOf = ({ type, mode, data }: NamedEvent): string | null => {
  const [action, fixing] = actions[type] ?? [];
  if (action === "AddAccounts" && data["oauth"] === true) return "OAuthAddAccounts";
  return (mode === "fix" ? (fixing ?? action) : action) ?? null;
};

/** The canonical types that may carry a Connect name; none: there is no such name. */
export const typesOfAction = (action: string): readonly string[] =>
  Object.entries(actions).flatMap(([type, names]) =>
    names.includes(action) || (action === "OAuthAddAccounts" && names[0] === "AddAccounts") ? [type] : [],
  );
