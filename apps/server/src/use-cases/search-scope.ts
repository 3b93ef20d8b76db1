import type { InstitutionCard, JobType } from "@drawbridge/contract";
import type { Deps } from "./deps.ts";
import { findSession } from "./open-session.ts";
import { readLink } from "./read-link.ts";

/** What a session searches for. */
export interface Scope {
  readonly jobTypes: readonly JobType[];
  /** Shown before anything is typed, in this order; empty: the most popular ones. */
  readonly popular: readonly string[];
  /** Numbers of institutions the link hides. */
  readonly hidden: ReadonlySet<number>;
}

/** What the session of a handle searches for; null for an unknown handle. */
export type SearchScope = (handle: string) => Promise<Scope | null>;

const KEPT_MS = 5_000; // a link's job types never change; only a deleted session must be noticed
const MOST_KEPT = 10_000;

/** Remembers for a few seconds what a session asks for, so that a person who types does not read the database at each letter. */
export const createSearchScope = (deps: Deps): SearchScope => {
  const kept = new Map<string, { readonly scope: Scope; readonly until: number }>();
  return async (handle) => {
    const now = deps.now().getTime();
    const known = kept.get(handle);
    if (known && known.until > now) return known.scope;
    const session = await findSession(deps, handle);
    kept.delete(handle);
    if (!session) return null;
    const scope = scopeOf(await readLink(deps, session));
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(handle, { scope, until: now + KEPT_MS });
    return scope;
  };
};

/** What a link and its experience say of the search. */
export const scopeOf = ({ jobTypes, experience, options }: Awaited<ReturnType<typeof readLink>>): Scope => ({
  jobTypes,
  popular: experience.popularInstitutions,
  hidden: new Set(Object.entries(options.institutionSettings ?? {}).flatMap(([no, setting]) => (setting === "hidden" ? [Number(no)] : []))),
});

/** The institutions of a scope that match a term; without one those the tenant recommends, else the most popular. */
export const searchIn = ({ directory }: Pick<Deps, "directory">, { jobTypes, popular, hidden }: Scope, { search, limit }: { readonly search: string; readonly limit: number }) => {
  const isShown = ({ no }: InstitutionCard): boolean => !hidden.has(no);
  if (search.trim() === "" && popular.length > 0) {
    const cards = popular.flatMap((id) => directory.resolve(id, jobTypes)?.card ?? []).filter(isShown).slice(0, limit);
    return { total: cards.length, cards };
  }
  const { total, cards } = directory.search(search, { jobTypes, limit: limit + hidden.size });
  const shown = cards.filter(isShown);
  return { total: total - (cards.length - shown.length), cards: shown.slice(0, limit) };
};
