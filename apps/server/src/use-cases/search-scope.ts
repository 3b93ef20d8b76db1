import type { Tenant } from "@drawbridge/storage";
import type { Deps } from "./deps.ts";
import { findSession } from "./open-session.ts";
import { readLink } from "./read-link.ts";
import { readRouting } from "./routing-preferences.ts";
import { scopeOf, type Scope } from "./search-institutions.ts";

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

/** What a tenant offers everybody, whatever data a link would ask for. */
export const scopeOfTenant = async (deps: Deps, { id }: Tenant): Promise<Scope> => {
  const preferences = await readRouting(deps.storage.pool, id);
  return { jobTypes: [], popular: preferences.recommendedInstitutions, settings: new Map(), aggregator: null, preferences };
};
