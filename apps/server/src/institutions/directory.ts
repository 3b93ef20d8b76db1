import type { InstitutionCard, JobType } from "@drawbridge/contract";
import { openInstitutionIndex, packInstitutions, type InstitutionIndex } from "@drawbridge/domain";
import { institutions, type Institution, type InstitutionProvider, type Storage } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import type { KeptIndex } from "./kept-index.ts";
import { keepPacked, packAside, packHere, type Pack } from "./pack-directory.ts";

/** An institution with the provider that serves it for the data asked for. */
export interface DirectoryEntry {
  readonly uuid: string;
  readonly card: InstitutionCard;
  readonly provider: InstitutionProvider | null;
}

/** One aggregator's way to an institution, with how much of the data asked for it gives. */
export interface Offer {
  readonly provider: InstitutionProvider;
  readonly card: InstitutionCard;
  readonly support: "full" | "partial" | "none";
}

/** An institution with everyone who serves it, one offer for each aggregator. */
export interface Offers {
  readonly institution: Institution;
  readonly offers: readonly Offer[];
  /** As shown when nobody serves it. */
  readonly bare: InstitutionCard;
}

/** Which of an institution's ways in count; all of them where nothing is said. */
export interface WaysIn {
  /** Of one aggregator only, where a host limits search and routing to it (widget-and-data.md, S5 and A1). */
  readonly aggregator?: string | null | undefined;
  /** Through the bank's own pages, or by a form. */
  readonly signIn?: "redirect" | "form" | undefined;
  readonly kind?: string | undefined;
}

/** The institutions in memory, with their search. */
export interface Directory {
  readonly size: () => number;
  /** Fulfilled when the list was read for the first time; the server serves nobody before. */
  readonly ready: Promise<void>;
  /** Reads the list again; other processes hear of changes through the database. */
  readonly reload: () => Promise<void>;
  readonly search: (
    query: string,
    options: { readonly jobTypes: readonly JobType[]; readonly limit: number; readonly offeredBy?: OfferedBy | null },
  ) => { readonly total: number; readonly cards: InstitutionCard[] };
  /** The institutions behind a search, for who needs more than a card. */
  readonly find: (query: string, limit: number) => { readonly total: number; readonly found: readonly Institution[] };
  /** By native id or slug; null when unknown. */
  readonly resolve: (idOrSlug: string, jobTypes: readonly JobType[], limit?: WaysIn) => DirectoryEntry | null;
  /** Everyone who serves it, for who has to choose; null when unknown. */
  readonly offers: (idOrSlug: string, jobTypes: readonly JobType[], limit?: WaysIn) => Offers | null;
  /** By the number the Connect face prints. */
  readonly byNo: (no: number) => Institution | null;
  readonly byUuid: (uuid: string) => Institution | null;
  /** Every institution that is offered; the same array until the list changes. */
  readonly offered: () => readonly Institution[];
  /** By the Connections face's bank id. */
  readonly byBankId: (bankId: string) => Institution | null;
  /** Waits for what is still being kept for the next start. */
  readonly close: () => Promise<void>;
  /** Every institution that is offered and served by a configured adapter. */
  readonly served: () => readonly { readonly institution: Institution; readonly provider: InstitutionProvider }[];
}

const abilityOf: Readonly<Record<JobType, keyof InstitutionProvider>> = {
  accountNumber: "supportsVerification",
  accountOwner: "supportsIdentification",
  transactions: "supportsAggregation",
  transactionHistory: "supportsHistory",
};

/** True when a configured adapter offers the provider's way of signing in. */
export type Serves = (provider: InstitutionProvider) => boolean;

/** Limits a search to institutions of some aggregators. */
export type OfferedBy = (aggregator: string, isTest: boolean) => boolean;

/** Kinds that value a thing: no bank data to have or lack, so any link may ask them. */
const assetKinds: ReadonlySet<string> = new Set(["zoopla", "autotrader", "mouseprice"]);

