import { createHash } from "node:crypto";
import type { ProviderEntry } from "@drawbridge/contract";
import type { Institution, InstitutionProvider } from "@drawbridge/storage";
import type { Deps } from "../../../use-cases/deps.ts";
import { kindOf } from "../../../use-cases/connection-health.ts";

const HISTORY_MONTHS = { long: 24, short: 3 } as const; // what a first consent brings: with and without history

const accountTypes: Readonly<Record<ProviderEntry["type"], readonly string[]>> = {
  api: ["cash", "card", "savings", "loan", "mortgage"],
  test: ["cash", "card", "savings", "loan", "mortgage"],
  legacy: ["cash", "card", "savings", "loan", "mortgage", "pension", "investment"],
  zoopla: ["properties"],
  mouseprice: ["properties"],
  autotrader: ["asset"],
};

type Availability = ProviderEntry["status"]["sync"];

const byHealth: Readonly<Record<Institution["record"]["health"], Availability>> = {
  healthy: "AVAILABLE",
  degraded: "PARTIALLY_AVAILABLE",
  down: "TEMPORARILY_UNAVAILABLE",
};

/** A bank that nobody serves is listed and cannot be connected. */
const statusOf = ({ record }: Institution, served: boolean): ProviderEntry["status"] => {
  const state = served ? byHealth[record.health] : "PERMANENTLY_UNAVAILABLE";
  return { sync: state, auth: state };
};

/** An institution without a provider still needs a bank id of its own. */
const bankIdOf = ({ record }: Institution, provider: InstitutionProvider | null): string =>
  provider?.bankId ?? createHash("sha256").update(`bank:${record.slug}`).digest("hex").slice(0, 32);

const isValuation = (type: ProviderEntry["type"]): boolean => type === "zoopla" || type === "mouseprice" || type === "autotrader";

/** How many months of transactions a first consent brings. */
export const historyMonthsOf = (provider: InstitutionProvider | null): number =>
  provider?.supportsHistory ? HISTORY_MONTHS.long : HISTORY_MONTHS.short;

const historyOf = (type: ProviderEntry["type"], provider: InstitutionProvider | null): ProviderEntry["transactionHistory"] => {
  if (isValuation(type)) return { months: 0, monthsInitialConsent: 0, description: "Values only, no transactions" };
  const months = historyMonthsOf(provider);
  return { months, monthsInitialConsent: months, description: `${months} months of transactions` };
};

const entryOf = (
  deps: Deps,
  institution: Institution,
  { provider, served }: { readonly provider: InstitutionProvider | null; readonly served: boolean },
): ProviderEntry => {
  const { record } = institution;
  const type = kindOf({ kind: provider?.kind ?? "api" });
  return {
    id: bankIdOf(institution, provider),
    name: record.name,
    friendlyName: record.name,
    country: record.country,
    type,
    bankRef: record.slug,
    isBeta: false,
    isTest: record.isTest,
    connectionGroups: [],
    accountTypes: accountTypes[type].map((name) => ({ name, beta: false })),
    accountDetails: isValuation(type) ? ["accounts", "balances"] : ["accounts", "balances", "transactions"],
    userTypes: ["personal"],
    iconUrl: `${deps.identity.issuer().replace(/\/oidc$/, "")}/bank-icons/${record.slug}`,
    status: statusOf(institution, served),
    transactionHistory: historyOf(type, provider),
    singleSyncOnly: provider?.singleSyncOnly === true,
  };
};

/** The entries of an institution: one for each provider, or one that says that nobody serves it. */
export const entriesOf = (deps: Deps, institution: Institution): readonly ProviderEntry[] => {
  const { providers } = institution.record;
  if (providers.length === 0) return [entryOf(deps, institution, { provider: null, served: false })];
  return providers.map((provider) => entryOf(deps, institution, { provider, served: deps.adapters.has(provider.provider) }));
};
