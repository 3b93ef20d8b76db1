import { usualRouting, type InstitutionCard, type JobType, type RoutingPreferences } from "@drawbridge/contract";
import type { OfferedBy, Offers } from "../institutions/directory.ts";
import type { Deps } from "./deps.ts";
import type { LinkFacts } from "./read-link.ts";

type InstitutionSetting = NonNullable<LinkFacts["options"]["institutionSettings"]>[string];

/** What a session searches for. */
export interface Scope {
  readonly jobTypes: readonly JobType[];
  /** Shown before anything is typed, in this order; empty: the most popular ones. */
  readonly popular: readonly string[];
  /** What the link wants of institutions, by their number. */
  readonly settings: ReadonlyMap<number, InstitutionSetting>;
  /** The one aggregator the host wants; null: any. */
  readonly aggregator: string | null;
  readonly preferences: RoutingPreferences;
}

/** What decides who serves an institution. */
export type Offering = Pick<Scope, "jobTypes" | "settings">;

/** What a link and its experience say of the search. */
export const scopeOf = ({ jobTypes, experience, options, routing }: LinkFacts): Scope => ({
  jobTypes,
  popular: experience.popularInstitutions.length > 0 ? experience.popularInstitutions : (routing?.recommendedInstitutions ?? []),
  settings: new Map(Object.entries(options.institutionSettings ?? {}).map(([no, setting]) => [Number(no), setting])),
  aggregator: options.aggregator ?? null,
  preferences: routing ?? usualRouting,
});

/** True when neither the link nor the tenant hides an institution; what a link says of one counts more. */
export const isOffered = ({ settings, preferences }: Scope, { no, id, slug }: InstitutionCard): boolean => {
  const setting = settings.get(no);
  if (setting === "hidden" || setting === "visible") return setting === "visible";
  return !preferences.hiddenInstitutions.includes(id) && !preferences.hiddenInstitutions.includes(slug);
};

/**
 * Everyone who serves an institution, as a link wants it: `replace` leaves only the bank's own pages, `autoreplace` does
 * so where somebody serves it that way. Null: unknown.
 */
export const offersIn = ({ directory }: Pick<Deps, "directory">, { jobTypes, settings }: Offering, idOrSlug: string): Offers | null => {
  const all = directory.offers(idOrSlug, jobTypes);
  const setting = all && settings.get(all.institution.no);
  if (setting !== "replace" && setting !== "autoreplace") return all;
  const replaced = directory.offers(idOrSlug, jobTypes, { signIn: "redirect" });
  return setting === "replace" || replaced?.offers.some(({ support }) => support !== "none") ? replaced : all;
};

/** Whose institutions are found; null: everyone's. Test institutions are the sandbox's, whatever a tenant prefers. */
const offeredByOf = ({ aggregator, preferences: { supportedAggregators } }: Scope): OfferedBy | null => {
  if (aggregator !== null) return (name) => name === aggregator;
  return supportedAggregators.length === 0 ? null : (name, isTest) => isTest || supportedAggregators.includes(name);
};

/** A card as the scope's settings leave it; it is made anew only where they say something of who may serve it. */
const asOffered = (deps: Pick<Deps, "directory">, scope: Scope, card: InstitutionCard): InstitutionCard => {
  const found = scope.settings.has(card.no) ? offersIn(deps, scope, card.id) : null;
  if (!found) return card;
  const best = found.offers.find(({ support }) => support === "full") ?? found.offers.find(({ support }) => support === "partial");
  return best?.card ?? found.bare;
};

/** The institutions of a scope that match a term; without one those the tenant recommends, else the most popular. */
export const searchIn = (deps: Pick<Deps, "directory">, scope: Scope, { search, limit }: { readonly search: string; readonly limit: number }) => {
  const { directory } = deps;
  const { jobTypes, popular, settings, aggregator, preferences } = scope;
  const offeredBy = offeredByOf(scope);
  const isShown = (card: InstitutionCard): boolean => isOffered(scope, card);
  if (search.trim() === "" && popular.length > 0) {
    const cards = popular
      .flatMap((id) => directory.resolve(id, jobTypes, { aggregator }) ?? [])
      .filter(({ provider }) => offeredBy === null || provider !== null)
      .map(({ card }) => card)
      .filter(isShown)
      .map((card) => asOffered(deps, scope, card))
      .slice(0, limit);
    return { total: cards.length, cards };
  }
  const most = limit + settings.size + preferences.hiddenInstitutions.length;
  const { total, cards } = directory.search(search, { jobTypes, limit: most, offeredBy });
  const shown = cards.filter(isShown);
  return { total: total - (cards.length - shown.length), cards: shown.slice(0, limit).map((card) => asOffered(deps, scope, card)) };
};
