import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { InstitutionRecord } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { makeTypo, typoKinds } from "./make-typo.ts";
import { createRandom, type Random } from "./random.ts";

/** What somebody types, and the name they look for. */
export interface LabelledQuery {
  readonly query: string;
  readonly name: string;
  readonly kind: string;
  readonly half: "tuning" | "test";
}

type Draft = Omit<LabelledQuery, "half">;

const Written = Type.Array(Type.Object({ query: Type.String(), name: Type.String(), kind: Type.String() }));

/** Letters and digits only: what counts when two names are compared. */
export const foldName = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** The half depends on the text of the query alone, so that nobody can choose it. */
const halfOf = (query: string): LabelledQuery["half"] => ((createHash("sha256").update(query).digest()[0] ?? 0) % 2 === 0 ? "tuning" : "test");

interface Source {
  readonly records: readonly InstitutionRecord[];
  readonly random: Random;
}

const AMBIGUOUS = 3; // distinct names that may share a beginning or an acronym and still be told apart by a reader

/** Generated queries are aimed at real and generated names by halves. */
const targets = ({ records, random }: Source, wanted: (record: InstitutionRecord) => boolean): (() => InstitutionRecord) => {
  const real = records.filter((record) => record.country === "DE" && wanted(record));
  const made = records.filter((record) => record.country === "US" && wanted(record));
  return () => random.pick(real.length > 0 && random.next() < 0.5 ? real : made);
};

const collect = <T>(count: number, make: () => T | null): readonly T[] => {
  const drafts: T[] = [];
  for (let tries = 0; drafts.length < count && tries < count * 200; tries += 1) {
    const draft = make();
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
};

const countBy = (keys: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const namesOf = (records: readonly InstitutionRecord[]): readonly string[] => [...new Set(records.map(({ name }) => foldName(name)))];

/** As few letters as leave at most three names. */
const prefixQueries = (source: Source, count: number): readonly Draft[] => {
  const sorted = namesOf(source.records).toSorted();
  const draw = targets(source, () => true);
  return collect(count, () => {
    const { name } = draw();
    const folded = foldName(name);
    for (let length = 3; length < folded.length; length += 1) {
      const query = folded.slice(0, length);
      if (sorted.filter((other) => other.startsWith(query)).length <= AMBIGUOUS) return { query, name, kind: "prefix" };
    }
    return null;
  });
};

const acronymOf = (name: string): string =>
  foldName(name)
    .split(" ")
    .map((word) => word[0])
    .join("");

const acronymQueries = (source: Source, count: number): readonly Draft[] => {
  const counts = countBy(namesOf(source.records).map(acronymOf));
  const draw = targets(
    source,
    ({ name }) => acronymOf(name).length >= 3 && acronymOf(name).length <= 8 && (counts.get(acronymOf(name)) ?? 0) <= AMBIGUOUS,
  );
  return collect(count, () => {
    const { name } = draw();
    return { query: acronymOf(name), name, kind: "acronym" };
  });
};

const otherQueries = (source: Source, count: number): readonly Draft[] => {
  const any = targets(source, () => true);
  const withDomain = targets(source, ({ domain }) => domain !== "");
  const exact = collect(count, any).map(({ name }) => ({ query: name, name, kind: "exact" }));
  const domains = collect(count, () => withDomain()).map(({ domain, name }) => ({ query: domain, name, kind: "domain" }));
  const numbers = collect(count, any).map(({ routingNumbers, name }) => ({ query: source.random.pick(routingNumbers), name, kind: "routing" }));
  return [...exact, ...domains, ...numbers];
};

/** Written and generated queries, split into halves. */
export const labelledQueries = async (records: readonly InstitutionRecord[]): Promise<readonly LabelledQuery[]> => {
  const written = Value.Parse(Written, JSON.parse(await readFile(new URL("../search-queries.json", import.meta.url), "utf8")));
  const source = { records, random: createRandom(7_031_999) };
  const draw = targets(source, () => true);
  const typos = typoKinds.flatMap((kind) =>
    collect(50, () => {
      const { name } = draw();
      const query = makeTypo(name, kind, source.random);
      return query === null ? null : { query, name, kind };
    }),
  );
  const drafts = [
    ...written.map((draft) => ({ ...draft, kind: "written" })),
    ...typos,
    ...prefixQueries(source, 80),
    ...acronymQueries(source, 40),
    ...otherQueries(source, 40),
  ];
  return drafts.map((draft) => ({ ...draft, half: halfOf(draft.query) }));
};
