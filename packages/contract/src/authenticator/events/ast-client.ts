import { astEvent } from "../event-entry.ts";
import { bytes, secretText, text } from "../scalars.ts";
import { B4 } from "../status-lists.ts";
import { StatusType } from "../status.ts";
import { AuthenticationMode, UserIdentifier } from "../types.ts";

/** AST client management and push content: rows 78 to 85 of the source table. */
export const astClientEvents = [
  astEvent("GetAstClientData", {
    row: 78,
    group: "AST Client Management",
    kind: "request",
    parameters: { tenantId: text },
    environment: ["Maverick"],
    result: "GetAstClientDataResult",
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["GetAstClientDataResult"],
    notes: ["Delivers the PKCE challenge; verifier stays in the MC. astClientId is all zeros for a new device."],
  }),
  astEvent("GetAstClientDataResult", {
    row: 79,
    group: "AST Client Management",
    kind: "result",
    parameters: { status: StatusType, clientData: secretText, astClientId: text, codeChallenge: text, codeChallengeMethod: text },
    statuses: B4,
  }),
  astEvent("SetAuthorisationCode", {
    row: 80,
    group: "AST Client Management",
    kind: "request",
    parameters: { tenantId: text, authMode: AuthenticationMode, authCode: secretText, clientId: text },
    environment: ["Maverick", "Mobile"],
    result: "SetAuthorisationCodeResult",
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["SetAuthorisationCodeResult"],
    notes: ["Two overloads: mobile (with authMode) and desktop (without). Activation and login in one: user ends logged in."],
  }),
  astEvent("SetAuthorisationCode", {
    row: 81,
    group: "AST Client Management",
    kind: "request",
    parameters: { tenantId: text, authCode: secretText, clientId: text },
    environment: ["Maverick", "Desktop"],
    result: "SetAuthorisationCodeResult",
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["SetAuthorisationCodeResult"],
    notes: ["Two overloads: mobile (with authMode) and desktop (without). Activation and login in one: user ends logged in."],
  }),
  astEvent("SetAuthorisationCodeResult", {
    row: 82,
    group: "AST Client Management",
    kind: "result",
    parameters: { status: StatusType },
    statuses: [...B4, "kCannotAcquireTokenData"],
  }),
  astEvent("EnrollAnonymousUser", {
    row: 83,
    group: "AST Client Management",
    kind: "request",
    parameters: { tenantId: text, authMode: AuthenticationMode, clientId: text },
    environment: ["Maverick"],
    result: "StatusResult",
    allowedIn: ["ACTIVATION_REQUIRED"],
    outcomes: ["StatusResult"],
  }),
  astEvent("VerifyPushContent", {
    row: 84,
    group: "Verify Push Content",
    kind: "request",
    parameters: { userIdentifier: UserIdentifier, content: bytes },
    environment: ["SSMS"],
    result: "VerifyPushContentResult",
    allowedIn: ["LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["VerifyPushContentResult"],
    notes: ["content in = signed blob; content out = verified plain payload."],
  }),
  astEvent("VerifyPushContentResult", { row: 85, group: "Verify Push Content", kind: "result", parameters: { status: StatusType, content: bytes } }),
] as const;
