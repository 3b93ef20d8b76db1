import type { JobType } from "@drawbridge/contract";
import { httpsAddress, jobType, listOf, optional, shaped, text, wholeNumber, yesOrNo, type Read, type Rule } from "./field-rules.ts";

/** How a list says that a provider serves an institution. */
export interface ListProvider {
  readonly provider: string;
  readonly providerInstitutionId: string;
  readonly kind: string;
  readonly supportsOauth: boolean;
  readonly jobTypes: readonly JobType[];
}

/** One institution of a list, checked. */
export interface ListEntry {
  readonly slug: string;
  readonly name: string;
  readonly keywords: readonly string[];
  readonly domains: readonly string[];
  readonly url: string;
  readonly routingNumbers: readonly string[];
  readonly country: string;
  readonly logo: string | null;
  readonly popularity: number;
  readonly providers: readonly ListProvider[];
}

/** What is wrong with one field. */
export interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

const WORD = /^[a-z0-9][a-z0-9-]{0,99}$/;
/** What a domain looks like. */
export const DOMAIN = /^(?=.{4,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;

const slug = shaped(WORD, "small letters, digits and hyphens, at most 100");

const providerRules = {
  provider: slug,
  providerInstitutionId: text(200),
  kind: optional(shaped(/^(?:api|legacy|test|zoopla|autotrader|mouseprice)$/, "api, legacy, test, zoopla, autotrader or mouseprice"), "api"),
  supportsOauth: optional(yesOrNo, false),
  jobTypes: listOf(jobType, 10),
} satisfies Record<keyof ListProvider, Rule<unknown>>;

const rules = {
  slug,
  name: text(200),
  keywords: listOf(text(100), 50),
  domains: listOf(shaped(DOMAIN, "a domain such as bank.example"), 20),
  url: optional(httpsAddress, ""),
  routingNumbers: listOf(shaped(/^[A-Za-z0-9-]{4,20}$/, "4 to 20 letters and digits"), 5000),
  country: shaped(/^[A-Z]{2}$/, "two capital letters such as DE"),
  logo: optional<string | null>(httpsAddress, null),
  popularity: optional(wholeNumber(0, 1000), 0),
} satisfies Record<Exclude<keyof ListEntry, "providers">, Rule<unknown>>;

/** Columns of a CSV list: the fields of an entry and those of one provider. */
export const listColumns: readonly string[] = ["id", ...Object.keys(rules), ...Object.keys(providerRules)];

const MOST_PROVIDERS = 20;

/** Reads a row of a list, or says of every field what is wrong with it. */
export const readEntry = (raw: Readonly<Record<string, unknown>>): ListEntry | readonly FieldProblem[] => {
  const problems: FieldProblem[] = [];
  const take = fieldTaker({ ...raw, slug: raw["slug"] ?? raw["id"] }, { prefix: "", problems });
  const entry: ListEntry = {
    slug: take("slug", rules.slug, ""),
    name: take("name", rules.name, ""),
    keywords: take("keywords", rules.keywords, []),
    domains: take("domains", rules.domains, []),
    url: take("url", rules.url, ""),
    routingNumbers: take("routingNumbers", rules.routingNumbers, []),
    country: take("country", rules.country, ""),
    logo: take("logo", rules.logo, null),
    popularity: take("popularity", rules.popularity, 0),
    providers: readProviders(raw, problems),
  };
  for (const field of Object.keys(raw))
    if (!listColumns.includes(field) && field !== "providers") problems.push({ field, reason: "is not a known field" });
  return problems.length > 0 ? problems : entry;
};

interface Reading {
  readonly prefix: string;
  readonly problems: FieldProblem[];
}

/** Takes fields of a row, and notes what is wrong with each. */
export const fieldTaker =
  (raw: Readonly<Record<string, unknown>>, { prefix, problems }: Reading) =>
  <T>(field: string, rule: (raw: unknown) => Read<T>, otherwise: T): T => {
    const read = rule(raw[field]);
    if ("value" in read) return read.value;
    problems.push({ field: prefix + field, reason: read.reason });
    return otherwise;
  };

const readProviders = (raw: Readonly<Record<string, unknown>>, problems: FieldProblem[]): readonly ListProvider[] => {
  const listed = raw["providers"] ?? (raw["provider"] ? [pickProvider(raw)] : []);
  if (!Array.isArray(listed) || listed.length > MOST_PROVIDERS) {
    problems.push({ field: "providers", reason: `must be a list of at most ${MOST_PROVIDERS}` });
    return [];
  }
  const providers = listed.map((each: unknown, at) => readProvider(each, { prefix: raw["providers"] ? `providers[${at}].` : "", problems }));
  const keys = providers.map(({ provider, kind }) => `${provider} ${kind}`);
  if (new Set(keys).size < keys.length) problems.push({ field: "providers", reason: "names the same provider and kind twice" });
  return providers;
};

const pickProvider = (raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.keys(providerRules).map((field) => [field, raw[field]]));

const readProvider = (raw: unknown, { prefix, problems }: Reading): ListProvider => {
  const fields: Readonly<Record<string, unknown>> = typeof raw === "object" && raw !== null && !Array.isArray(raw) ? { ...raw } : {};
  for (const field of Object.keys(fields))
    if (!Object.hasOwn(providerRules, field)) problems.push({ field: prefix + field, reason: "is not a known field" });
  const take = fieldTaker(fields, { prefix, problems });
  const names = take("jobTypes", providerRules.jobTypes, []);
  if (names.length === 0 && !problems.some(({ field }) => field === `${prefix}jobTypes`))
    problems.push({ field: `${prefix}jobTypes`, reason: "is missing" });
  return {
    provider: take("provider", providerRules.provider, ""),
    providerInstitutionId: take("providerInstitutionId", providerRules.providerInstitutionId, ""),
    kind: take("kind", providerRules.kind, ""),
    supportsOauth: take("supportsOauth", providerRules.supportsOauth, false),
    jobTypes: names,
  };
};
