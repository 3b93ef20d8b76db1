import type { AstPayload, MinimumKeyProtection, UserDetails } from "@drawbridge/contract";
import {
  acknowledge,
  end,
  go,
  idlePrompt,
  inOrder,
  look,
  refuse,
  restAloud,
  say,
  serverTime,
  settle,
  stay,
  ask,
  promptPayload,
  work,
  type Move,
} from "./moves.ts";
import { isInTransaction } from "./admission.ts";
import { hasRunOut, onTick, sayBanner } from "./operation.ts";
import type { McCall, McProfile, McState } from "./state.ts";
import { BAD_PARAMETER_CODE, KEY_POLICY_CODE } from "./status-of-result.ts";

const sdkStateOf = (users: readonly UserDetails[]): "LOGIN_REQUIRED" | "ACTIVATION_REQUIRED" =>
  users.length > 0 ? "LOGIN_REQUIRED" : "ACTIVATION_REQUIRED";

const startPayload = ({ users, profile }: McState): AstPayload<"StartResult"> => ({
  status: "kOk",
  sdkState: sdkStateOf(users),
  userList: users.map(({ userIdentifier }) => userIdentifier),
  userDetailsList: [...users],
  supportedFeatures: [...profile.environments],
});

// From the weakest to the strongest.
const protections: readonly string[] = ["ALLOW_VIRTUAL_SMART_CARD", "ENFORCE_HARDWARE", "ENFORCE_STRONG_HARDWARE"] satisfies MinimumKeyProtection[];

interface FailedStart {
  readonly status: "kInvalidParameter" | "kFailed";
  readonly errorCode: number;
  readonly errorDescription: string;
}

const badParameter: FailedStart = {
  status: "kInvalidParameter",
  errorCode: BAD_PARAMETER_CODE,
  errorDescription: "a parameter of the start is missing or wrong",
};
const keyPolicy: FailedStart = {
  status: "kFailed",
  errorCode: KEY_POLICY_CODE,
  errorDescription: "this key store does not keep its keys as well as the configuration demands",
};

/** Why the configuration lets nothing start; null: it does not. */
const failureOf = (
  { keyProtection = "ALLOW_VIRTUAL_SMART_CARD" }: McProfile,
  configuration: Readonly<Record<string, string>>,
): FailedStart | null => {
  const wanted = protections.indexOf(configuration["minimumKeyProtection"] ?? "ALLOW_VIRTUAL_SMART_CARD");
  if (wanted === -1) return badParameter;
  return wanted > protections.indexOf(keyProtection) ? keyPolicy : null;
};

/** Nothing has begun; RuntimeError comes first of all (rule D5). */
const failStart = (call: McCall, { status, errorCode, errorDescription }: FailedStart): Move => {
  const nobody = { sdkState: "UNINITIALISED", userList: [], userDetailsList: [], supportedFeatures: [] } as const;
  const error = { hasErrorOccurred: true, errorCode, reportId: "", errorDescription };
  return inOrder(
    say("RuntimeError", { errorType: "ERROR", errorDescription, errorCode }, call.id),
    settle(call, "StartResult", { payload: { status, ...nobody }, error }),
  );
};

const alreadyStarted = (call: McCall): Move =>
  look((state) => settle(call, "StartResult", { payload: { ...startPayload(state), status: "kAlreadyInitialized" } }));

/** A Start or Restart whose parameters cannot be read: the state stays, and is told as it is. */
export const refuseBeginning = (call: McCall): Move =>
  look((state) => {
    if (call.name === "Restart") return settle(call, "RestartResult", { payload: { ...startPayload(state), status: "kInvalidParameter" } });
    return state.at === "UNINITIALISED" ? failStart(call, badParameter) : alreadyStarted(call);
  });

/** Start: the first event (contract, section 9). */
export const start = (call: McCall, { locale, version, appName, configuration = {} }: AstPayload<"Start">, now: Date): Move =>
  look((state) => {
    if (state.at !== "UNINITIALISED") return alreadyStarted(call);
    const failure = failureOf(state.profile, configuration);
    if (failure) return failStart(call, failure);
    return inOrder(
      go({ app: { locale, version, appName, appConfig: configuration } }),
      settle(call, "StartResult", { payload: startPayload(state) }),
      restAloud(sdkStateOf(state.users), now),
    );
  });

/** Drops session, prompts and timers; every open call is refused, so that none hangs (rule D16). */
export const beginRestart = (call: McCall | null): Move =>
  look(({ open }) =>
    inOrder(
      end,
      ...open.filter(({ id }) => id !== call?.id).map((other) => refuse(other, "the MC restarts")),
      go({
        at: "RESTARTING",
        background: [],
        prompt: null,
        flow: null,
        user: null,
        openMessage: null,
        acknowledged: null,
        suspendedFrom: null,
        updateReady: false,
      }),
      work({ kind: "restart" }),
    ),
  );

