import type { AstPayload, StatusType } from "@drawbridge/contract";
import { acknowledge, alarm, ask, begin, end, go, inOrder, isBlocked, look, respond, restAloud, stay, work, type Move } from "./moves.ts";
import { isPinAllowed } from "./pin-policy.ts";
import type { McCall, McOutcome, McRun } from "./state.ts";

const askForNewPin = (callId: string, now: Date): Move => ask({ name: "StartSetNewPIN", payload: {}, deadline: null, callId }, now);

/** StartChangePIN (contract, 12.11). */
export const startChangePin = (call: McCall, now: Date): Move =>
  inOrder(acknowledge(call), go({ at: "CHPIN_WAIT", flow: { kind: "change_pin" } }), askForNewPin(call.id, now));

/** Both PINs: the new one is judged on the device, the old one by the server. */
export const provideNewPin = (call: McCall, { currentPin, newPin }: AstPayload<"ProvideSetNewPIN">, now: Date): Move =>
  look(({ profile, retryCounter }) => {
    if (newPin === currentPin || !isPinAllowed(profile.pinPolicy, newPin)) {
      const said = respond(call, "ChangePINResult", { status: "kInvalidNewPinFormat", payload: { retryCounter } });
      return inOrder(acknowledge(call), said, askForNewPin(call.id, now));
    }
    const effect = { kind: "change_pin", callId: call.id, currentPin, newPin } as const;
    return inOrder(acknowledge(call), begin({ call, kind: "change_pin", autoLogin: false }, effect, { at: "CHPIN_RUN" }));
  });

const endsSession: readonly StatusType[] = ["kTemporaryLocked", "kPinBlocked", "kLockedCertificate", "kLockedUser", "kUnknownCertificate"];

/** The server has answered. */
export const endChangePin = ({ call }: McRun, outcome: McOutcome, now: Date): Move =>
  look((state) => {
    const { retryCounter = state.retryCounter } = outcome;
    const alarmed = isBlocked(outcome) ? alarm(outcome, call.id) : stay;
    const said = inOrder(alarmed, end, go({ retryCounter }), respond(call, "ChangePINResult", { ...outcome, payload: { retryCounter } }));
    if (outcome.status === "kInvalidPin") return inOrder(said, go({ at: "CHPIN_WAIT" }), askForNewPin(call.id, now));
    if (!endsSession.includes(outcome.status) && !isBlocked(outcome)) return inOrder(said, restAloud("LOGGED_IN", now));
    return inOrder(said, work({ kind: "end_session" }), go({ user: null }), restAloud("LOGIN_REQUIRED", now));
  });