const covers = (provider: InstitutionProvider, jobTypes: readonly JobType[]): boolean =>
  assetKinds.has(provider.kind) || jobTypes.every((job) => provider[abilityOf[job]] === true);

/** For a search, some transactions are as good as a long history (widget-and-data.md, section 8). */
const searched: Readonly<Record<JobType, JobType>> = {
  accountNumber: "accountNumber",
  accountOwner: "accountOwner",
  transactions: "transactions",
  transactionHistory: "transactions",
};

const supportOf = (provider: InstitutionProvider, jobTypes: readonly JobType[]): Offer["support"] => {
  if (covers(provider, jobTypes)) return "full";
  const enough = jobTypes.map((job) => searched[job]);
  return covers(provider, enough) ? "partial" : "none";
};

/** The first served provider whose abilities cover every job asked for; else one that a search would find for them (S4). */
const providerFor = ({ record, retired }: Institution, jobTypes: readonly JobType[], serves: Serves): InstitutionProvider | null => {
  const able = retired ? [] : record.providers.filter((provider) => serves(provider));
  const best = able.find((provider) => covers(provider, jobTypes));
  return best ?? able.find((provider) => supportOf(provider, jobTypes) === "partial") ?? null;
};

const quality = { full: 0, partial: 1, none: 2 } as const;

/** For each aggregator what it does best. */
const bestOffers = ({ record, retired }: Institution, jobTypes: readonly JobType[], serves: Serves): readonly Omit<Offer, "card">[] => {
  const best = new Map<string, Omit<Offer, "card">>();
  for (const provider of retired ? [] : record.providers) {
    const support = supportOf(provider, jobTypes);
    const known = best.get(provider.provider);
    if (serves(provider) && (!known || quality[support] < quality[known.support])) best.set(provider.provider, { provider, support });
  }
  return [...best.values()];
};

const within =
  ({ aggregator, signIn, kind }: WaysIn, serves: Serves): Serves =>
  (provider) => {
    const signsIn = provider.supportsOauth ? "redirect" : "form";
    const fits =
      (aggregator ?? provider.provider) === provider.provider && (signIn ?? signsIn) === signsIn && (kind ?? provider.kind) === provider.kind;
    return fits && serves(provider);
  };

// Rows and providers are replaced, never changed, so a card is made once: people who type ask for the same ones again.
const cards = (): ((institution: Institution, provider: InstitutionProvider | null) => InstitutionCard) => {
  const served = new WeakMap<InstitutionProvider, InstitutionCard>();
  const unserved = new WeakMap<Institution, InstitutionCard>();
  return (institution, provider) => {
    const known = provider ? served.get(provider) : unserved.get(institution);
    if (known) return known;
    const card = makeCard(institution, provider);
    if (provider) served.set(provider, card);
    else unserved.set(institution, card);
    return card;
  };
};

const makeCard = (institution: Institution, provider: InstitutionProvider | null): InstitutionCard => {
  const { id, no, record } = institution;
  const { slug, name, domain, url, logo, health } = record;
  return {
    id: printId("ins", id),
    slug,
    no,
    name,
    domain,
    url,
    logo,
    health,
    supportsOauth: provider?.supportsOauth ?? false,
    connectable: provider !== null,
  };
};

interface Snapshot {
  readonly rows: readonly Institution[];
  /** Rows the index knows; the retired ones are left out. */
  readonly offered: readonly Institution[];
  readonly index: InstitutionIndex;
  readonly byKey: ReadonlyMap<string, Institution>;
}

const load = async (storage: Storage, pack: Pack): Promise<Snapshot> => {
  const list = await institutions(storage.pool).print();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the list the repository printed
  const rows = JSON.parse(list) as readonly Institution[];
  const offered = rows.filter(({ retired }) => !retired);
  const packed = pack(list, offered);
  const byKey = keyed(rows);
  return { rows, offered, byKey, index: openInstitutionIndex(await packed) };
};

