import { Type } from "typebox";

/** What kind of answer a status is: it decides what a screen does next (contract, section 5). */
export type StatusCategory =
  | "success"
  | "user"
  | "timeout"
  | "server"
  | "credential"
  | "locked"
  | "identity"
  | "version"
  | "network"
  | "protocol"
  | "offline"
  | "property"
  | "iam"
  | "fatal";

/** Every status with its category; names travel, never numbers. */
export const statusCategories = {
  kOk: "success",
  kUpdateAvailable: "success",
  kAppRegistered: "success",
  kGlobalPinSet: "success",
  kUpdateAvailableGlobalPinSet: "success",
  kAtcExpiresSoon: "success",
  kPropertyExists: "success",
  kUserCancel: "user",
  kUserConfirmationTimeout: "timeout",
  kServerCancel: "server",
  kInvalidPin: "credential",
  kInvalidNewPinFormat: "credential",
  kWrongCredentials: "credential",
  kInvalidActivationCode: "credential",
  kActivationCodeExpired: "credential",
  kInvalidToken: "credential",
  kInvalidPassword: "credential",
  kTemporaryLocked: "locked",
  kPinBlocked: "locked",
  kLockedUser: "locked",
  kLockedCertificate: "locked",
  kPasswordBlocked: "locked",
  kUnknownCertificate: "locked",
  kMismatchedUser: "identity",
  kInvalidUserId: "identity",
  kUserIdAlreadyExists: "identity",
  kTenantIdAlreadySet: "identity",
  kUnknownVersion: "version",
  kUnknownClientType: "version",
  kUpdateNecessary: "version",
  kRegisterApp: "version",
  kNotReachable: "network",
  kConnectionLost: "network",
  kInvalidState: "protocol",
  kInvalidParameter: "protocol",
  kNotSupported: "protocol",
  kUninitialized: "protocol",
  kAlreadyInitialized: "protocol",
  kNotSuspended: "protocol",
  kLoginRequired: "protocol",
  kOfflineNotActivated: "protocol",
  kAtcExpired: "offline",
  kPropertyNotExists: "property",
  kInvalidKeyLength: "property",
  kNotUnique: "property",
  kTextTooLong: "property",
  kReadOnly: "property",
  kAccessDenied: "property",
  kNegative: "property",
  kNoTokenDataAvailable: "iam",
  kTokenDataIsOutdated: "iam",
  kCannotAcquireTokenData: "iam",
  kCannotAcquireAuthorizationCode: "iam",
  kCannotAcquireAccessTokenForAuthorizationCode: "iam",
  kInternalError: "fatal",
  kFailed: "fatal",
} as const satisfies Readonly<Record<string, StatusCategory>>;

/** The status of a result. */
export type StatusType = keyof typeof statusCategories;
export const StatusType = Type.Unsafe<StatusType>({ type: "string", enum: Object.keys(statusCategories), title: "StatusType" });

/** Whether a status says that what was asked for has been done. */
export const isSuccess = (status: StatusType): boolean => statusCategories[status] === "success";
