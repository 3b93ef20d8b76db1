import type { AstPayload, StatusType, UserIdentifier } from "@drawbridge/contract";
import { acknowledge, alarm, begin, end, go, inOrder, isSameUser, look, respond, rest, say, stay, type Move } from "./moves.ts";
import { beginRestart } from "./session.ts";
import type { McCall, McOutcome, McRun } from "./state.ts";
import { learnUpdate } from "./update.ts";

/** Login with the PIN (contract, 12.3). */
export const login = (call: McCall, { userIdentifier, pin }: AstPayload<"Login">): Move =>
  look(({ users, resyncArmed }) => {
    if (pin === "" || !isHere(users, userIdentifier)) return refuseLogin(call, "kInvalidParameter", userIdentifier);
    const effect = { kind: "login", callId: call.id, user: userIdentifier, pin, resync: resyncArmed } as const;
    return inOrder(acknowledge(call), begin({ call, kind: "login", autoLogin: true, user: userIdentifier }, effect, { at: "LOGIN_RUN" }));
  });

/** Login with a stored token, or with a fresh one of the identity provider (contract, 12.4). */
export const loginWithToken = (call: McCall, payload: AstPayload<"LoginWithToken">): Move =>
  look(({ users }) => {
    const { userIdentifier } = payload;
    if (!isHere(users, userIdentifier)) return refuseLogin(call, "kInvalidParameter", userIdentifier);
    const effect = { kind: "login_with_token", callId: call.id, user: userIdentifier, payload } as const;
    return inOrder(acknowledge(call), begin({ call, kind: "login", autoLogin: true, user: userIdentifier }, effect, { at: "LOGIN_RUN" }));
  });

/** Login with what is stored, for those who asked to stay logged in (contract, 12.5). */
export const offlineLogin = (call: McCall, given: UserIdentifier | undefined): Move =>
  look(({ users, lastUser }) => {
    const user = given ?? lastUser;
    if (!user || !isHere(users, user)) return respond(call, "OfflineLoginResult", { status: "kInvalidUserId" });
    return begin({ call, kind: "offline_login", autoLogin: true }, { kind: "offline_login", callId: call.id, user }, { at: "LOGIN_RUN" });
  });

const isHere = (users: readonly { readonly userIdentifier: UserIdentifier }[], user: UserIdentifier): boolean =>
  users.some(({ userIdentifier }) => isSameUser(userIdentifier, user));

const refuseLogin = (call: McCall, status: StatusType, userIdentifier: UserIdentifier): Move =>
  inOrder(acknowledge(call), respond(call, "LoginResult", { status, payload: { userIdentifier } }));

/** Statuses after which nothing of the old session may stay. */
const lockedOut: readonly StatusType[] = ["kLockedUser", "kLockedCertificate", "kUnknownCertificate"];

/** The server has answered a login. */
export const endLogin = (run: McRun, outcome: McOutcome): Move => {
  if (outcome.login) return inOrder(end, enterSession(run.call, outcome));
  return run.kind === "offline_login" ? endOfflineLogin(run, outcome) : endRefusedLogin(run, outcome);
};

const endOfflineLogin = ({ call }: McRun, outcome: McOutcome): Move =>
  inOrder(end, respond(call, "OfflineLoginResult", outcome), rest("LOGIN_REQUIRED"), learnUpdate(outcome.update, call.id));

const endRefusedLogin = ({ call, user }: McRun, outcome: McOutcome): Move => {
  const { status, retryCounter = 0, retryDelay = 0 } = outcome;
  const said = respond(call, "LoginResult", {
    ...outcome,
    payload: { ...(user && { userIdentifier: user }), retryCounter, retryDelay, ...outcome.payload },
  });
  const remembered = go({ retryCounter });
  if (status === "kUpdateNecessary") return inOrder(end, said, rest("LOGIN_REQUIRED"), learnUpdate(outcome.update, call.id));
  if (!lockedOut.includes(status)) return inOrder(end, remembered, said, rest("LOGIN_REQUIRED"));
  // RuntimeError comes first of all (rule D5).
  return inOrder(alarm(outcome, call.id), end, remembered, said, beginRestart(null));
};

/** A session is open: says so, and asks what waits. */
export const enterSession = (call: McCall, outcome: McOutcome): Move =>
  look(({ user }) => {
    const { login: session } = outcome;
    if (!session) return stay;
    const name = call.name === "OfflineLogin" ? "OfflineLoginResult" : "LoginResult";
    const payload = name === "LoginResult" ? { otp: session.otp, userIdentifier: session.user } : {};
    return inOrder(
      // An open session of another user ends first.
      user && !isSameUser(user, session.user) ? go({ user: null, openMessage: null }) : stay,
      // Only a login with the PIN carried the counter.
      go({ user: session.user, lastUser: session.user, retryCounter: 0, ...(call.name === "Login" ? { resyncArmed: false } : {}) }),
      respond(call, name, { status: outcome.status, payload, more: outcome.more ?? {} }),
      session.claims ? say("LoginTokenClaimsAvailable", { claims: { ...session.claims } }, call.id) : stay,
      rest("LOGGED_IN"),
      learnUpdate(outcome.update, call.id),
    );
  });
