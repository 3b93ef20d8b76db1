import type { AstPayload, McStateName, StatusType, UserDetails, UserIdentifier } from "@drawbridge/contract";
import { readActivationCode, splitActivationCode } from "../activation-code.ts";
import { enterSession } from "./login.ts";
import {
  acknowledge,
  ask,
  begin,
  end,
  go,
  idleStateOf,
  inOrder,
  isSameUser,
  look,
  refuse,
  respond,
  rest,
  restAloud,
  stay,
  type Move,
} from "./moves.ts";
import { isPinAllowed } from "./pin-policy.ts";
import { beginRestart } from "./session.ts";
import type { EnrolProof, EnrolPurpose, McCall, McFlow, McOutcome, McRun, McState } from "./state.ts";
import { learnUpdate } from "./update.ts";

/** The names of one of the three ways onto the device (contract, 12.1, 12.6, 12.7). */
interface Enrolment {
  readonly waitId: McStateName;
  readonly waitPin: McStateName;
  readonly run: McStateName;
  readonly idPrompt: "StartActivationUserIdAndCodeOnly" | "StartReactivationUserIdAndCodeOnly" | "StartAddUserUserIdAndCodeOnly";
  readonly pinPrompt: "StartActivationSetPIN" | "StartReactivationSetPIN" | "StartAddUserSetPIN";
  readonly result: "ActivationResult" | "ReactivationResult" | "AddUserResult";
}

/** The three ways onto the device. */
export const enrolments: Readonly<Record<EnrolPurpose, Enrolment>> = {
  activation: {
    waitId: "ACT_WAIT_ID",
    waitPin: "ACT_WAIT_PIN",
    run: "ACT_RUN",
    idPrompt: "StartActivationUserIdAndCodeOnly",
    pinPrompt: "StartActivationSetPIN",
    result: "ActivationResult",
  },
  reactivation: {
    waitId: "REACT_WAIT_ID",
    waitPin: "REACT_WAIT_PIN",
    run: "REACT_RUN",
    idPrompt: "StartReactivationUserIdAndCodeOnly",
    pinPrompt: "StartReactivationSetPIN",
    result: "ReactivationResult",
  },
  add_user: {
    waitId: "ADD_WAIT_ID",
    waitPin: "ADD_WAIT_PIN",
    run: "ADD_RUN",
    idPrompt: "StartAddUserUserIdAndCodeOnly",
    pinPrompt: "StartAddUserSetPIN",
    result: "AddUserResult",
  },
};

type EnrolFlow = Extract<McFlow, { readonly kind: "enrol" }>;

/** StartReactivation and StartAddUser: the flow opens with its first prompt. */
export const openEnrolment = (call: McCall, purpose: EnrolPurpose, now: Date): Move =>
  look((state) => {
    if (purpose === "reactivation" && state.users.length === 0) return refuse(call, "no user is on the device");
    const { waitId } = enrolments[purpose];
    const flow: EnrolFlow = { kind: "enrol", purpose, user: null, code: null, origin: idleStateOf(state) };
    return inOrder(acknowledge(call), go({ at: waitId, flow }), askForId(purpose, call.id, now));
  });

const askForId = (purpose: EnrolPurpose, callId: string | null, now: Date): Move =>
  ask({ name: enrolments[purpose].idPrompt, payload: {}, deadline: null, callId }, now);

const askForPin = (purpose: EnrolPurpose, callId: string | null, now: Date): Move =>
  ask({ name: enrolments[purpose].pinPrompt, payload: {}, deadline: null, callId }, now);

/** What is wrong with a user for this way onto the device; null: nothing the device knows of. */
const refusedUser =
  (purpose: EnrolPurpose, user: UserIdentifier): ((state: Pick<McState, "users" | "profile">) => StatusType | null) =>
  ({ users, profile: { fixedTenant } }) => {
    if (user.tenantId === "" || user.userId === "") return "kInvalidParameter";
    if (fixedTenant !== null && user.tenantId !== fixedTenant) return "kTenantIdAlreadySet";
    const here = users.some(({ userIdentifier }) => isSameUser(userIdentifier, user));
    if (purpose === "reactivation") return here ? null : "kWrongCredentials";
    return here ? "kUserIdAlreadyExists" : null;
  };

/** The first prompt's answer with a code: judged on the device, costs no try (contract, 11.2). */
export const takeCode = (
  call: McCall,
  purpose: EnrolPurpose,
  given: { readonly payload: AstPayload<"ProvideActivationCodeAndUserId">; readonly now: Date },
): Move =>
  look((state) => {
    const { userIdentifier, activationCode } = given.payload;
    const { result, waitPin } = enrolments[purpose];
    const wrong = refusedUser(purpose, userIdentifier)(state) ?? refusedCode(activationCode);
    if (wrong) return inOrder(acknowledge(call), respond(call, result, { status: wrong }));
    const origin = state.flow?.kind === "enrol" ? state.flow.origin : idleStateOf(state);
    const flow: EnrolFlow = { kind: "enrol", purpose, user: userIdentifier, code: activationCode, origin };
    return inOrder(acknowledge(call), go({ at: waitPin, flow }), askForPin(purpose, call.id, given.now));
  });

