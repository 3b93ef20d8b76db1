import {
  ACTIVATION_LOCK_BY,
  isAstPayload,
  isSuccess,
  type AstEnvelope,
  type AstEventName,
  type AstPayload,
  type StatusType,
  type UserIdentifier,
} from "@drawbridge/contract";
import { nobodys, userKey, type AppState, type Lock, type OperatorLock, type Outcome, type Prompt, type Purpose, type Trouble } from "./app-state.ts";

type Change = (state: AppState, event: AstEnvelope, now: number) => Partial<AppState>;

const on = <Name extends AstEventName>(
  name: Name,
  change: (given: {
    readonly state: AppState;
    readonly payload: AstPayload<Name>;
    readonly event: AstEnvelope;
    readonly now: number;
  }) => Partial<AppState>,
): readonly [string, Change] => [
  name,
  (state, event, now) => {
    const { payload } = event;
    return isAstPayload(name, payload) ? change({ state, payload, event, now }) : {};
  },
];

const PAST_KEPT = 10;
const SECOND_MS = 1000;

/** A member of ours beside what the source table lists: absent where another MC speaks. */
const extra = ({ payload }: AstEnvelope, key: string): unknown => payload[key];

const isOperatorLock = (value: unknown): value is OperatorLock =>
  typeof value === "object" && value !== null && "by" in value && "reason" in value && "liftableBy" in value && "until" in value;

const troubleOf = (event: AstEnvelope, status: StatusType): Trouble => {
  const counter = extra(event, "retryCounter");
  return {
    status,
    triesLeft: typeof counter === "number" ? counter : null,
    lastTry: extra(event, "lastTry") === true,
    reportId: event.error?.reportId ?? "",
  };
};

const RETRIES_EXCEEDED = 500_000_030;

/** What a refused login tells of a lock; null: there is none. */
const lockOf = (event: AstEnvelope, status: StatusType, now: number): Lock | null => {
  const delay = extra(event, "retryDelay");
  const told = extra(event, "lock");
  const lock = isOperatorLock(told) ? told : null;
  if (status === "kTemporaryLocked") {
    const until = now + (typeof delay === "number" ? delay : 0) * SECOND_MS;
    return { kind: "for_a_time", until, lastTry: extra(event, "lastTry") === true };
  }
  // Results that have no word for it say kFailed, and the code names the cause.
  if (status === "kPinBlocked" || event.error?.errorCode === RETRIES_EXCEEDED) return { kind: "blocked" };
  if (lock?.by === ACTIVATION_LOCK_BY) return { kind: "waits" };
  if (status === "kLockedCertificate") return { kind: "by_operator", whole: "device", lock };
  if (status === "kLockedUser") return { kind: "by_operator", whole: "user", lock };
  return status === "kUnknownCertificate" ? { kind: "removed" } : null;
};

const withLock = ({ locks }: AppState, user: UserIdentifier | null, lock: Lock | null): Pick<AppState, "locks"> => {
  if (!user) return { locks };
  const { [userKey(user)]: _before, ...others } = locks;
  return { locks: lock ? { ...others, [userKey(user)]: lock } : others };
};

/** A PIN was wrong in a session, where a lock ends it. */
const refusedPin = (
  state: AppState,
  event: AstEnvelope,
  { status, now }: { readonly status: StatusType; readonly now: number },
): Partial<AppState> => ({
  trouble: troubleOf(event, status),
  ...withLock(state, state.user, lockOf(event, status, now)),
});

const asking =
  (prompt: Prompt): Change =>
  () => ({ prompt, message: null });

const started = ({ userDetailsList }: AstPayload<"StartResult">): Partial<AppState> => ({
  users: userDetailsList,
  user: null,
  offer: null,
  message: null,
  busy: false,
});

/** A session that is over without a lock that says why: what a screen of it complained of is over, too. */
const endOfSession = ({ user, locks }: AppState): Partial<AppState> =>
  user && !locks[userKey(user)] ? { note: "session_ended", trouble: null } : {};

const enrolled =
  (purpose: Purpose) =>
  ({ payload: { status }, event }: { readonly payload: { readonly status: StatusType }; readonly event: AstEnvelope }): Partial<AppState> =>
    isSuccess(status)
      ? { prompt: { ask: "login" }, note: "enrolled", trouble: null }
      : { trouble: troubleOf(event, status), prompt: { ask: "code", purpose } };

const endOf = ({ offer, refusedAs }: AppState, status: StatusType, now: number): Outcome => ({
  status,
  banner: offer?.banner ?? "",
  at: now,
  notMe: status === "kUserCancel" && refusedAs === "not_me",
});

