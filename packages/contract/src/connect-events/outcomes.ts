import { Type } from "typebox";
import { AccountCount, AccountIds, ErrorCode, NoAccountIds } from "./fields.ts";

/** Keys of an attempt that has begun. */
export const begun = { accounts: Type.Null(), accountIds: NoAccountIds, success: Type.Null(), errorCode: Type.Null() };

/** Keys of an attempt that found, added or removed accounts. */
export const done = { accounts: AccountCount, accountIds: AccountIds, success: Type.Literal(true), errorCode: Type.Null() };

/** Keys of an attempt that the bank answered with a challenge (R1d). */
export const challenged = { accounts: Type.Null(), accountIds: NoAccountIds, success: Type.Literal(true), errorCode: Type.Null() };

/** Keys of an attempt that failed. */
export const failed = { accounts: Type.Null(), accountIds: NoAccountIds, success: Type.Literal(false), errorCode: ErrorCode };