const refusedCode = (given: string): StatusType | null =>
  readActivationCode(splitActivationCode(given).code).outcome === "valid" ? null : "kInvalidActivationCode";

/** The second prompt's answer: the PIN is judged on the device, then the server is asked. */
export const takePin = (call: McCall, purpose: EnrolPurpose, given: { readonly payload: AstPayload<"ProvideSetPIN">; readonly now: Date }): Move =>
  look(({ flow, profile }) => {
    if (flow?.kind !== "enrol" || !flow.user || flow.code === null) return acknowledge(call);
    const { pin, autoLogin } = given.payload;
    if (!isPinAllowed(profile.pinPolicy, pin)) {
      return inOrder(
        acknowledge(call),
        respond(call, enrolments[purpose].result, { status: "kInvalidParameter" }),
        askForPin(purpose, call.id, given.now),
      );
    }
    return inOrder(acknowledge(call), start({ call, purpose, user: flow.user, autoLogin, proof: { kind: "code", code: flow.code, pin } }));
  });

interface Enrol {
  readonly call: McCall;
  readonly purpose: EnrolPurpose;
  readonly user: UserIdentifier;
  readonly proof: EnrolProof;
  readonly autoLogin: boolean;
}

/** Code and PIN, or a token, in one call or as the answer to the first prompt. */
export const enrolAtOnce = (enrol: Enrol): Move =>
  look((state) => {
    const { call, purpose, user, proof } = enrol;
    const wrong = refusedUser(purpose, user)(state) ?? refusedProof(proof, (pin) => isPinAllowed(state.profile.pinPolicy, pin));
    const acknowledged = call.byReply ? stay : acknowledge(call);
    return inOrder(acknowledged, wrong ? respond(call, enrolments[purpose].result, { status: wrong }) : start(enrol));
  });

const refusedProof = (proof: EnrolProof, isAllowed: (pin: string) => boolean): StatusType | null => {
  if (proof.kind === "token") return proof.token === "" ? "kInvalidParameter" : null;
  return refusedCode(proof.code) ?? (isAllowed(proof.pin) ? null : "kInvalidParameter");
};

const start = ({ call, purpose, user, proof, autoLogin }: Enrol): Move =>
  look((state) => {
    const origin = state.flow?.kind === "enrol" ? state.flow.origin : idleStateOf(state);
    // The code leaves the flow here: it now lives in the work alone (rule D9).
    const flow: EnrolFlow = { kind: "enrol", purpose, user, code: null, origin };
    return begin(
      { call, kind: "enrol", autoLogin },
      { kind: "enrol", callId: call.id, purpose, user, proof, autoLogin },
      { at: enrolments[purpose].run, flow },
    );
  });

/** The server has answered. */
export const endEnrolment = (run: McRun, outcome: McOutcome, now: Date): Move =>
  look(({ flow, users }) => {
    if (flow?.kind !== "enrol") return end;
    const { purpose, origin } = flow;
    const { enrolled, update } = outcome;
    if (!enrolled) return inOrder(end, refuseEnrolment(run, outcome, { purpose, now }), learnUpdate(update, run.call.id));
    const others = users.filter(({ userIdentifier }) => !isSameUser(userIdentifier, enrolled.userIdentifier));
    const known = inOrder(end, go({ users: [...others, enrolled] }));
    if (run.autoLogin && outcome.login) return inOrder(known, enterSession(run.call, outcome));
    const back = origin === "LOGGED_IN" ? "LOGGED_IN" : "LOGIN_REQUIRED";
    const said = respond(run.call, enrolments[purpose].result, outcome);
    if (outcome.status === "kAppRegistered") return inOrder(known, said, beginRestart(null));
    return inOrder(known, said, restAloud(back, now), learnUpdate(update, run.call.id));
  });

/** Somebody came onto the device while it restarted: from now on they may log in. */
export const adopt = (enrolled: UserDetails, now: Date): Move =>
  look(({ at, users, busy }) => {
    if (users.some(({ userIdentifier }) => isSameUser(userIdentifier, enrolled.userIdentifier))) return stay;
    const isWaiting = !busy && (at === "ACTIVATION_REQUIRED" || at === "ACT_WAIT_ID" || at === "LOGIN_REQUIRED");
    return inOrder(go({ users: [...users, enrolled] }), isWaiting ? restAloud("LOGIN_REQUIRED", now) : stay);
  });

interface Refusal {
  readonly purpose: EnrolPurpose;
  readonly now: Date;
}

/** Refused: nothing is kept, and the first prompt is outstanding again. */
const refuseEnrolment = (run: McRun, outcome: McOutcome, { purpose, now }: Refusal): Move =>
  look(({ flow }) => {
    const { waitId, result } = enrolments[purpose];
    const origin = flow?.kind === "enrol" ? flow.origin : "LOGIN_REQUIRED";
    const empty: EnrolFlow = { kind: "enrol", purpose, user: null, code: null, origin };
    const said = respond(run.call, result, outcome);
    if (purpose === "activation" && origin === "ACTIVATION_REQUIRED") return inOrder(said, rest("ACTIVATION_REQUIRED"));
    return inOrder(said, go({ at: waitId, flow: empty }), askForId(purpose, run.call.id, now));
  });
