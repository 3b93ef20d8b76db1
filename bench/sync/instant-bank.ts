import { defineAdapter, type Adapter } from "@drawbridge/adapter-kit";
import type { ProviderAccount, ProviderTransaction } from "@drawbridge/contract";

/** A bank that answers at once: one account, and one transaction nobody knew. */
export const instantBank = (now: Date): Adapter => {
  const at = new Date(now.getTime() - 3_600_000).toISOString();
  const account: ProviderAccount = {
    stableId: "account-1",
    kind: "checking",
    name: "Everyday",
    currency: "GBP",
    masked: "••1234",
    number: null,
    routingNumber: null,
    status: "open",
    balance: "120.00",
    available: "120.00",
    balanceAsOf: at,
    openedOn: null,
    interestRate: null,
    creditLimit: null,
  };
  const transaction: ProviderTransaction = {
    stableId: "transaction-1",
    accountStableId: "account-1",
    amount: "-3.20",
    currency: "GBP",
    description: "Coffee",
    category: null,
    status: "posted",
    transactedAt: at,
    postedAt: at,
  };
  return defineAdapter({
    id: "instant",
    displayName: "Instant Bank",
    origins: [],
    jobs: ["transactions"],
    challenges: [],
    accounts: { list: async ({ access }) => ({ outcome: "read", items: [account], nextCursor: null, access }) },
    transactions: { list: async ({ access }) => ({ outcome: "read", items: [transaction], nextCursor: null, access }) },
  });
};
