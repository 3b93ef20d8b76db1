import { astStatusesOf, statusCategories, type AstEventName, type StatusType } from "@drawbridge/contract";

/** What stands in for a status that a result's list does not have: the first of these that it has (contract, sections 2 and 5). */
const nearest: Partial<Readonly<Record<StatusType, readonly StatusType[]>>> = {
  kWrongCredentials: ["kInvalidPin", "kInvalidToken"],
  kInvalidPin: ["kWrongCredentials"],
  kInvalidToken: ["kWrongCredentials"],
  kInvalidActivationCode: ["kInvalidParameter"],
  kPinBlocked: ["kLockedCertificate"],
  kLockedCertificate: ["kCannotAcquireTokenData", "kPinBlocked"],
  kLockedUser: ["kCannotAcquireTokenData"],
  kUnknownCertificate: ["kLockedCertificate", "kCannotAcquireTokenData"],
  kRegisterApp: ["kUnknownVersion"],
  kTokenDataIsOutdated: ["kCannotAcquireTokenData"],
  kCannotAcquireAuthorizationCode: ["kCannotAcquireTokenData"],
  kConnectionLost: ["kNotReachable"],
  kLoginRequired: ["kUninitialized", "kInvalidState"],
  kUninitialized: ["kInvalidState"],
  kNotUnique: ["kInvalidParameter"],
  kTextTooLong: ["kInvalidParameter"],
  kMismatchedUser: ["kWrongCredentials"],
  kUserConfirmationTimeout: ["kServerCancel"],
};

/** The status a result may carry for a cause: itself where the list has it, else the nearest one that is listed. */
export const statusOfResult = (name: AstEventName, cause: StatusType): StatusType => {
  const listed = astStatusesOf(name);
  if (!listed || listed.includes(cause)) return cause;
  const stand = (nearest[cause] ?? []).find((status) => listed.includes(status));
  return stand ?? (statusCategories[cause] === "success" ? "kOk" : "kFailed");
};

/** Subsystem 800: a bad parameter where the list of the result has no word for it. */
export const BAD_PARAMETER_CODE = 800_000_001;
/** Subsystem 800: the key store is not what the configuration demands. */
export const KEY_POLICY_CODE = 800_000_002;
