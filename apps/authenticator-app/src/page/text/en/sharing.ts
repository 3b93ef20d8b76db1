import { pluralIn } from "@drawbridge/widget/text/plural";
import type { ConsentReceipt, JobType, ManagedConnection } from "@drawbridge/contract";

const plural = pluralIn("en", "one", "other");

/** What the person shares, and what they signed. */
export const sharing = {
  shared: {
    title: "What you share",
    lead: (tenant: string): string => `What ${tenant} can see, and until when.`,
    none: "You share nothing",
    noneText: (tenant: string): string => `A bank that you connect for ${tenant} appears here.`,
    states: {
      healthy: "Up to date",
      waiting: "Being looked after",
      needs_attention: "Needs you",
      expired: "Permission ended",
      revoked: "Sharing stopped",
    } satisfies Record<ManagedConnection["state"], string>,
    accounts: (count: number): string => plural(count, { one: "# account", other: "# accounts" }),
    until: (date: string): string => `Until ${date}`,
    ended: (date: string): string => `Ended on ${date}`,
    updated: (when: string): string => `Last data: ${when}`,
    never: "No data yet",
    who: "Who sees it",
    accountsTitle: "Accounts",
    dataTitle: "Data",
    data: {
      accountNumber: "Accounts, balances and account numbers",
      accountOwner: "Name and contact details of the owner",
      transactions: "Recent transactions",
      transactionHistory: "Older transactions",
    } satisfies Record<JobType, string>,
    exact: "You see the exact text first, and confirm it with your PIN.",
    renew: "Renew permission",
    stop: "Stop sharing",
    permissions: "Permissions you gave",
    permissionStates: {
      current: "In force",
      replaced: "Replaced by a newer one",
      ended: "Ended",
      revoked: "Stopped",
    } satisfies Record<ConsentReceipt["state"], string>,
    given: (from: string, until: string): string => `${from} to ${until}`,
  },
  receipts: {
    title: "What you signed",
    none: "Nothing signed yet",
    noneText: "Every answer you sign is kept here, with the receipt that proves it.",
    lead: "Each receipt can be checked by anybody, without asking us.",
    answers: { grant: "Allowed", renew: "Renewed", revoke: "Stopped", refused: "Refused" },
    save: "Save",
    saveNamed: (what: string, when: string): string => `Save the receipt: ${what}, ${when}`,
  },
};
