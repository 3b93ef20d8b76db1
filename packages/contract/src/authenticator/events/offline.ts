import { Type } from "typebox";
import { astEvent } from "../event-entry.ts";
import { bytes, int, secretBytes, secretText, uint16 } from "../scalars.ts";
import { StatusType } from "../status.ts";
import { UserIdentifier } from "../types.ts";

/** Offline functions: rows 86 to 92 of the source table. */
export const offlineEvents = [
  astEvent("GenerateOtp", {
    row: 86,
    group: "Offline Functions",
    kind: "request",
    parameters: { optionalData: Type.Optional(bytes), userIdentifier: Type.Optional(UserIdentifier), pin: Type.Optional(secretText) },
    environment: ["SSMS"],
    result: "GenerateOtpResult",
    allowedIn: ["LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["GenerateOtpResult"],
    notes: ["Works without network. User must have logged in online once. PIN/userIdentifier may be left out when already known."],
  }),
  astEvent("GenerateOtpResult", {
    row: 87,
    group: "Offline Functions",
    kind: "result",
    parameters: { status: StatusType, otp: secretText, retryCounter: int, retryDelay: int },
    sourceParameters: { retryCounter: "rertyCounter", retryDelay: "rertyDelay" },
    notes: [
      "rertyCounter/rertyDelay are typos for retryCounter/retryDelay.",
      "Possible statuses kAtcExpiresSoon, kAtcExpired, kInvalidPin, kTemporaryLocked, kPinBlocked, kOfflineNotActivated.",
    ],
  }),
  astEvent("GenerateSecureSequence", {
    row: 88,
    group: "Offline Functions",
    kind: "request",
    parameters: { optionalData: Type.Optional(bytes), userIdentifier: Type.Optional(UserIdentifier), pin: Type.Optional(secretText) },
    environment: ["SSMS"],
    result: "GenerateSecureSequenceResult",
    allowedIn: ["LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["GenerateSecureSequenceResult"],
    notes: ["Works without network. User must have logged in online once. PIN/userIdentifier may be left out when already known."],
  }),
  astEvent("GenerateSecureSequenceResult", {
    row: 89,
    group: "Offline Functions",
    kind: "result",
    parameters: { status: StatusType, secureSequence: secretBytes, retryCounter: int, retryDelay: int },
    sourceParameters: { retryCounter: "rertyCounter", retryDelay: "rertyDelay" },
    notes: [
      "rertyCounter/rertyDelay are typos for retryCounter/retryDelay.",
      "Possible statuses kAtcExpiresSoon, kAtcExpired, kInvalidPin, kTemporaryLocked, kPinBlocked, kOfflineNotActivated.",
    ],
  }),
  astEvent("GetResynchronizationData", {
    row: 90,
    group: "Offline Functions",
    kind: "request",
    parameters: { userIdentifier: Type.Optional(UserIdentifier), pin: Type.Optional(secretText) },
    environment: ["SSMS"],
    result: "GetResynchronizationDataResult",
    allowedIn: ["LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["GetResynchronizationDataResult"],
    notes: ["Works without network. User must have logged in online once. PIN/userIdentifier may be left out when already known."],
  }),
  astEvent("GetResynchronizationDataResult", {
    row: 91,
    group: "Offline Functions",
    kind: "result",
    parameters: { status: StatusType, otp: secretText, atc: uint16, retryCounter: int, retryDelay: int },
    sourceParameters: { retryCounter: "rertyCounter", retryDelay: "rertyDelay" },
    notes: [
      "rertyCounter/rertyDelay are typos for retryCounter/retryDelay.",
      "Possible statuses kAtcExpiresSoon, kAtcExpired, kInvalidPin, kTemporaryLocked, kPinBlocked, kOfflineNotActivated.",
    ],
  }),
  astEvent("EnableAtcResynchronizationDuringNextLogin", {
    row: 92,
    group: "Offline Functions",
    kind: "command",
    environment: ["SSMS"],
    allowedIn: ["LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["Acknowledge"],
    resendCell: "none",
    notes: ['Resend cell holds "none": treat as false. Best sent before every login.'],
  }),
] as const;
