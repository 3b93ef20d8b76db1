import { Type } from "typebox";
import { astEvent } from "../event-entry.ts";
import { bool, bytes, int, secretText, text, textMap, texts } from "../scalars.ts";
import { StatusType } from "../status.ts";
import { AppVersion, AuthenticationMode, MessageType, SdkState, UserDetails, UserIdentifier } from "../types.ts";

const facts = { row: null, group: "Companion" } as const;
const userList = Type.Array(UserIdentifier, { title: "array<UserIdentifier>" });
const startResult = {
  status: StatusType,
  sdkState: SdkState,
  userList,
  userDetailsList: Type.Array(UserDetails, { title: "array<UserDetails>" }),
  supportedFeatures: texts,
};
const alert = { errorType: MessageType, errorDescription: text, errorCode: int };
const begin = { locale: text, version: AppVersion, appName: Type.String({ title: "string", maxLength: 32 }), serverBackend: Type.Optional(text) };

/** Events of the protocol that the source table does not list (contract, section 7). */
export const companionEvents = [
  astEvent("Start", {
    ...facts,
    kind: "request",
    parameters: { ...begin, configuration: Type.Optional(textMap) },
    result: "StartResult",
    allowedIn: ["UNINITIALISED"],
    outcomes: ["StartResult", "StartActivationUserIdAndCodeOnly", "StartLogin"],
  }),
  astEvent("StartResult", { ...facts, kind: "result", parameters: startResult }),
  astEvent("Restart", {
    ...facts,
    kind: "request",
    parameters: begin,
    result: "RestartResult",
    notes: ["Drops the session, prompts and timers; users stay. Every open call resolves with InvalidState."],
  }),
  astEvent("RestartResult", { ...facts, kind: "result", parameters: startResult }),
  astEvent("GetState", { ...facts, kind: "command", notes: ["Asks for the current prompt again (rule D11)."] }),
  astEvent("GetInformation", { ...facts, kind: "request", result: "GetInformationResult" }),
  astEvent("GetInformationResult", {
    ...facts,
    kind: "result",
    parameters: {
      sdkVersion: text,
      serialNumber: text,
      locale: text,
      version: AppVersion,
      appName: text,
      appConfig: textMap,
      tokenIssuerServiceUrl: text,
      addressBookServerUrl: text,
      messageRouterUrl: text,
      loggedInUserIdentifier: UserIdentifier,
      iamConfigurationData: textMap,
      encryptionCertificate: text,
      signerCertificate: text,
      authenticationCertificate: text,
    },
  }),
  astEvent("GetLoggedInUser", { ...facts, kind: "request", result: "GetLoggedInUserResult" }),
  astEvent("GetLoggedInUserResult", { ...facts, kind: "result", parameters: { loggedInUserIdentifier: UserIdentifier } }),
  astEvent("StatusResult", {
    ...facts,
    kind: "result",
    parameters: { status: StatusType },
    statuses: ["kOk", "kNotSupported", "kInvalidParameter", "kFailed"],
  }),
  astEvent("InvalidState", { ...facts, kind: "result", parameters: { errorMessage: text }, notes: ["A refused event: as reply and on the bus."] }),
  astEvent("Warning", { ...facts, kind: "note", parameters: alert, priority: "low" }),
  astEvent("RuntimeError", { ...facts, kind: "note", parameters: alert, priority: "high", notes: ["After it the MC may restart itself."] }),
  astEvent("FatalError", { ...facts, kind: "note", parameters: alert, priority: "high" }),
  astEvent("CreateHttpCommonRequest", {
    ...facts,
    kind: "request",
    parameters: {
      fullUrl: text,
      method: text,
      content: bytes,
      contentType: text,
      httpHeaders: textMap,
      followRedirect: bool,
      cookieIdentifier: text,
      accessTokenIdentifier: text,
      userName: text,
      password: secretText,
      certificateChain: text,
    },
    result: "CreateHttpCommonRequestResult",
    allowedIn: ["LOGGED_IN"],
  }),
  astEvent("CreateHttpCommonRequestResult", {
    ...facts,
    kind: "result",
    parameters: {
      status: StatusType,
      httpStatus: int,
      responseBody: bytes,
      responseHeaders: textMap,
      cookieIdentifier: text,
      accessTokenIdentifier: text,
    },
  }),
  astEvent("IdpLoginRequired", { ...facts, kind: "note", parameters: { userIdentifier: UserIdentifier } }),
  astEvent("EnableAuthenticationMode", {
    ...facts,
    kind: "request",
    parameters: { authMode: AuthenticationMode, clientId: text },
    result: "StatusResult",
    allowedIn: ["LOGGED_IN"],
  }),
  astEvent("GetSsmsUserList", {
    ...facts,
    kind: "request",
    parameters: { userCredentialPath: Type.Optional(text) },
    environment: ["SSMS"],
    result: "GetSsmsUserListResult",
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
  }),
  astEvent("GetSsmsUserListResult", { ...facts, kind: "result", parameters: { status: StatusType, userList } }),
  astEvent("SwitchWorkspace", {
    ...facts,
    kind: "request",
    parameters: { tenantId: text },
    result: "StatusResult",
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
  }),
] as const;
