import type { OfferedAccount } from "@drawbridge/contract";

/** Accounts of one kind, under one heading. */
export interface AccountGroup {
  readonly group: OfferedAccount["group"];
  readonly accounts: readonly OfferedAccount[];
}

const order: readonly OfferedAccount["group"][] = ["deposit", "card", "loan", "investment", "pension", "property", "other"];

/** The accounts by kind in a fixed order; empty kinds are left out, the bank's order stays inside. */
export const groupAccounts = (accounts: readonly OfferedAccount[]): readonly AccountGroup[] =>
  order.map((group) => ({ group, accounts: accounts.filter((account) => account.group === group) })).filter((entry) => entry.accounts.length > 0);
