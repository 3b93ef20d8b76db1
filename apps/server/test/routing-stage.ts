import type { Adapter } from "@drawbridge/adapter-kit";

/** Sends people to their bank, if only it could. */
export const gate: Adapter = {
  id: "gate",
  displayName: "Gate",
  origins: [],
  jobs: ["accountNumber"],
  challenges: [],
  redirect: {
    start: async () => ({ outcome: "failed", failure: "bank_down", detail: "away" }),
    complete: async () => ({ outcome: "failed", failure: "bank_down", detail: "away" }),
  },
  accounts: { list: async () => ({ outcome: "failed", failure: "bank_down", detail: "away" }) },
};

/** That an aggregator serves an institution. */
export const by = (name: string, over: object = {}) => ({
  provider: name,
  providerInstitutionId: "drawbridge-bank",
  kind: "legacy",
  jobTypes: ["accountNumber"],
  ...over,
});
/** Where people are sent to their bank. */
export const there = { providerInstitutionId: "harbour-bank", kind: "api", supportsOauth: true };
/** An institution of a list. */
export const institution = (slug: string, providers: readonly object[]) => ({
  slug,
  name: slug,
  url: `https://${slug}.example/`,
  country: "GB",
  providers,
});
