import type { JobType } from "@drawbridge/contract";
import type { ChosenInstitution } from "@drawbridge/domain";
import type { Deps } from "./deps.ts";

/** What is asked of whoever serves it; an aggregator limits it to that one. */
interface Wanted {
  readonly jobTypes: readonly JobType[];
  readonly aggregator?: string | null;
}

/** Looks up an institution by the id a browser sent, with the way in that its provider offers; null: unknown. */
export const resolveInstitution = (deps: Deps, institutionId: string, wanted: Wanted): ChosenInstitution | null => {
  const entry = deps.directory.resolve(institutionId, wanted.jobTypes, wanted.aggregator);
  if (!entry) return null;
  const { card, provider } = entry;
  const adapter = provider && deps.adapters.get(provider.provider);
  const served = provider?.supportsOauth ? adapter?.redirect : adapter?.credentials;
  if (!provider || !adapter || !served) return { card: { ...card, connectable: false }, signIn: "form", fields: [], aggregator: null };
  const aggregator = provider.provider;
  if (provider.supportsOauth && adapter.redirect) return { card, signIn: "redirect", fields: [], aggregator };
  const fields = adapter.credentials?.fields(provider.providerInstitutionId) ?? [];
  return { card, signIn: "form", fields, aggregator };
};
