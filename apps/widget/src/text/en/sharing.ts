import type { OfferedAccount } from "@drawbridge/contract";
import { pluralIn } from "../plural.ts";

const plural = pluralIn("en", "one", "other");

/** What is shared: the accounts, and reading it once more. */
export const sharing = {
  accounts: {
    title: "Choose what to share",
    titleOne: "Choose one account",
    groups: {
      deposit: "Current and savings",
      card: "Cards",
      loan: "Loans",
      investment: "Investments",
      pension: "Pensions",
      property: "Property and vehicles",
      other: "Other",
    } satisfies Record<OfferedAccount["group"], string>,
    reasons: {
      closed: "This account is closed.",
      no_data_for_job: "Your bank does not share the data that is asked for.",
    },
    all: "Select all",
    count: (chosen: number, total: number): string => `${chosen} of ${total} chosen`,
    none: "Choose at least one account.",
    noneOne: "Choose an account.",
    submit: "Share and continue",
  },
  review: {
    title: "You are connected",
    accounts: (count: number): string => plural(count, { one: "# account", other: "# accounts" }),
    until: (date: string): string => `Shared until ${date}`,
    manage: (tenant: string): string => `Change or stop this at any time in ${tenant}.`,
    done: "Done",
    another: "Add another bank",
    manageAll: "See what is connected",
  },
} as const;
