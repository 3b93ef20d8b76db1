import type { Account } from "@drawbridge/storage";
import { identifyAccount } from "../faces/connect/account-shapes.ts";

/** Whose accounts are printed. */
export interface AccountOwner {
  readonly customerId: string;
  readonly institutionId: string | null;
  readonly institutionLoginId: number | null;
}

/** An account as webhooks of the Connect face show it (connect-events.md, section 11): the login's id is a number. */
export const printConnectAccount = (
  account: Account,
  { customerId, institutionId, institutionLoginId }: AccountOwner,
): Readonly<Record<string, unknown>> => {
  const known = identifyAccount(account);
  return {
    ...known,
    ...(account.balance !== null && { balance: Number(account.balance) }),
    aggregationStatusCode: 0,
    status: account.status === "open" ? "active" : "closed",
    customerId,
    institutionId,
    institutionLoginId,
    aggregationSuccessDate: known.balanceDate,
    aggregationAttemptDate: known.balanceDate,
  };
};
