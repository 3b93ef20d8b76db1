import type { AstEventName } from "@drawbridge/contract";

const dispatcher = "D4: the dispatcher refuses a call in the wrong state with InvalidState; no module of this flow judges by state";
const globalPin = "11.1, 13.1: a PIN belongs to one user on one device, there is no global one to be set";

/** Statuses of the lists that this contract lets nobody say, each with the rule that keeps it from happening. */
export const cannotHappen: Partial<Readonly<Record<AstEventName, Readonly<Record<string, string>>>>> = {
  ActivationResult: {
    kInvalidState: dispatcher,
    kUserIdAlreadyExists: "section 2: in ACT nobody is on the device, and every activation makes a new key; AddUserResult says it",
    kGlobalPinSet: globalPin,
    kUpdateAvailableGlobalPinSet: globalPin,
  },
  LoginResult: {
    kInvalidState: dispatcher,
    kUnknownVersion: "12.3: a version that is not registered has its own word here, kRegisterApp",
  },
  OfflineLoginResult: { kInvalidState: dispatcher },
  ReactivationResult: { kInvalidState: dispatcher },
  AddUserResult: { kInvalidState: dispatcher, kGlobalPinSet: globalPin, kUpdateAvailableGlobalPinSet: globalPin },
  DeleteUserResult: { kFailed: "12.8: local keys go first, and the server is told later, again and again; its answer decides nothing" },
  GetPropertyResult: { kInvalidState: dispatcher },
  SetPropertyResult: { kInvalidState: dispatcher },
  SetPushTokenResult: { kInvalidState: dispatcher },
  UpdateInformation: { kInvalidState: dispatcher },
  OpenInfoUrlResult: { kInvalidState: dispatcher },
  SetDeviceNameResult: { kInvalidState: dispatcher, kNotUnique: "section 6: the UI accepts it; a taken name is sent as kInvalidParameter" },
  RequestTokenResult: { kInvalidState: dispatcher },
  GetAstClientDataResult: { kInvalidState: dispatcher },
  SetAuthorisationCodeResult: { kInvalidState: dispatcher },
  DecryptDataResult: { kInvalidState: dispatcher },
};

const update = ["OK", "INVALID_PARAMETER", "FAILED", "CANCELLED"];
const offline = ["kOk", "kAtcExpiresSoon", "kAtcExpired", "kInvalidPin", "kTemporaryLocked", "kPinBlocked", "kOfflineNotActivated"];

/** Results without a list of their own: what sections 4 and 12 name for them. */
export const namedStatuses: Partial<Readonly<Record<AstEventName, readonly string[]>>> = {
  UpdateResult: update,
  ExecuteUpdateResult: update,
  VerifyPushContentResult: ["kOk", "kFailed"],
  GenerateOtpResult: offline,
  GenerateSecureSequenceResult: offline,
  GetResynchronizationDataResult: offline,
};
