import { createHash } from "node:crypto";
import type { ListEntry, ListProvider } from "@drawbridge/domain";
import type { InstitutionProvider, InstitutionRecord, InstitutionToStore } from "@drawbridge/storage";

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** How a provider serves an institution, as it is stored. */
export const providerOf = (slug: string, { provider, providerInstitutionId, kind, supportsOauth, jobTypes }: ListProvider): InstitutionProvider => ({
  provider,
  providerInstitutionId,
  kind,
  supportsOauth,
  bankId: hashOf(`${slug} ${provider} ${kind}`).slice(0, 32),
  supportsAggregation: jobTypes.includes("transactions"),
  supportsHistory: jobTypes.includes("transactionHistory"),
  supportsIdentification: jobTypes.includes("accountOwner"),
  supportsVerification: jobTypes.includes("accountNumber"),
});

/** A list's entry as it is stored. */
export const recordOfEntry = ({ domains, providers, ...entry }: ListEntry): InstitutionRecord => ({
  ...entry,
  domain: domains[0] ?? "",
  otherDomains: domains.slice(1),
  isTest: providers.some(({ kind }) => kind === "test"),
  health: "healthy",
  providers: providers.map((provider) => providerOf(entry.slug, provider)),
});

/** A record with the checksum that tells whether it changed. */
export const toStore = (record: InstitutionRecord): InstitutionToStore => ({ record, checksum: hashOf(JSON.stringify(record)) });
