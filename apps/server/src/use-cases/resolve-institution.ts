import type { JobType } from "@drawbridge/contract";
import type { ChosenInstitution } from "@drawbridge/domain";
import type { Deps } from "./deps.ts";

/** Looks up an institution by the id a browser sent, with the way in that its provider offers; null: unknown. */
export const resolveInstitution = (deps: Deps, institutionId: string, jobTypes: readonly JobType[]): ChosenInstitution | null => {
  const entry = deps.directory.resolve(institutionId, jobTypes);
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