const keyed = (rows: readonly Institution[]): ReadonlyMap<string, Institution> => {
  const byKey = new Map<string, Institution>();
  for (const row of rows) {
    byKey.set(row.id, row).set(row.record.slug, row).set(`no:${row.no}`, row);
    for (const { bankId } of row.record.providers) byKey.set(`bank:${bankId}`, row);
  }
  return byKey;
};

/** Runs `work` once at a time; whoever asks meanwhile gets the run after, which sees all that happened before the asking. */
const oneAtATime = (work: () => Promise<void>): (() => Promise<void>) => {
  const state: { running: Promise<void> | null; next: Promise<void> | null } = { running: null, next: null };
  const begin = (): Promise<void> => {
    state.next = null;
    state.running = work().finally(() => {
      state.running = null;
    });
    return state.running;
  };
  return () => {
    if (!state.running) return begin();
    state.next ??= state.running.then(begin, begin);
    return state.next;
  };
};

const nothing: Snapshot = { rows: [], offered: [], byKey: new Map(), index: openInstitutionIndex(packInstitutions([])) };

/**
 * Begins to load the directory and follows changes; it is empty until `ready`. Answers never wait for a reload, and one
 * that fails leaves the last in place.
 */
export const createDirectory = async (storage: Storage, serves: Serves, kept: KeptIndex): Promise<Directory> => {
  // At the start nobody is kept waiting, and a thread would take longer and leave memory behind.
  const current = { snapshot: nothing, pack: packHere };
  const keeping = keepPacked(kept);
  const cardOf = cards();
  const reload = oneAtATime(async () => {
    const { pack } = current;
    current.snapshot = await load(storage, (list, offered) => keeping.pack(list, offered, pack));
    current.pack = packAside;
  });
  const ready = reload();
  ready.catch(() => undefined); // whoever starts the server awaits it
  await storage.listen("institutions_changed", () => void reload().catch(() => undefined));
  const find: Directory["find"] = (query, limit) => {
    const { index, offered } = current.snapshot;
    const { total, hits } = index.search(query, limit);
    return { total, found: hits.flatMap((hit) => offered[hit.index] ?? []) };
  };
  return {
    size: () => current.snapshot.rows.length,
    ready,
    reload,
    close: keeping.written,
    find,
    search: (query, { jobTypes, limit, offeredBy }) => {
      if (offeredBy) {
        const served = find(query, current.snapshot.rows.length).found.flatMap((row) => {
          const provider = providerFor(row, jobTypes, (one) => offeredBy(one.provider, row.record.isTest) && serves(one));
          return provider ? [cardOf(row, provider)] : [];
        });
        return { total: served.length, cards: served.slice(0, limit) };
      }
      const { total, found } = find(query, limit);
      return { total, cards: found.map((row) => cardOf(row, providerFor(row, jobTypes, serves))) };
    },
    resolve: (idOrSlug, jobTypes, limit = {}) => {
      const row = current.snapshot.byKey.get(parseId("ins", idOrSlug) ?? idOrSlug);
      if (!row) return null;
      const provider = providerFor(row, jobTypes, within(limit, serves));
      return { uuid: row.id, card: cardOf(row, provider), provider };
    },
    offers: (idOrSlug, jobTypes, limit = {}) => {
      const row = current.snapshot.byKey.get(parseId("ins", idOrSlug) ?? idOrSlug);
      if (!row) return null;
      const offers = bestOffers(row, jobTypes, within(limit, serves)).map((offer) => ({ ...offer, card: cardOf(row, offer.provider) }));
      return { institution: row, offers, bare: cardOf(row, null) };
    },
    byNo: (no) => current.snapshot.byKey.get(`no:${no}`) ?? null,
    byUuid: (uuid) => current.snapshot.byKey.get(uuid) ?? null,
    offered: () => current.snapshot.offered,
    byBankId: (bankId) => current.snapshot.byKey.get(`bank:${bankId}`) ?? null,
    served: () =>
      current.snapshot.offered.flatMap((institution) => {
        const provider = providerFor(institution, [], serves);
        return provider ? [{ institution, provider }] : [];
      }),
  };
};
