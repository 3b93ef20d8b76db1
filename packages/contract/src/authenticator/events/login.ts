import { Type } from "typebox";
import { astEvent } from "../event-entry.ts";
import { int, secretText } from "../scalars.ts";
import { B5 } from "../status-lists.ts";
import { StatusType } from "../status.ts";
import { AuthenticationMode, UserIdentifier } from "../types.ts";

/** Login and offline login: rows 9 to 16 of the source table. */
export const loginEvents = [
  astEvent("StartLogin", {
    row: 9,
    group: "Login",
    kind: "prompt",
    parameters: { userIdentifiers: Type.Array(UserIdentifier, { title: "array<UserIdentifier>" }) },
    environment: ["SSMS"],
    answers: ["Login", "LoginWithToken", "OfflineLogin", "StartAddUser", "StartReactivation", "StartDeleteUser", "DeleteUser", "Cancel"],
    notes: [
      "Informational prompt: sent only after Start/Restart when at least one user is activated. May carry userDetails[] {userIdentifier, displayUsername, displayEmail}.",
    ],
  }),
  astEvent("Login", {
    row: 10,
    group: "Login",
    kind: "request",
    parameters: { userIdentifier: UserIdentifier, pin: secretText },
    sourceParameters: { pin: "PIN" },
    environment: ["SSMS"],
    allowedIn: ["LOGIN_REQUIRED"],
    serves: "StartLogin",
    outcomes: ["LoginResult"],
    notes: ["Table says Result Event none; LoginResult arrives on the bus."],
  }),
  astEvent("LoginWithToken", {
    row: 11,
    group: "Login",
    kind: "request",
    parameters: { userIdentifier: UserIdentifier, authMode: AuthenticationMode },
    environment: ["SSMS"],
    allowedIn: ["LOGIN_REQUIRED"],
    serves: "StartLogin",
    outcomes: ["LoginResult", "LoginTokenClaimsAvailable"],
    notes: [
      "Two overloads. Short form first: uses stored token data; on kNoTokenDataAvailable/kCannotAcquire* the UI runs the IAM login and repeats with iamAccessToken+authCode.",
    ],
  }),
  astEvent("LoginWithToken", {
    row: 12,
    group: "Login",
    kind: "request",
    parameters: { userIdentifier: UserIdentifier, authMode: AuthenticationMode, iamAccessToken: secretText, authCode: secretText },
    environment: ["SSMS"],
    allowedIn: ["LOGIN_REQUIRED"],
    serves: "StartLogin",
    outcomes: ["LoginResult", "LoginTokenClaimsAvailable"],
    notes: [
      "Two overloads. Short form first: uses stored token data; on kNoTokenDataAvailable/kCannotAcquire* the UI runs the IAM login and repeats with iamAccessToken+authCode.",
    ],
  }),
  astEvent("LoginResult", {
    row: 13,
    group: "Login",
    kind: "result",
    parameters: { status: StatusType, otp: secretText, userIdentifier: UserIdentifier, retryCounter: int, retryDelay: int },
    environment: ["SSMS"],
    statuses: [
      ...B5,
      "kUpdateAvailable",
      "kUpdateNecessary",
      "kUnknownVersion",
      "kUnknownClientType",
      "kWrongCredentials",
      "kUnknownCertificate",
      "kLockedCertificate",
      "kLockedUser",
      "kRegisterApp",
      "kTemporaryLocked",
      "kNotReachable",
      "kNoTokenDataAvailable",
      "kCannotAcquireTokenData",
    ],
    notes: ["otp, retryCounter, retryDelay are empty/0 when they do not apply."],
  }),
  astEvent("OfflineLogin", {
    row: 14,
    group: "Offline Login",
    kind: "request",
    result: "OfflineLoginResult",
    allowedIn: ["LOGIN_REQUIRED"],
    outcomes: ["OfflineLoginResult"],
    notes: [
      "Two overloads. Not an off-line mode: re-uses a stored token or a device-key grant. Without userIdentifier: last successfully logged-in user. Not usable after authMode PASSWORD or PIN.",
    ],
  }),
  astEvent("OfflineLogin", {
    row: 15,
    group: "Offline Login",
    kind: "request",
    parameters: { userIdentifier: UserIdentifier },
    result: "OfflineLoginResult",
    allowedIn: ["LOGIN_REQUIRED"],
    outcomes: ["OfflineLoginResult"],
    notes: [
      "Two overloads. Not an off-line mode: re-uses a stored token or a device-key grant. Without userIdentifier: last successfully logged-in user. Not usable after authMode PASSWORD or PIN.",
    ],
  }),
  astEvent("OfflineLoginResult", {
    row: 16,
    group: "Offline Login",
    kind: "result",
    parameters: { status: StatusType },
    statuses: [
      ...B5,
      "kInvalidUserId",
      "kTemporaryLocked",
      "kPinBlocked",
      "kLoginRequired",
      "kOfflineNotActivated",
      "kNoTokenDataAvailable",
      "kCannotAcquireTokenData",
    ],
  }),
] as const;
