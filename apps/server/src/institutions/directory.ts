import type { InstitutionCard, JobType } from "@drawbridge/contract";
import { createInstitutionIndex, type InstitutionIndex } from "@drawbridge/domain";
import { institutions, type Institution, type InstitutionProvider, type Storage } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";

/** An institution with the provider that serves it for the data asked for. */
export interface DirectoryEntry {
  readonly uuid: string;
  readonly card: InstitutionCard;
  readonly provider: InstitutionProvider | null;
}

/** The institutions in memory, with their search. */
export interface Directory {
  readonly size: () => number;
  readonly search: (
    query: string,
    options: { readonly jobTypes: readonly JobType[]; readonly limit: number },
  ) => { readonly total: number; readonly cards: InstitutionCard[] };
  /** By native id or slug; null when unknown. */
  readonly resolve: (idOrSlug: string, jobTypes: readonly JobType[]) => DirectoryEntry | null;
  /** By the number the Connect face prints. */
  readonly byNo: (no: number) => Institution | null;
  readonly byUuid: (uuid: string) => Institution | null;
}

const abilityOf: Readonly<Record<JobType, keyof InstitutionProvider>> = {
  accountNumber: "supportsVerification",
  accountOwner: "supportsIdentification",
  transactions: "supportsAggregation",
  transactionHistory: "supportsHistory",
};

/** True when a configured adapter offers the provider's way of signing in. */
export type Serves = (provider: InstitutionProvider) => boolean;

/** Kinds that value a thing: no bank data to have or lack, so any link may ask them. */
const assetKinds: ReadonlySet<string> = new Set(["zoopla", "autotrader", "mouseprice"]);

const covers = (provider: InstitutionProvider, jobTypes: readonly JobType[]): boolean =>
  assetKinds.has(provider.kind) || jobTypes.every((job) => provider[abilityOf[job]] === true);

/** The first served provider whose abilities cover every job asked for (widget-and-data.md, S4). */
const providerFor = ({ record }: Institution, jobTypes: readonly JobType[], serves: Serves): InstitutionProvider | null =>
  record.providers.find((provider) => serves(provider) && covers(provider, jobTypes)) ?? null;

const cardOf = (institution: Institution, provider: InstitutionProvider | null): InstitutionCard => {
  const { id, no, record } = institution;
  const { slug, name, domain, url, logo, health } = record;
  return {
    id: printId("ins", id), slug, no, name, domain, url, logo, health,
    supportsOauth: provider?.supportsOauth ?? false,
    connectable: provider !== null,
  };
};

interface Snapshot {
  readonly rows: readonly Institution[];
  readonly index: InstitutionIndex;
  readonly byKey: ReadonlyMap<string, Institution>;
}

const load = async (storage: Storage): Promise<Snapshot> => {
  const rows = await institutions(storage.pool).all();
  // A bank nobody serves yet stays findable, below those that can be connected.
  const index = createInstitutionIndex(rows.map(({ record }) => record));
  const byKey = new Map(rows.flatMap((row) => [[row.id, row] as const, [row.record.slug, row] as const, [`no:${row.no}`, row] as const]));
  return { rows, index, byKey };
};

/** Loads the directory and follows changes; answers never wait for a reload. */
export const createDirectory = async (storage: Storage, serves: Serves): Promise<Directory> => {
  const current = { snapshot: await load(storage) };
  await storage.listen("institutions_changed", () => {
    void load(storage).then((snapshot) => {
      current.snapshot = snapshot;
      return snapshot;
    });
  });
  return {
    size: () => current.snapshot.rows.length,
    search: (query, { jobTypes, limit }) => {
      const { index, rows } = current.snapshot;
      const hits = index.search(query, () => true);
      const cards = hits.slice(0, limit).flatMap((hit) => {
        const row = rows[hit.index];
        return row ? [cardOf(row, providerFor(row, jobTypes, serves))] : [];
      });
      return { total: hits.length, cards };
    },
    resolve: (idOrSlug, jobTypes) => {
      const row = current.snapshot.byKey.get(parseId("ins", idOrSlug) ?? idOrSlug);
      if (!row) return null;
      const provider = providerFor(row, jobTypes, serves);
      return { uuid: row.id, card: cardOf(row, provider), provider };
    },
    byNo: (no) => current.snapshot.byKey.get(`no:${no}`) ?? null,
    byUuid: (uuid) => current.snapshot.byKey.get(uuid) ?? null,
  };
};
