import type { InstitutionCard, JobType } from "@drawbridge/contract";
import type { ChosenInstitution } from "@drawbridge/domain";
import type { InstitutionProvider } from "@drawbridge/storage";
import type { Offers, WaysIn } from "../institutions/directory.ts";
import type { Deps } from "./deps.ts";

/** What is asked of whoever serves it, and who that may be. */
interface Wanted extends WaysIn {
  readonly jobTypes: readonly JobType[];
}

/** Looks up an institution by the id a browser sent, with the way in that its provider offers; null: unknown. */
export const resolveInstitution = (deps: Deps, institutionId: string, wanted: Wanted): ChosenInstitution | null => {
  const entry = deps.directory.resolve(institutionId, wanted.jobTypes, wanted);
  return entry && wayIn(deps, entry.card, entry.provider);
};

/** The way in by one of those who serve an institution; null: nobody was found for it. */
export const chosenBy = (deps: Deps, { offers, bare }: Offers, aggregator: string | null): ChosenInstitution => {
  const offer = offers.find(({ provider }) => provider.provider === aggregator);
  return offer ? wayIn(deps, offer.card, offer.provider) : wayIn(deps, bare, null);
};

const wayIn = (deps: Deps, card: InstitutionCard, provider: InstitutionProvider | null): ChosenInstitution => {
  const adapter = provider && deps.adapters.get(provider.provider);
  const served = provider?.supportsOauth ? adapter?.redirect : adapter?.credentials;
  if (!provider || !adapter || !served) return { card: { ...card, connectable: false }, signIn: "form", fields: [], aggregator: null };
  const aggregator = provider.provider;
  if (provider.supportsOauth && adapter.redirect) return { card, signIn: "redirect", fields: [], aggregator };
  const fields = adapter.credentials?.fields(provider.providerInstitutionId) ?? [];
  return { card, signIn: "form", fields, aggregator };
};
