const basic = ["ReadAccountsBasic", "ReadAccountsDetail", "ReadBalances", "ReadProducts"];
const byJob: Readonly<Record<string, readonly string[]>> = {
  transactions: ["ReadTransactionsCredits", "ReadTransactionsDebits", "ReadTransactionsDetail"],
  transactionHistory: ["ReadTransactionsCredits", "ReadTransactionsDebits", "ReadTransactionsDetail"],
  accountOwner: ["ReadParty"],
};

/** What a consent allows, in the permissions of the face (connections.md, section 9). */
export const permissionsOf = (jobTypes: readonly string[]): string[] => [...new Set([...basic, ...jobTypes.flatMap((job) => byJob[job] ?? [])])];

/** Every permission a client may name. */
export const permissions: ReadonlySet<string> = new Set([
  ...basic,
  ...Object.values(byJob).flat(),
  "ReadStandingOrdersBasic",
  "ReadStandingOrdersDetail",
  "ReadBeneficiariesDetail",
]);
