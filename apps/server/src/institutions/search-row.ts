import type { SearchRow } from "@drawbridge/domain";
import type { InstitutionRecord } from "@drawbridge/storage";

/** What of an institution is searched. */
export const searchRow = ({ name, keywords, routingNumbers, popularity, domain, otherDomains = [] }: InstitutionRecord): SearchRow => ({
  name,
  keywords,
  routingNumbers,
  popularity,
  domains: domain === "" ? otherDomains : [domain, ...otherDomains],
});
