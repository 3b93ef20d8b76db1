import { codeOf, printNo, tell, type Projection, type Row } from "./connect-context.ts";

/** Where an attempt stands (connect-events.md, 8.3). */
type Phase = "begin" | "done" | "challenge" | "failed";

const accountIds = ({ facts }: Projection): string[] => facts.accounts.map(({ no }) => String(no));

const begin = () => ({ accounts: null, accountIds: [], success: null, errorCode: null });
const done = (p: Projection) => ({ accounts: p.facts.accounts.length, accountIds: accountIds(p), success: true as const, errorCode: null });
const challenge = () => ({ accounts: null, accountIds: [], success: true as const, errorCode: null });
const failed = ({ facts }: Projection) => ({ accounts: null, accountIds: [], success: false as const, errorCode: codeOf(facts.failure) });

const outcomes = { begin, done, challenge, failed };

/** In a repair the connection and its accounts are known before the bank has answered, so every event of the log has them (R1c, R1d). */
const repairOutcome = (p: Projection, phase: Phase) => {
  const known = accountIds(p);
  if (phase === "begin") return { ...begin(), accountIds: known };
  if (phase === "challenge") return { ...challenge(), accountIds: known };
  if (phase === "failed") return { ...failed(p), accounts: known.length, accountIds: known };
  return done(p);
};

const repair =
  (action: "FixSignInAttempt" | "FixMfaAttempt", phase: Phase): Row =>
  (p) => {
    const { institution, connection } = p.facts;
    if (!institution || !connection) return [];
    const ids = { institutionId: printNo(p, institution.no), institutionLoginId: printNo(p, connection.no) };
    return tell({ action, ...ids, ...repairOutcome(p, phase) });
  };

const attempt =
  (action: "SignInAttempt" | "MfaAttempt", phase: Phase): Row =>
  (p) => {
    const { institution } = p.facts;
    return institution ? tell({ action, institutionId: printNo(p, institution.no), ...outcomes[phase](p) }) : [];
  };

// A Fix session without a connection makes a new login, as after a migration (connect-events.md, 8.4).
const repairs = ({ facts, context }: Projection): boolean => context.mode === "fix" && facts.connection !== null;

/** A sign-in with credentials. */
export const signIn =
  (phase: Phase): Row =>
  (p) =>
    (repairs(p) ? repair("FixSignInAttempt", phase) : attempt("SignInAttempt", phase))(p);

/** An answer to a challenge. */
export const mfa =
  (phase: Phase): Row =>
  (p) =>
    (repairs(p) ? repair("FixMfaAttempt", phase) : attempt("MfaAttempt", phase))(p);

/** The bank's window; a blocked one never opened and is told by its alert. */
export const launched: Row = (p) => {
  const { institution, blocked, failure } = p.facts;
  if (!institution || blocked) return [];
  if (repairs(p)) return repair("FixSignInAttempt", failure ? "failed" : "begin")(p);
  const institutionId = printNo(p, institution.no);
  if (failure) return tell({ action: "LaunchOAuth", institutionId, success: false, errorCode: codeOf(failure) });
  return tell({ action: "LaunchOAuth", institutionId, success: true, errorCode: null });
};

/** The return from the bank: one event, or the outcome of a repair. */
export const returned =
  (phase: "done" | "failed"): Row =>
  (p) => {
    const { institution, failure } = p.facts;
    if (!institution) return [];
    if (repairs(p)) return repair("FixSignInAttempt", phase)(p);
    const institutionId = printNo(p, institution.no);
    if (phase === "done") return tell({ action: "OAuthSignInAttempt", institutionId, success: true, errorCode: null });
    return tell({ action: "OAuthSignInAttempt", institutionId, success: false, errorCode: codeOf(failure) });
  };

type AccountAction = "AddAccounts" | "RemoveAccounts" | "OAuthAddAccounts";

const failedAccounts =
  (action: AccountAction): Row =>
  (p) => {
    const { institution } = p.facts;
    return institution ? tell({ action, institutionId: printNo(p, institution.no), institutionLoginId: null, ...failed(p) }) : [];
  };

const doneAccounts =
  (action: AccountAction): Row =>
  (p) => {
    const { institution, connection } = p.facts;
    if (!institution || !connection) return [];
    return tell({ action, institutionId: printNo(p, institution.no), institutionLoginId: printNo(p, connection.no), ...done(p) });
  };

const beginAccounts =
  (action: Exclude<AccountAction, "OAuthAddAccounts">): Row =>
  (p) => {
    const { institution } = p.facts;
    return institution ? tell({ action, institutionId: printNo(p, institution.no), institutionLoginId: null, ...begin() }) : [];
  };

// Only a Full session tells OAuth apart (connect-events.md, 8.4).
const byOauth = ({ facts, context }: Projection): boolean => facts.oauth && context.mode === "full";

/** Adding accounts: two phases, or one event after OAuth in a Full session. */
export const adding =
  (phase: "begin" | "done" | "failed"): Row =>
  (p) => {
    if (phase === "begin") return byOauth(p) ? [] : beginAccounts("AddAccounts")(p);
    const action = byOauth(p) ? "OAuthAddAccounts" : "AddAccounts";
    return (phase === "done" ? doneAccounts(action) : failedAccounts(action))(p);
  };

/** Removing accounts. */
export const removing = (phase: "begin" | "done" | "failed"): Row =>
  ({ begin: beginAccounts("RemoveAccounts"), done: doneAccounts("RemoveAccounts"), failed: failedAccounts("RemoveAccounts") })[phase];