const changes: ReadonlyMap<string, Change> = new Map([
  on("StartResult", ({ payload }) => started(payload)),
  on("RestartResult", ({ payload }) => started(payload)),
  ["StartActivationUserIdAndCodeOnly", asking({ ask: "code", purpose: "activation" })],
  ["StartAddUserUserIdAndCodeOnly", asking({ ask: "code", purpose: "add_user" })],
  ["StartReactivationUserIdAndCodeOnly", asking({ ask: "code", purpose: "reactivation" })],
  ["StartActivationSetPIN", asking({ ask: "new_pin", purpose: "activation" })],
  ["StartAddUserSetPIN", asking({ ask: "new_pin", purpose: "add_user" })],
  ["StartReactivationSetPIN", asking({ ask: "new_pin", purpose: "reactivation" })],
  ["StartSetNewPIN", () => ({ prompt: { ask: "changed_pin" }, message: null, outcome: null })],
  ["Busy", () => ({ busy: true })],
  ["Idle", () => ({ busy: false })],
  on("ActivationResult", enrolled("activation")),
  on("AddUserResult", enrolled("add_user")),
  on("ReactivationResult", enrolled("reactivation")),
  on("StartLogin", ({ state, payload: { userIdentifiers } }) => ({
    ...nobodys,
    prompt: { ask: "login" },
    user: null,
    offer: null,
    message: null,
    outcome: null,
    chosen: state.user ?? state.chosen,
    users: userIdentifiers.map((userIdentifier) => known(state, userIdentifier)),
    ...endOfSession(state),
  })),
  on("LoginResult", ({ state, payload: { status, userIdentifier }, event, now }) =>
    isSuccess(status)
      ? {
          ...nobodys,
          ...withLock(state, userIdentifier, null),
          user: userIdentifier,
          chosen: userIdentifier,
          users: [...state.users.filter((one) => userKey(one.userIdentifier) !== userKey(userIdentifier)), known(state, userIdentifier)],
          prompt: { ask: "nothing" },
          trouble: null,
          note: null,
          link: null,
        }
      : { trouble: troubleOf(event, status), note: null, ...withLock(state, state.chosen, lockOf(event, status, now)) },
  ),
  on("DeleteUserResult", ({ state, payload: { status, userList }, event }) =>
    isSuccess(status) ? { users: userList.map((user) => known(state, user)), chosen: null, trouble: null } : { trouble: troubleOf(event, status) },
  ),
  on("TriggerBanner", ({ payload: { bannerType, payload, timer }, now }) => ({
    offer: { kind: bannerType, banner: payload, until: bannerType === "TRANSACTION" ? now + timer * SECOND_MS : null },
  })),
  on("TransactionPINRequiredRequest", ({ payload: { timerValue }, now }) => ({
    prompt: { ask: "operation_pin", until: now + timerValue * SECOND_MS },
  })),
  on("IdpLoginRequired", ({ state: { offer } }) => ({ prompt: { ask: "fresh_sign_in", until: offer?.until ?? null } })),
  on("TransactionTokenRequiredRequest", ({ payload: { timerValue }, now }) => ({
    prompt: { ask: "operation_token", until: now + timerValue * SECOND_MS },
  })),
  on("DisplayConfirmationRequest", ({ payload: { timerValue, transactionInformation: text }, event, now }) => {
    const number = extra(event, "numberMatch");
    const numberMatch = typeof number === "string" ? number : null;
    return { prompt: { ask: "confirm", until: now + timerValue * SECOND_MS, text, numberMatch }, trouble: null };
  }),
  on("ProvidePINResult", ({ state, payload: { status }, event, now }) =>
    isTry(status) ? refusedPin(state, event, { status, now }) : { trouble: null },
  ),
  on("ProvideTokenResult", ({ payload: { status }, event }) => ({ trouble: status === "kInvalidToken" ? troubleOf(event, status) : null })),
  on("TransactionEnd", ({ state, payload: { status }, now }) => {
    const outcome = endOf(state, status, now);
    const past = [outcome, ...state.past].slice(0, PAST_KEPT);
    return { prompt: { ask: "nothing" }, offer: null, outcome, past, refusedAs: null, trouble: null };
  }),
  on("DisplayMessage", ({ payload: { messageInformation } }) => ({ message: messageInformation, offer: null })),
  on("ChangePINResult", ({ state, payload: { status }, event, now }) => {
    if (isSuccess(status)) return { prompt: { ask: "nothing" }, trouble: null, note: "pin_changed" };
    if (status === "kUserCancel") return { prompt: { ask: "nothing" }, trouble: null };
    const stays = isTry(status) || status === "kInvalidNewPinFormat";
    return { ...refusedPin(state, event, { status, now }), ...(stays ? {} : { prompt: { ask: "nothing" } }) };
  }),
  on("ServerConnection", ({ state, payload: { connectionState } }) =>
    connectionState === "DISCONNECTED" ? endOfSession(state) : { line: connectionState },
  ),
  on("UpdateInformation", ({ payload: { updateType, updateUrl } }) => ({ update: { type: updateType, url: updateUrl } })),
  // A device that is locked or removed meanwhile: the restart that follows would drop it without a word.
  on("RuntimeError", ({ state }) => endOfSession(state)),
  on("FatalError", () => ({ broken: true })),
]);

/** Statuses of a PIN that was judged. */
const isTry = (status: StatusType): boolean => ["kInvalidPin", "kTemporaryLocked", "kPinBlocked", "kFailed", "kNotReachable"].includes(status);

const known = ({ users }: AppState, userIdentifier: UserIdentifier) =>
  users.find((one) => userKey(one.userIdentifier) === userKey(userIdentifier)) ?? { userIdentifier, displayUsername: "", displayEmail: "" };

/** What the screens draw after an event of the MC. */
export const onEvent = (state: AppState, event: AstEnvelope, now: number): AppState => ({
  ...state,
  ...changes.get(event.name)?.(state, event, now),
});
