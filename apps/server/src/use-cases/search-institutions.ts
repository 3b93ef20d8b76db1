import { usualRouting, type InstitutionCard, type JobType, type RoutingPreferences } from "@drawbridge/contract";
import type { OfferedBy } from "../institutions/directory.ts";
import type { Deps } from "./deps.ts";
import type { LinkFacts } from "./read-link.ts";

/** What a session searches for. */
export interface Scope {
  readonly jobTypes: readonly JobType[];
  /** Shown before anything is typed, in this order; empty: the most popular ones. */
  readonly popular: readonly string[];
  /** Numbers of institutions the link hides. */
  readonly hidden: ReadonlySet<number>;
  /** The one aggregator the host wants; null: any. */
  readonly aggregator: string | null;
  readonly preferences: RoutingPreferences;
}

/** What a link and its experience say of the search. */
export const scopeOf = ({ jobTypes, experience, options, routing }: LinkFacts): Scope => ({
  jobTypes,
  popular: experience.popularInstitutions.length > 0 ? experience.popularInstitutions : (routing?.recommendedInstitutions ?? []),
  hidden: new Set(Object.entries(options.institutionSettings ?? {}).flatMap(([no, setting]) => (setting === "hidden" ? [Number(no)] : []))),
  aggregator: options.aggregator ?? null,
  preferences: routing ?? usualRouting,
});

/** True when neither the link nor the tenant hides an institution. */
export const isOffered = ({ hidden, preferences }: Scope, { no, id, slug }: InstitutionCard): boolean =>
  !hidden.has(no) && !preferences.hiddenInstitutions.includes(id) && !preferences.hiddenInstitutions.includes(slug);

/** Whose institutions are found; null: everyone's. Test institutions are the sandbox's, whatever a tenant prefers. */
const offeredByOf = ({ aggregator, preferences: { supportedAggregators } }: Scope): OfferedBy | null => {
  if (aggregator !== null) return (name) => name === aggregator;
  return supportedAggregators.length === 0 ? null : (name, isTest) => isTest || supportedAggregators.includes(name);
};

/** The institutions of a scope that match a term; without one those the tenant recommends, else the most popular. */
export const searchIn = (
  { directory }: Pick<Deps, "directory">,
  scope: Scope,
  { search, limit }: { readonly search: string; readonly limit: number },
) => {
  const { jobTypes, popular, hidden, aggregator, preferences } = scope;
  const offeredBy = offeredByOf(scope);
  const isShown = (card: InstitutionCard): boolean => isOffered(scope, card);
  if (search.trim() === "" && popular.length > 0) {
    const cards = popular
      .flatMap((id) => directory.resolve(id, jobTypes, aggregator) ?? [])
      .filter(({ provider }) => offeredBy === null || provider !== null)
      .map(({ card }) => card)
      .filter(isShown)
      .slice(0, limit);
    return { total: cards.length, cards };
  }
  const most = limit + hidden.size + preferences.hiddenInstitutions.length;
  const { total, cards } = directory.search(search, { jobTypes, limit: most, offeredBy });
  const shown = cards.filter(isShown);
  return { total: total - (cards.length - shown.length), cards: shown.slice(0, limit) };
};
