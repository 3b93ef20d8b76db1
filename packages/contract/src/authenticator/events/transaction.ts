import { astEvent } from "../event-entry.ts";
import { bool, int, secretText, text } from "../scalars.ts";
import { B4, B5 } from "../status-lists.ts";
import { StatusType } from "../status.ts";
import { BannerType, ConfirmationType } from "../types.ts";

/** Transactions: rows 38 to 49 of the source table. */
export const transactionEvents = [
  astEvent("TriggerBanner", {
    row: 38,
    group: "Transaction",
    kind: "note",
    parameters: { bannerType: BannerType, payload: text, timer: int, execute: bool },
    answers: ["StartTransaction", "StartDisplayMessage"],
    notes: [
      "payload is a constant text; execute is always false; timer = seconds left. Only sent to a logged-in user. Not in the resend set: see D13 in authenticator.md.",
    ],
  }),
  astEvent("StartTransaction", {
    row: 39,
    group: "Transaction",
    kind: "command",
    allowedIn: ["TX_OFFERED"],
    outcomes: ["TransactionPINRequiredRequest", "TransactionTokenRequiredRequest", "DisplayConfirmationRequest", "TransactionEnd"],
    notes: [
      "After it only transaction events are accepted; on Maverick also SetProperty, GetProperty, SetPushToken, SetDeviceName, ExchangeIamToken, SetLocales, ProvideNonce.",
    ],
  }),
  astEvent("TransactionPINRequiredRequest", {
    row: 40,
    group: "Transaction",
    kind: "prompt",
    parameters: { timerValue: int },
    answers: ["ProvidePIN"],
  }),
  astEvent("ProvidePIN", {
    row: 41,
    group: "Transaction",
    kind: "answer",
    parameters: { confirmationType: ConfirmationType, pin: secretText },
    sourceParameters: { pin: "PIN" },
    allowedIn: ["TX_WAIT_PIN"],
    serves: "TransactionPINRequiredRequest",
    outcomes: ["ProvidePINResult", "TransactionEnd"],
    notes: ["confirmationType may be OK, CANCEL or TIMEOUT."],
  }),
  astEvent("ProvidePINResult", {
    row: 42,
    group: "Transaction",
    kind: "result",
    parameters: { status: StatusType, retryCounter: int },
    statuses: [...B5, "kUserCancel", "kUserConfirmationTimeout", "kInvalidPin", "kTemporaryLocked", "kNotReachable"],
  }),
  astEvent("DisplayConfirmationRequest", {
    row: 43,
    group: "Transaction",
    kind: "prompt",
    parameters: { timerValue: int, transactionInformation: text },
    answers: ["DisplayConfirmation"],
    notes: ["transactionInformation is the text to show and to sign."],
  }),
  astEvent("DisplayConfirmation", {
    row: 44,
    group: "Transaction",
    kind: "answer",
    parameters: { confirmationType: ConfirmationType, transactionInformation: text },
    sourceParameters: { transactionInformation: null },
    allowedIn: ["TX_WAIT_CONFIRM"],
    serves: "DisplayConfirmationRequest",
    outcomes: ["DisplayConfirmationResult", "TransactionEnd"],
    notes: ["Unnamed string = transactionInformation, echoed back unchanged."],
  }),
  astEvent("DisplayConfirmationResult", {
    row: 45,
    group: "Transaction",
    kind: "result",
    parameters: { status: StatusType },
    statuses: [...B5, "kUserCancel", "kUserConfirmationTimeout", "kNotReachable", "kServerCancel"],
    notes: ["Not the end of the transaction; TransactionEnd is."],
  }),
  astEvent("TransactionTokenRequiredRequest", {
    row: 46,
    group: "Transaction",
    kind: "prompt",
    parameters: { timerValue: int },
    sourceParameters: { timerValue: "timerInformation" },
    answers: ["ProvideToken"],
    notes: ["timerInformation = timerValue."],
  }),
  astEvent("ProvideToken", {
    row: 47,
    group: "Transaction",
    kind: "answer",
    parameters: { confirmationType: ConfirmationType, token: secretText },
    allowedIn: ["TX_WAIT_TOKEN"],
    serves: "TransactionTokenRequiredRequest",
    outcomes: ["ProvideTokenResult", "TransactionEnd"],
    notes: ["Stray asterisks in the source table are dropped."],
  }),
  astEvent("ProvideTokenResult", {
    row: 48,
    group: "Transaction",
    kind: "result",
    parameters: { status: StatusType },
    statuses: [...B5, "kUserCancel", "kUserConfirmationTimeout", "kNotReachable", "kInvalidToken", "kServerCancel"],
  }),
  astEvent("TransactionEnd", {
    row: 49,
    group: "Transaction",
    kind: "note",
    parameters: { status: StatusType },
    statuses: [...B4, "kUserConfirmationTimeout", "kNotReachable", "kServerCancel"],
    addedStatuses: ["kUserCancel"],
    notes: ["Terminal event. Alias TransactionFinished. kUserCancel is allowed although the source table lacks it."],
  }),
] as const;
