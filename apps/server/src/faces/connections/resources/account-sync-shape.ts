import { accountFreshness, datasetTimes, freshnessTarget, freshnessText, type AccountFreshness } from "@drawbridge/domain";
import type { Connection, FaceAccount } from "@drawbridge/storage";
import { faceTypeOf } from "./account-shape.ts";
import type { ResourceSettings } from "./client-settings.ts";

/** What an account's freshness is judged with. */
export interface FreshnessContext {
  /** Null for an account kept by hand. */
  readonly connection: Pick<Connection, "lastUpdatedAt" | "jobTypes"> | null;
  /** Of the client that asks, by type of account. */
  readonly targets: ResourceSettings["freshnessTargetHours"];
  readonly now: Date;
}

const instant = (at: Date | null): string | null => at && at.toISOString();

const times = ({ dueAt, staleAt }: AccountFreshness) => ({ dueAt: instant(dueAt), staleAt: instant(staleAt) });

/** When an account was last read, how fresh it is, and the same of each of its datasets (connections.md, E3.3 and E4.1). */
export const printAccountSync = (account: FaceAccount, { connection, targets, now }: FreshnessContext) => {
  const { targetHours, target } = freshnessTarget(account.freshnessTargetHours, targets?.[faceTypeOf(account)] ?? null);
  const isRead = connection !== null && account.status === "open";
  const withTransactions = connection?.jobTypes.some((job) => job === "transactions" || job === "transactionHistory") ?? false;
  const came = datasetTimes({ ...account, connectionAt: connection?.lastUpdatedAt ?? null });
  const judge = (lastSuccessAt: Date | null, fetched: boolean) => accountFreshness({ kind: account.kind, fetched, lastSuccessAt, targetHours }, now);
  const dataset = (at: Date | null, fetched = isRead) => {
    const freshness = judge(at, fetched);
    return { state: freshness.state, lastSuccessfulSync: fetched ? instant(at) : null, ...times(freshness) };
  };
  const whole = judge(came.transactions, isRead);
  return {
    accountId: account.id,
    lastSuccessfulSync: instant(came.transactions),
    freshness: { state: whole.state, targetHours: whole.targetHours, ...times(whole), target, explanation: freshnessText(whole, target) },
    datasets: {
      accounts: dataset(came.accounts),
      balances: dataset(account.balance === null ? null : came.balances),
      transactions: dataset(came.transactions, isRead && withTransactions),
    },
  };
};
