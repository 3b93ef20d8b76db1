import type { InstitutionCard, JobType } from "@drawbridge/contract";
import { pluralIn } from "../plural.ts";

const plural = pluralIn("en", "one", "other");

/** From the permission to the bank. */
export const choosing = {
  consent: {
    title: (tenant: string): string => `${tenant} asks to see your bank data`,
    what: "What it gets",
    data: {
      accountNumber: {
        name: "Accounts and balances",
        detail: "Names, types, balances, account numbers",
      },
      accountOwner: { name: "Who owns the account", detail: "Name, address, e-mail, phone" },
      transactions: { name: "Recent transactions", detail: "Date, amount and description" },
      transactionHistory: {
        name: "Older transactions",
        detail: "As far back as your bank keeps them",
      },
    } satisfies Record<JobType, { readonly name: string; readonly detail: string }>,
    why: "Why",
    whyText: (tenant: string): string => `So that ${tenant} can give you the service you asked for.`,
    howLong: "How long",
    howLongText: (until: string, days: number): string =>
      `Until ${until} (${plural(days, { one: "# day", other: "# days" })}). Then it has to ask again.`,
    stop: "How to stop",
    stopText: (tenant: string): string => `Remove the connection in ${tenant} at any time. New data stops at once.`,
    agree: "Allow and continue",
    section: (tenant: string, until: string): string => `By continuing you let ${tenant} see this data until ${until}.`,
    details: "What is shared",
  },
  search: {
    title: "Find your bank",
    label: "Search by name or web address",
    popular: "Popular choices",
    results: (count: number): string => plural(count, { one: "# result", other: "# results" }),
    searching: "Searching…",
    none: (term: string): string => `Nothing found for “${term}”`,
    hints: ["Check the spelling.", "Try the web address of your bank.", "Try a shorter part of the name."],
    noneHelp: (tenant: string): string => `Your bank is not on the list? Ask ${tenant} to add it.`,
    clear: "Clear search",
    failed: "The list did not load. Check your connection.",
    again: "Try again",
    added: "You can search for another bank, or close this page.",
    health: { healthy: "", degraded: "Slow today", down: "Not answering" } satisfies Record<InstitutionCard["health"], string>,
    notYet: "Not available yet",
  },
  unavailable: {
    down: (bank: string): string => `${bank} is not answering`,
    downText: "We do not ask for your details while the bank is down. Please try again later.",
    tellMe: "Tell me when it is back",
    watched: (tenant: string): string => `Done. ${tenant} hears it as soon as the bank answers again, and can let you know.`,
    notYet: (bank: string): string => `${bank} cannot share this data yet`,
    notYetText: "You can choose another bank. Nothing was sent.",
    other: "Choose another bank",
    close: "Close for now",
  },
  duplicate: {
    title: (bank: string): string => `You already connected ${bank}`,
    lead: (tenant: string): string => `${tenant} already sees these accounts. Use the connection you have: this sign-in renews it.`,
    accounts: "Connected already",
    use: "Use the connection you have",
    anyway: "Add them again",
  },
} as const;
