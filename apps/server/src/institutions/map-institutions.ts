import {
  mapProviderList,
  providerColumns,
  readProviderRow,
  type KnownBank,
  type ListRow,
  type ProviderRow,
  type RefusedRow,
} from "@drawbridge/domain";
import type { JobType } from "@drawbridge/contract";
import { providerMappings, type Institution } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { readListFile, type ListFile, type ListLayout } from "./read-list-file.ts";
import { providerOf } from "./record-of-entry.ts";

/** What is mapped to which institution; null: to none any more. */
export interface MappingWish {
  readonly provider: string;
  readonly kind: "api" | "legacy" | "test";
  readonly supportsOauth: boolean;
  readonly jobTypes: readonly JobType[];
  readonly mappings: readonly { readonly providerInstitutionId: string; readonly institutionId: string | null }[];
}

const SHOWN = 200;
const layout: ListLayout = { known: providerColumns, required: providerColumns.slice(0, 2).map((name) => [name]) };

const refuse = (refused: readonly RefusedRow[], rows: number): AppError =>
  new AppError("LIST_REFUSED", {
    detail: `${refused.length} ${refused.length === 1 ? "field is" : "fields are"} wrong in ${rows} rows; nothing was mapped.`,
    extra: { refusedCount: refused.length, refused: refused.slice(0, SHOWN) },
  });

const readRow = (row: ListRow): ProviderRow | readonly RefusedRow[] => {
  const { line } = row;
  const broken = (reason: string): readonly RefusedRow[] => [{ line, slug: "", field: "", reason }];
  if ("problem" in row) return broken(row.problem);
  const { raw } = row;
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return broken("is not an institution");
  const read = readProviderRow({ ...raw });
  return "name" in read ? read : read.map((problem) => ({ line, slug: "", ...problem }));
};

const readRows = async (file: ListFile): Promise<readonly ProviderRow[]> => {
  const [rows, refused, lines] = [[] as ProviderRow[], [] as RefusedRow[], new Map<string, number>()];
  for await (const listed of readListFile(file, layout)) {
    const read = readRow(listed);
    if (!("name" in read)) {
      refused.push(...read);
      continue;
    }
    const earlier = lines.get(read.providerInstitutionId);
    const twice = { line: listed.line, slug: "", field: "providerInstitutionId", reason: `stands on line ${earlier} too` };
    if (earlier !== undefined) refused.push(twice);
    lines.set(read.providerInstitutionId, earlier ?? listed.line);
    rows.push(read);
  }
  if (refused.length > 0) throw refuse(refused, rows.length + refused.length);
  return rows;
};

const knownBank = ({ id, record }: Institution, provider: string): KnownBank => ({
  id,
  name: record.name,
  domains: [record.domain, ...(record.otherDomains ?? [])].filter((domain) => domain !== ""),
  routingNumbers: record.routingNumbers,
  providerIds: record.providers.filter((each) => each.provider === provider).map(({ providerInstitutionId }) => providerInstitutionId),
});

/** Finds every row of a provider's list among our institutions; changes nothing. */
export const reviewMapping = async (deps: Deps, provider: string, file: ListFile) => {
  const rows = await readRows(file);
  const banks = deps.directory.offered().map((institution) => knownBank(institution, provider));
  const names = new Map(banks.map(({ id, name }) => [id, name]));
  const verdicts = mapProviderList(rows, banks);
  const counted = (name: string): number => verdicts.filter(({ verdict }) => verdict === name).length;
  return {
    provider,
    rows: rows.length,
    mapped: counted("mapped"),
    matched: counted("matched"),
    ambiguous: counted("ambiguous"),
    duplicate: counted("duplicate"),
    unmatched: counted("unmatched"),
    reviewed: rows.map(({ providerInstitutionId, name, domains }, at) => ({
      providerInstitutionId,
      name,
      domains,
      verdict: verdicts[at]?.verdict ?? "unmatched",
      by: verdicts[at]?.by ?? null,
      institutions: (verdicts[at]?.institutions ?? []).map((id) => ({ id: printId("ins", id), name: names.get(id) ?? "" })),
    })),
  };
};

const entryOf = ({ provider, kind, supportsOauth, jobTypes }: MappingWish, slug: string, providerInstitutionId: string) =>
  providerOf(slug, { provider, providerInstitutionId, kind, supportsOauth, jobTypes });

/** Maps ids of a provider to institutions, all of them or none. */
export const saveMapping = async (deps: Deps, wish: MappingWish): Promise<{ readonly changed: number; readonly removed: number }> => {
  const removed = wish.mappings.filter(({ institutionId }) => institutionId === null).map((each) => each.providerInstitutionId);
  const refused: RefusedRow[] = [];
  const wanted = wish.mappings.flatMap(({ providerInstitutionId, institutionId }, at) => {
    if (institutionId === null) return [];
    const found = deps.directory.resolve(institutionId, []);
    const institution = found && deps.directory.byUuid(found.uuid);
    if (institution) return [{ institutionId: institution.id, entry: entryOf(wish, institution.record.slug, providerInstitutionId) }];
    refused.push({ line: at + 1, slug: providerInstitutionId, field: "institutionId", reason: "is not one of our institutions" });
    return [];
  });
  if (refused.length > 0) throw refuse(refused, wish.mappings.length);
  const done = await deps.storage.transaction(async (tx) => {
    const mappings = providerMappings(tx);
    const counts = { changed: await mappings.save(wanted, deps.now()), removed: await mappings.remove(wish.provider, removed) };
    await mappings.announce(wish.provider);
    return counts;
  });
  await deps.directory.reload();
  return done;
};
