import { Type } from "typebox";
import { AccountIds, ErrorCode, AccountCount, EntityNo, userEvent } from "./fields.ts";

/** A repaired connection exists from the start, so its login and accounts are known in every phase (R1c). */
const known = { institutionId: EntityNo, institutionLoginId: EntityNo };

const begin = { ...known, accounts: Type.Null(), accountIds: AccountIds, success: Type.Null(), errorCode: Type.Null() };
const repaired = { ...known, accounts: AccountCount, accountIds: AccountIds, success: Type.Literal(true), errorCode: Type.Null() };
const challenge = { ...known, accounts: Type.Null(), accountIds: AccountIds, success: Type.Literal(true), errorCode: Type.Null() };
const failed = { ...known, accounts: AccountCount, accountIds: AccountIds, success: Type.Literal(false), errorCode: ErrorCode };

/** A sign-in that repairs a connection, by credentials or at the bank. */
export const fixSignInAttemptShapes = {
  "FixSignInAttempt: begin": userEvent("FixSignInAttempt", begin),
  "FixSignInAttempt: repaired": userEvent("FixSignInAttempt", repaired),
  "FixSignInAttempt: challenge": userEvent("FixSignInAttempt", challenge),
  "FixSignInAttempt: failed": userEvent("FixSignInAttempt", failed),
};

/** Answers to a challenge while a connection is repaired. */
export const fixMfaAttemptShapes = {
  "FixMfaAttempt: begin": userEvent("FixMfaAttempt", begin),
  "FixMfaAttempt: repaired": userEvent("FixMfaAttempt", repaired),
  "FixMfaAttempt: challenge": userEvent("FixMfaAttempt", challenge),
  "FixMfaAttempt: failed": userEvent("FixMfaAttempt", failed),
};
