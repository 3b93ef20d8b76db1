import { astEvent } from "../event-entry.ts";
import { bool, secretText } from "../scalars.ts";
import { B5 } from "../status-lists.ts";
import { StatusType } from "../status.ts";
import { UserIdentifier } from "../types.ts";

/** Reactivation after a forgotten PIN: rows 17 to 23 of the source table. */
export const reactivationEvents = [
  astEvent("StartReactivation", {
    row: 17,
    group: "Reactivation",
    kind: "command",
    environment: ["SSMS"],
    allowedIn: ["LOGIN_REQUIRED"],
    outcomes: ["StartReactivationUserIdAndCodeOnly"],
    notes: ["Forgotten-PIN flow; needs a fresh activation code."],
  }),
  astEvent("StartReactivationUserIdAndCodeOnly", {
    row: 18,
    group: "Reactivation",
    kind: "prompt",
    environment: ["SSMS"],
    answers: ["ProvideActivationCodeAndUserIdForReactivation", "Reactivation", "Cancel"],
  }),
  astEvent("ProvideActivationCodeAndUserIdForReactivation", {
    row: 19,
    group: "Reactivation",
    kind: "answer",
    parameters: { userIdentifier: UserIdentifier, activationCode: secretText },
    environment: ["SSMS"],
    allowedIn: ["REACT_WAIT_ID"],
    serves: "StartReactivationUserIdAndCodeOnly",
    outcomes: ["StartReactivationSetPIN", "ReactivationResult"],
  }),
  astEvent("StartReactivationSetPIN", {
    row: 20,
    group: "Reactivation",
    kind: "prompt",
    environment: ["SSMS"],
    answers: ["ProvideSetPINForReactivation", "Cancel"],
  }),
  astEvent("ProvideSetPINForReactivation", {
    row: 21,
    group: "Reactivation",
    kind: "answer",
    parameters: { pin: secretText, autoLogin: bool },
    sourceParameters: { pin: "PIN" },
    environment: ["SSMS"],
    allowedIn: ["REACT_WAIT_PIN"],
    serves: "StartReactivationSetPIN",
    outcomes: ["ReactivationResult", "LoginResult"],
  }),
  astEvent("Reactivation", {
    row: 22,
    group: "Reactivation",
    kind: "request",
    parameters: { userIdentifier: UserIdentifier, activationCode: secretText, pin: secretText, autoLogin: bool },
    sourceParameters: { pin: "PIN" },
    environment: ["SSMS"],
    result: "ReactivationResult",
    resultWithAutoLogin: "LoginResult",
    allowedIn: ["LOGIN_REQUIRED", "REACT_WAIT_ID"],
    outcomes: ["ReactivationResult", "LoginResult"],
    notes: ["Command despite the noun name."],
  }),
  astEvent("ReactivationResult", {
    row: 23,
    group: "Reactivation",
    kind: "result",
    parameters: { status: StatusType },
    environment: ["SSMS"],
    statuses: [
      ...B5,
      "kUpdateAvailable",
      "kUpdateNecessary",
      "kUnknownVersion",
      "kUnknownClientType",
      "kWrongCredentials",
      "kUnknownCertificate",
      "kActivationCodeExpired",
      "kLockedCertificate",
      "kLockedUser",
      "kNotReachable",
    ],
    notes: ["Lacks kInvalidActivationCode: a bad code is reported as kWrongCredentials."],
  }),
] as const;
