import { foldWords } from "../institution-search/fold.ts";
import { listOf, optional, shaped, text } from "./field-rules.ts";
import { DOMAIN, fieldTaker, type FieldProblem } from "./read-entry.ts";

/** An institution as a provider's list has it. */
export interface ProviderRow {
  readonly providerInstitutionId: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly routingNumbers: readonly string[];
}

/** An institution of ours, as far as it can be recognised. */
export interface KnownBank {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly routingNumbers: readonly string[];
  /** What this provider calls it already. */
  readonly providerIds: readonly string[];
}

/** How a row was recognised, the surest first. */
export const recognitions = ["id", "routing_number", "domain", "name"] as const;
export type Recognition = (typeof recognitions)[number];

/** What a row of a provider's list is among ours. */
export type MappingVerdict =
  | { readonly verdict: "mapped" | "matched"; readonly by: Recognition; readonly institutions: readonly [string] }
  /** Several of ours fit, or several rows fit one of ours: somebody has to choose. */
  | { readonly verdict: "ambiguous" | "duplicate"; readonly by: Recognition; readonly institutions: readonly string[] }
  | { readonly verdict: "unmatched"; readonly by: null; readonly institutions: readonly [] };

const rules = {
  providerInstitutionId: text(200),
  name: text(200),
  domains: optional(listOf(shaped(DOMAIN, "a domain such as bank.example"), 20), []),
  routingNumbers: optional(listOf(shaped(/^[A-Za-z0-9-]{4,20}$/, "4 to 20 letters and digits"), 5000), []),
};

/** Columns of a provider's CSV list; the first two are needed. */
export const providerColumns: readonly string[] = Object.keys(rules);

/** Reads a row, or says of every field what is wrong with it. */
export const readProviderRow = (raw: Readonly<Record<string, unknown>>): ProviderRow | readonly FieldProblem[] => {
  const problems: FieldProblem[] = [];
  const take = fieldTaker(raw, { prefix: "", problems });
  const row = {
    providerInstitutionId: take("providerInstitutionId", rules.providerInstitutionId, ""),
    name: take("name", rules.name, ""),
    domains: take("domains", rules.domains, []),
    routingNumbers: take("routingNumbers", rules.routingNumbers, []),
  };
  return problems.length > 0 ? problems : row;
};

const nameKey = (name: string): string => foldWords(name).join(" ");
const domainKey = (domain: string): string => domain.toLowerCase().replace(/^www\./, "");

/** What recognises a bank or a row, by kind. */
const keysOf = ({ name, domains, routingNumbers }: Omit<KnownBank, "id" | "providerIds">, ids: readonly string[]) =>
  ({ id: ids, routing_number: routingNumbers, domain: domains.map(domainKey), name: [nameKey(name)] }) satisfies Record<
    Recognition,
    readonly string[]
  >;

const indexOf = (banks: readonly KnownBank[]): ReadonlyMap<string, readonly string[]> => {
  const index = new Map<string, string[]>();
  for (const bank of banks) {
    const keys = keysOf(bank, bank.providerIds);
    for (const by of recognitions) {
      for (const key of keys[by]) {
        const found = index.get(`${by} ${key}`) ?? [];
        found.push(bank.id);
        index.set(`${by} ${key}`, found);
      }
    }
  }
  return index;
};

const MOST_CANDIDATES = 10;

const recognise = (row: ProviderRow, index: ReadonlyMap<string, readonly string[]>): MappingVerdict => {
  const keys = keysOf(row, [row.providerInstitutionId]);
  for (const by of recognitions) {
    const found = [...new Set(keys[by].flatMap((key) => (key === "" ? [] : (index.get(`${by} ${key}`) ?? []))))];
    const [only] = found;
    if (only === undefined) continue;
    if (found.length > 1) return { verdict: "ambiguous", by, institutions: found.slice(0, MOST_CANDIDATES) };
    return { verdict: by === "id" ? "mapped" : "matched", by, institutions: [only] };
  }
  return { verdict: "unmatched", by: null, institutions: [] };
};

/** Finds every row of a provider's list among our institutions. One of ours that several rows claim is a duplicate of each. */
export const mapProviderList = (rows: readonly ProviderRow[], banks: readonly KnownBank[]): readonly MappingVerdict[] => {
  const index = indexOf(banks);
  const verdicts = rows.map((row) => recognise(row, index));
  const claims = new Map<string, number>();
  for (const { verdict, institutions } of verdicts) {
    const [one] = institutions;
    if (one !== undefined && verdict !== "ambiguous") claims.set(one, (claims.get(one) ?? 0) + 1);
  }
  return verdicts.map((found) =>
    found.verdict === "matched" && (claims.get(found.institutions[0]) ?? 0) > 1 ? { ...found, verdict: "duplicate" as const } : found,
  );
};
