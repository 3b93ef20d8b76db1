import { astFactsOf, canonicalAstName, type AstEventName, type McStateName } from "@drawbridge/contract";
import { acknowledge, begin, end, go, idleStateOf, inOrder, look, respond, rest, restAloud, say, settle, stay, work, type Move } from "./moves.ts";
import type { McCall, McOutcome, McProfile, McRun, McState } from "./state.ts";
import { learnUpdate } from "./update.ts";

type Payload = Readonly<Record<string, unknown>>;

/** A request that changes no state: the work's end is its result. Others may run beside it. */
export const request = (call: McCall, payload: Payload): Move =>
  look(({ user }) => work({ kind: "request", callId: call.id, name: call.name, payload, user }));

/** The end of such a request. */
export const endRequest = (call: McCall, outcome: McOutcome, now: Date): Move =>
  look(({ background, retryCounter }) => {
    const name = resultOf(call.name);
    // A code is made without the server: what it last said of the tries stands (contract, 12.15).
    const told = name === "GenerateOtpResult" || name === "GenerateSecureSequenceResult" || name === "GetResynchronizationDataResult";
    const payload = { ...(told ? { retryCounter } : {}), ...outcome.payload };
    const learned = outcome.update ? go({ update: outcome.update, updateReady: false }) : stay;
    const armed = call.name === "Update" ? go({ updateReady: outcome.status === "kOk" }) : stay;
    const ended = go({ background: background.filter(({ id }) => id !== call.id) });
    return inOrder(learned, armed, ended, respond(call, name, { ...outcome, payload }), takeProfile(outcome.profile, now));
  });

/** Another tenant has other idle prompts: where nobody is logged in and nothing is open, they are said. */
const takeProfile = (profile: McProfile | undefined, now: Date): Move =>
  profile === undefined
    ? stay
    : inOrder(
        go({ profile }),
        look((state) => (beforeAnybody.includes(state.at) && !state.busy ? restAloud(idleStateOf(state), now) : stay)),
      );

const beforeAnybody: readonly McStateName[] = ["ACTIVATION_REQUIRED", "ACT_WAIT_ID", "LOGIN_REQUIRED"];

/** The event a call's result comes as: its own, or the first its catalogue entry leads to. */
const resultOf = (name: AstEventName): AstEventName => {
  const { result, outcomes } = astFactsOf(name);
  return canonicalAstName(result ?? outcomes[0] ?? "") ?? "StatusResult";
};

/** A login of the identity provider, which blocks input and may open a session (contract, 12.13). */
export const loginAtProvider = (call: McCall, payload: Payload): Move =>
  look(({ at, user }) => {
    const effect = { kind: "request", callId: call.id, name: call.name, payload, user } as const;
    const run = at === "LOGIN_REQUIRED" ? "LOGIN_RUN" : at === "ACTIVATION_REQUIRED" || at === "ACT_WAIT_ID" ? "ACT_RUN" : at;
    return begin({ call, kind: "credential", autoLogin: true }, effect, { at: run });
  });

/** The identity provider's login is over. */
export const endProviderLogin = (run: McRun, outcome: McOutcome): Move =>
  look((state) => {
    const said = respond(run.call, resultOf(run.call.name), outcome);
    const { login, enrolled } = outcome;
    // In a step-up the operation goes on waiting for a sign-in that succeeds.
    if (!login) return inOrder(end, said, state.at === "TX_STEPUP" ? stay : rest(beforeLogin(state)), learnUpdate(outcome.update, run.call.id));
    const users = enrolled ? [...state.users, enrolled] : state.users;
    return inOrder(end, go({ users }), said, enterQuietly(outcome, run.call.id));
  });

const beforeLogin = ({ at, users, user }: McState): "ACTIVATION_REQUIRED" | "LOGIN_REQUIRED" | "LOGGED_IN" => {
  if (at === "ACT_RUN" && users.length === 0) return "ACTIVATION_REQUIRED";
  return user ? "LOGGED_IN" : users.length > 0 ? "LOGIN_REQUIRED" : "ACTIVATION_REQUIRED";
};

/** The result was said already: the session is entered, and what the token claims is told. */
const enterQuietly = ({ login }: McOutcome, callId: string): Move => {
  if (!login) return stay;
  const { user, claims } = login;
  return inOrder(
    go({ user, lastUser: user, retryCounter: 0 }),
    claims ? say("LoginTokenClaimsAvailable", { claims: { ...claims } }, callId) : stay,
    rest("LOGGED_IN"),
  );
};

/** Update and ExecuteUpdate: acknowledged, then their result on the bus (contract, 12.12). */
export const update = (call: McCall): Move =>
  look((state) => {
    const ready = call.name === "Update" ? state.update !== null && state.update.updateUrl !== "" : state.updateReady;
    const later = go({ background: [...state.background, call] });
    const effect = { kind: "request", callId: call.id, name: call.name, payload: { ...state.update }, user: state.user } as const;
    if (ready) return inOrder(acknowledge(call), later, work(effect));
    const name = call.name === "Update" ? "UpdateResult" : "ExecuteUpdateResult";
    return inOrder(acknowledge(call), say(name, { updateStatus: "INVALID_PARAMETER" }, call.id));
  });

/** What the MC knows by itself. */
export const tellInformation = (call: McCall): Move =>
  look(({ app, user }) => {
    const loggedInUserIdentifier = user ?? { tenantId: "", userId: "" };
    if (call.name === "GetLoggedInUser") return settle(call, "GetLoggedInUserResult", { payload: { loggedInUserIdentifier } });
    return work({ kind: "request", callId: call.id, name: call.name, payload: { ...app, loggedInUserIdentifier }, user });
  });

/** The users on the device. */
export const tellUsers = (call: McCall): Move =>
  look(({ users }) =>
    respond(call, "GetSsmsUserListResult", { status: "kOk", payload: { userList: users.map(({ userIdentifier }) => userIdentifier) } }),
  );

/** The next login sends the counter of offline codes. */
export const armResync = (call: McCall): Move => inOrder(go({ resyncArmed: true }), acknowledge(call));
