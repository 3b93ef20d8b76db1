import type { StatusType } from "@drawbridge/contract";
import { text } from "./en.ts";

const known: Partial<Readonly<Record<StatusType, { readonly title: string; readonly lead: string }>>> = {
  kOk: text.outcome.kOk,
  kUserCancel: text.outcome.kUserCancel,
  kUserConfirmationTimeout: text.outcome.kUserConfirmationTimeout,
  kServerCancel: text.outcome.kServerCancel,
  kNotReachable: text.outcome.kNotReachable,
};

/** How an operation ended, in words. */
export const outcomeText = (status: StatusType): { readonly title: string; readonly lead: string } => known[status] ?? text.outcome.other;
