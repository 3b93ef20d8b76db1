import { astEvent } from "../event-entry.ts";
import { int, secretText, text } from "../scalars.ts";
import { B5 } from "../status-lists.ts";
import { StatusType } from "../status.ts";

/** Changing the PIN, and messages: rows 56 to 61 of the source table. */
export const changePinEvents = [
  astEvent("StartChangePIN", { row: 56, group: "Change PIN", kind: "command", allowedIn: ["LOGGED_IN"], outcomes: ["StartSetNewPIN"] }),
  astEvent("StartSetNewPIN", { row: 57, group: "Change PIN", kind: "prompt", answers: ["ProvideSetNewPIN", "Cancel"] }),
  astEvent("ProvideSetNewPIN", {
    row: 58,
    group: "Change PIN",
    kind: "answer",
    parameters: { currentPin: secretText, newPin: secretText },
    sourceParameters: { currentPin: "currentPIN", newPin: "newPIN" },
    allowedIn: ["CHPIN_WAIT"],
    serves: "StartSetNewPIN",
    outcomes: ["ChangePINResult"],
  }),
  astEvent("ChangePINResult", {
    row: 59,
    group: "Change PIN",
    kind: "result",
    parameters: { status: StatusType, retryCounter: int },
    statuses: [...B5, "kUserCancel", "kInvalidPin", "kInvalidNewPinFormat", "kTemporaryLocked", "kNotReachable"],
    notes: ["Server revokes all IAM tokens of the user on all devices after a PIN change."],
  }),
  astEvent("StartDisplayMessage", { row: 60, group: "Display Message", kind: "command", allowedIn: ["MSG_OFFERED"], outcomes: ["DisplayMessage"] }),
  astEvent("DisplayMessage", {
    row: 61,
    group: "Display Message",
    kind: "note",
    parameters: { messageInformation: text },
    notes: ["May carry messageType INFO, WARNING or ERROR."],
  }),
] as const;
