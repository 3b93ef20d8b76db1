import { readAstEvent, type AstEventName } from "@drawbridge/contract";
import { admit } from "./admission.ts";
import { onCall, parameterResultOf, refuseParameters } from "./calls.ts";
import { endChangePin } from "./change-pin.ts";
import { endDelete } from "./delete-user.ts";
import { adopt, endEnrolment } from "./enrol.ts";
import { endLogin } from "./login.ts";
import { acknowledge, go, hasResult, inOrder, isSameUser, look, refuse, respond, say, stay, type Move } from "./moves.ts";
import { endAnswer, endFactor, endMessage, endOperationStart, onOffers, onOperationEnded, onTick } from "./operation.ts";
import { endProviderLogin, endRequest } from "./requests.ts";
import { beginRestart, endRestart, onConnection, onSessionEnded, onSessionLost, resume, suspend } from "./session.ts";
import type { McCall, McInput, McOutcome, McRun, McRunKind, McState, McStep } from "./state.ts";

type Call = Extract<McInput, { readonly type: "call" }>;

/**
 * The machine of an MC: what follows from one input. Pure; the one who holds the state runs the effects, in that order of trust:
 * store, then act. Every input is answered in every state, and every call settles exactly once.
 */
export const stepMc = (state: McState, input: McInput): McStep => {
  if (state.at !== "SUSPENDED" || input.type === "suspend" || input.type === "resume" || input.type === "call") return moveOf(input)(state);
  // Work goes on behind a suspended screen: what it leads to is where resume goes back to.
  const step = moveOf(input)({ ...state, at: state.suspendedFrom ?? "LOGIN_REQUIRED" });
  return step.state.at === "RESTARTING" ? step : { ...step, state: { ...step.state, at: "SUSPENDED", suspendedFrom: step.state.at } };
};

const moveOf = (input: McInput): Move => {
  switch (input.type) {
    case "call":
      return onAnyCall(input);
    case "done":
      return onDone(input.callId, input.outcome, input.now);
    case "restarted":
      return endRestart(input.users, input.now);
    case "offers":
      return onOffers(input.offers, input.now);
    case "operation_ended":
      return onOperationEnded(input.operationId, input.status, input.now);
    case "alert":
      return onAlert(input);
    case "session_ended":
      return onSessionEnded(input.now);
    case "idle":
      return onSessionLost(input.now);
    case "connection":
      return onConnection(input.state, input.now);
    case "clock":
      return go({ clockOffsetMs: input.offsetMs });
    case "profile":
      return go({ profile: input.profile });
    case "tick":
      return onTick(input.now);
    case "suspend":
      return suspend;
    case "resume":
      return resume;
  }
};

const onAnyCall = ({ id, name, payload, now }: Call): Move => {
  const reading = readAstEvent(name, payload);
  if (reading.outcome === "unknown")
    return refuse({ id, name: "InvalidState", byReply: true }, `${name.slice(0, 80)} is not an event of the catalogue`);
  const call: McCall = { id, name: reading.name, byReply: hasResult(reading.name) };
  return look((state) => {
    const admission = admit(state, reading.name);
    const opened = go({ open: [...state.open, call] });
    if (admission.outcome === "refused") return refuse(call, admission.reason);
    if (admission.outcome === "not_logged_in")
      return inOrder(opened, respond(call, parameterResultOf(call.name) ?? "InvalidState", { status: "kUninitialized" }));
    if (admission.outcome === "not_supported") return inOrder(opened, refuseCapability(call, admission.reason));
    const valid = reading.outcome === "event" && isRightForm(reading.name, reading.payload, state.profile.platform);
    const move = valid
      ? onCall(call, reading.payload, now)
      : call.byReply
        ? refuseParameters(call)
        : inOrder(acknowledge(call), refuseParameters(call));
    return inOrder(opened, move);
  });
};

/** Outside the tenant's capability: kNotSupported where StatusResult is the result, else InvalidState with the capability's name. */
const refuseCapability = (call: McCall, reason: string): Move =>
  call.name === "EnrollAnonymousUser" || call.name === "SetLocales" || call.name === "ProvideNonce"
    ? respond(call, "StatusResult", { status: "kNotSupported" })
    : refuse(call, reason);

/** SetAuthorisationCode has a form for each platform: with the protection of the credential on mobile, without on desktop. */
const isRightForm = (name: AstEventName, payload: Readonly<Record<string, unknown>>, platform: "Mobile" | "Desktop"): boolean =>
  name !== "SetAuthorisationCode" || "authMode" in payload === (platform === "Mobile");

type RunEnd = (run: McRun, outcome: McOutcome, now: Date) => Move;

const runEnds: Readonly<Record<McRunKind, RunEnd>> = {
  enrol: endEnrolment,
  login: endLogin,
  offline_login: endLogin,
  credential: endProviderLogin,
  delete: (run, outcome) =>
    look(({ users }) => endDelete(run, outcome, outcome.status === "kOk" ? users.filter((user) => !isGone(outcome, user)) : users)),
  operation_start: endOperationStart,
  operation_pin: endFactor,
  operation_token: endFactor,
  operation_accept: endAnswer,
  operation_refuse: endAnswer,
  operation_timeout: endAnswer,
  message: endMessage,
  change_pin: endChangePin,
};

const isGone = ({ payload }: McOutcome, { userIdentifier }: McState["users"][number]): boolean => {
  const gone = payload?.["deleted"];
  return Array.isArray(gone) && gone.some((user) => isUser(user) && isSameUser(user, userIdentifier));
};

const isUser = (value: unknown): value is { readonly tenantId: string; readonly userId: string } =>
  typeof value === "object" && value !== null && "tenantId" in value && "userId" in value;

/** Work has ended. What nobody waits for any more, because a restart came between, is dropped; a user it brought is on the device all the same. */
const onDone = (callId: string, outcome: McOutcome, now: Date): Move =>
  look(({ running, open, background }) => {
    if (running?.call.id === callId) return runEnds[running.kind](running, outcome, now);
    const call = [...open, ...background].find(({ id }) => id === callId);
    if (call) return endRequest(call, outcome, now);
    return outcome.enrolled ? adopt(outcome.enrolled, now) : stay;
  });

/** The server says that device or user are locked, or tries are exceeded: RuntimeError, the pending result, a restart. */
const onAlert = ({ status, errorCode, description, now }: Extract<McInput, { readonly type: "alert" }>): Move =>
  look(({ at, running }) => {
    if (at === "UNINITIALISED" || at === "RESTARTING") return stay;
    const error = { hasErrorOccurred: true, errorCode, reportId: "", errorDescription: description };
    const pending = running ? runEnds[running.kind](running, { status, error }, now) : stay;
    const told = running?.kind === "login" ? stay : say("RuntimeError", { errorType: "ERROR", errorDescription: description, errorCode });
    return inOrder(
      told,
      pending,
      look((state) => (state.at === "RESTARTING" ? stay : beginRestart(null))),
    );
  });
