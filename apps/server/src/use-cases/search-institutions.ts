import type { InstitutionCard, JobType } from "@drawbridge/contract";
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
}

/** What a link and its experience say of the search. */
export const scopeOf = ({ jobTypes, experience, options }: LinkFacts): Scope => ({
  jobTypes,
  popular: experience.popularInstitutions,
  hidden: new Set(Object.entries(options.institutionSettings ?? {}).flatMap(([no, setting]) => (setting === "hidden" ? [Number(no)] : []))),
  aggregator: options.aggregator ?? null,
});

/** The institutions of a scope that match a term; without one those the tenant recommends, else the most popular. */
export const searchIn = (
  { directory }: Pick<Deps, "directory">,
  { jobTypes, popular, hidden, aggregator }: Scope,
  { search, limit }: { readonly search: string; readonly limit: number },
) => {
  const isShown = ({ no }: InstitutionCard): boolean => !hidden.has(no);
  if (search.trim() === "" && popular.length > 0) {
    const cards = popular
      .flatMap((id) => directory.resolve(id, jobTypes, aggregator) ?? [])
      .filter(({ provider }) => aggregator === null || provider !== null)
      .map(({ card }) => card)
      .filter(isShown)
      .slice(0, limit);
    return { total: cards.length, cards };
  }
  const { total, cards } = directory.search(search, { jobTypes, limit: limit + hidden.size, aggregator });
  const shown = cards.filter(isShown);
  return { total: total - (cards.length - shown.length), cards: shown.slice(0, limit) };
};
