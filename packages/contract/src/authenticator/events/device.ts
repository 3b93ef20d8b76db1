import { astEvent } from "../event-entry.ts";
import { secretText, text } from "../scalars.ts";
import { B5 } from "../status-lists.ts";
import { StatusType } from "../status.ts";
import { UserIdentifier } from "../types.ts";

/** Anonymous users, the device and its tokens: rows 70 to 77 of the source table. */
export const deviceEvents = [
  astEvent("CreateAnonymousUser", {
    row: 70,
    group: "Anonymous User",
    kind: "request",
    parameters: { tenantId: text },
    environment: ["SSMS"],
    result: "CreateAnonymousUserResult",
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED"],
    outcomes: ["CreateAnonymousUserResult"],
    resendCell: "yes",
    notes: ["Resend=yes on a UI->MC row is a table error: treat as false; re-emit the stored result instead."],
  }),
  astEvent("CreateAnonymousUserResult", {
    row: 71,
    group: "Anonymous User",
    kind: "result",
    parameters: { userId: text, tenantId: text, activationCode: secretText },
    answers: ["Activate"],
    notes: ["Has no status field: a failure must be carried by the common error fields."],
  }),
  astEvent("SetDeviceName", {
    row: 72,
    group: "Device Name",
    kind: "request",
    parameters: { deviceName: text },
    result: "SetDeviceNameResult",
    allowedIn: ["LOGGED_IN"],
    inTransaction: ["Maverick"],
    outcomes: ["SetDeviceNameResult"],
    notes: ["The UI also accepts kNotUnique."],
  }),
  astEvent("SetDeviceNameResult", {
    row: 73,
    group: "Device Name",
    kind: "result",
    parameters: { status: StatusType },
    statuses: [...B5, "kNotReachable", "kUninitialized"],
    addedStatuses: ["kNotUnique"],
  }),
  astEvent("RequestToken", {
    row: 74,
    group: "Request Token",
    kind: "request",
    parameters: { audience: text },
    environment: ["SSMS"],
    result: "RequestTokenResult",
    allowedIn: ["LOGGED_IN"],
    outcomes: ["RequestTokenResult"],
  }),
  astEvent("RequestTokenResult", {
    row: 75,
    group: "Request Token",
    kind: "result",
    parameters: { status: StatusType, token: secretText },
    statuses: [...B5, "kNotReachable", "kUninitialized"],
  }),
  astEvent("GetDeviceInformation", {
    row: 76,
    group: "Device Information",
    kind: "request",
    parameters: { userIdentifier: UserIdentifier },
    environment: ["SSMS"],
    result: "GetDeviceInformationResult",
    allowedIn: ["LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["GetDeviceInformationResult"],
    notes: ["Needs an activated user."],
  }),
  astEvent("GetDeviceInformationResult", {
    row: 77,
    group: "Device Information",
    kind: "result",
    parameters: { deviceId: text, deviceName: text },
    notes: ["No status field; use the common error fields."],
  }),
] as const;