/** The device is ready again: users stayed, the session did not. */
export const endRestart = (users: readonly UserDetails[], now: Date): Move =>
  look(({ at, open }) => {
    if (at !== "RESTARTING") return stay;
    const waiting = open.find(({ name }) => name === "Restart");
    return inOrder(
      go({ users }),
      look((state) => (waiting ? settle(waiting, "RestartResult", { payload: startPayload(state) }) : say("RestartResult", startPayload(state)))),
      restAloud(sdkStateOf(users), now),
    );
  });

/** GetState: activity, the last Acknowledge if nothing followed it, the prompt with the time left or the end of what is late (rule D11). */
export const getState = (call: McCall, now: Date): Move =>
  look((before) => {
    const { acknowledged } = before;
    const isLate = before.at !== "SUSPENDED" && hasRunOut(before, now);
    return inOrder(
      settle(call, "Acknowledge", { payload: {} }),
      before.busy ? again("Busy", {}, call.id) : again("Idle", {}, call.id),
      acknowledged ? again("Acknowledge", {}, acknowledged) : stay,
      isLate ? onTick(now) : inOrder(promptAgain(call, now), go({ acknowledged })),
    );
  });

const promptAgain = (call: McCall, now: Date): Move =>
  look((state) => {
    const { prompt, flow, profile } = state;
    if (prompt) return again(prompt.name, promptPayload(prompt, serverTime(state, now)), call.id);
    return flow?.kind === "offer" && profile.reofferBanner ? sayBanner(flow.offer, now) : stay;
  });

/** A second time on the bus: settles nothing. */
const again =
  (
    name: "Busy" | "Idle" | "Acknowledge" | NonNullable<McState["prompt"]>["name"],
    payload: Readonly<Record<string, unknown>>,
    callId: string | null,
  ): Move =>
  (state) => ({ state, emits: [{ name, payload, callId, settles: false }], effects: [] });

/** Cancel: ends a flow that is no transaction (rule D9). While busy the result still arrives. */
export const cancel = (call: McCall, now: Date): Move =>
  look((state) => {
    const { at, busy, flow } = state;
    if (busy) return acknowledge(call);
    if (at === "ACT_WAIT_ID") return inOrder(acknowledge(call), askAgain(idlePrompt(state, "ACTIVATION_REQUIRED"), now));
    if (flow?.kind === "enrol" || flow?.kind === "delete") return inOrder(acknowledge(call), restAloud(flow.origin, now));
    if (flow?.kind !== "change_pin") return acknowledge(call);
    return inOrder(
      acknowledge(call),
      say("ChangePINResult", { status: "kUserCancel", retryCounter: state.retryCounter }, call.id),
      restAloud("LOGGED_IN", now),
    );
  });

const askAgain = (prompt: ReturnType<typeof idlePrompt>, now: Date): Move => (prompt ? ask(prompt, now) : stay);

/** The server ended the session: said, and everything begins anew (contract, section 9). */
export const onSessionEnded = (now: Date): Move => look(({ user }) => (user ? onConnection("DISCONNECTED", now) : stay));

/** Nobody touched the screen for five minutes: back to login. */
export const onSessionLost = (now: Date): Move =>
  look(({ user, open, at }) => {
    if (!user) return stay;
    return inOrder(
      end,
      isInTransaction(at) ? say("TransactionEnd", { status: "kServerCancel" }) : stay,
      ...open.map((call) => refuse(call, "the session has ended")),
      go({ user: null }),
      restAloud("LOGIN_REQUIRED", now),
      work({ kind: "end_session" }),
    );
  });

/** The line to the server changed. A transaction on the screen ends: its outcome is unknown, and never said to be approved. */
export const onConnection = (connectionState: "CONNECTED" | "CONNECTION_LOST" | "NOT_REACHABLE" | "DISCONNECTED", now: Date): Move =>
  look(({ at, busy }) => {
    if (at === "UNINITIALISED" || at === "RESTARTING") return stay;
    const said = say("ServerConnection", { connectionState });
    const restarts = connectionState === "NOT_REACHABLE" || connectionState === "DISCONNECTED";
    const interrupted = connectionState !== "CONNECTED" && isInTransaction(at) && !busy;
    const ended = interrupted ? inOrder(say("TransactionEnd", { status: "kNotReachable" }), restAloud("LOGGED_IN", now)) : stay;
    return inOrder(said, ended, restarts ? beginRestart(null) : stay, connectionState === "CONNECTED" ? offersAfterReconnect : stay);
  });

const offersAfterReconnect: Move = look(({ at }) => (at === "LOGGED_IN" ? work({ kind: "list_offers" }) : stay));

/** Suspend and resume are calls of the MC, not events. */
export const suspend: Move = look(({ at }) =>
  at === "UNINITIALISED" || at === "RESTARTING" || at === "SUSPENDED" ? stay : go({ at: "SUSPENDED", suspendedFrom: at }),
);

/** Back to the state before; the UI sends GetState. */
export const resume: Move = look(({ suspendedFrom }) => (suspendedFrom ? go({ at: suspendedFrom, suspendedFrom: null }) : stay));
