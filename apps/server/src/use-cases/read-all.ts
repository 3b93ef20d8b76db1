import type { Adapter, FailedOutcome, ReadOutcome, Secret } from "@drawbridge/adapter-kit";
import type { JobType, ProviderAccount, ProviderOwner, ProviderTransaction } from "@drawbridge/contract";

/** All that one fetch brought, with the access to keep (providers rotate it). */
export interface FetchedData {
  readonly outcome: "fetched";
  readonly access: Secret;
  readonly accounts: readonly ProviderAccount[];
  readonly owners: readonly ProviderOwner[];
  readonly transactions: ReadonlyMap<string, readonly ProviderTransaction[]>;
  /** Accounts whose transactions could not be read this time. */
  readonly incomplete: readonly string[];
}

type ReadAll<T> = { readonly outcome: "read"; readonly items: readonly T[]; readonly access: Secret } | FailedOutcome;

const LARGEST_PAGES = 2000; // a provider that never ends its paging is broken

const readAll = async <T>(
  first: Secret,
  read: (page: { readonly access: Secret; readonly cursor: string | null }) => Promise<ReadOutcome<T>>,
): Promise<ReadAll<T>> => {
  const items: T[] = [];
  let access = first;
  let cursor: string | null = null;
  for (let page = 0; page < LARGEST_PAGES; page += 1) {
    const answer: ReadOutcome<T> = await read({ access, cursor });
    if (answer.outcome === "failed") return answer;
    items.push(...answer.items);
    access = answer.access;
    cursor = answer.nextCursor;
    if (cursor === null) return { outcome: "read", items, access };
  }
  return { outcome: "failed", failure: "provider_failed", detail: "paging does not end" };
};

/** Lists all accounts of a signed-in connection; numbers only when they were asked for. */
export const readAccounts = (adapter: Adapter, access: Secret, jobTypes: readonly JobType[]): Promise<ReadAll<ProviderAccount>> =>
  readAll(access, (page) => adapter.accounts.list({ ...page, withNumbers: jobTypes.includes("accountNumber") }));

const DAY_MS = 24 * 60 * 60 * 1000;

/** How far back the jobs reach (widget-and-data.md, section 8): 90 days, or 730 with history, a consent's own limit kept; null: no transactions. */
export const historyStart = (jobTypes: readonly JobType[], now: Date, notBefore: Date | null = null): Date | null => {
  const days = reachOf(jobTypes);
  if (days === null) return null;
  const start = new Date(now.getTime() - days * DAY_MS);
  return notBefore && notBefore > start ? notBefore : start;
};

const reachOf = (jobTypes: readonly JobType[]): number | null => {
  if (jobTypes.includes("transactionHistory")) return 730;
  return jobTypes.includes("transactions") ? 90 : null;
};

/** What to fetch, for which jobs. */
export interface FetchRequest {
  readonly access: Secret;
  readonly jobTypes: readonly JobType[];
  /** Provider ids of the accounts the person chose. */
  readonly stableIds: ReadonlySet<string>;
  readonly now: Date;
  /** Transactions from here on; left out: as far back as the jobs reach. */
  readonly from?: Date;
}

/** Fetches only what the job types ask for; one account without transactions does not spoil the rest. */
export const fetchData = async (adapter: Adapter, request: FetchRequest): Promise<FetchedData | FailedOutcome> => {
  const listed = await readAccounts(adapter, request.access, request.jobTypes);
  if (listed.outcome === "failed") return listed;
  const accounts = listed.items.filter(({ stableId }) => request.stableIds.has(stableId));
  const owners = await readOwners(adapter, listed.access, request.jobTypes);
  if (owners.outcome === "failed") return owners;
  return readTransactions(adapter, { ...request, access: owners.access }, { accounts, owners: owners.items });
};

const readOwners = async (adapter: Adapter, access: Secret, jobTypes: readonly JobType[]): Promise<ReadAll<ProviderOwner>> => {
  const { owners } = adapter;
  if (!owners || !jobTypes.includes("accountOwner")) return { outcome: "read", items: [], access };
  return readAll(access, (page) => owners.list(page));
};

const readTransactions = async (
  adapter: Adapter,
  request: FetchRequest,
  known: { readonly accounts: readonly ProviderAccount[]; readonly owners: readonly ProviderOwner[] },
): Promise<FetchedData> => {
  const start = historyStart(request.jobTypes, request.now);
  const from = start && (request.from ?? start);
  const transactions = new Map<string, readonly ProviderTransaction[]>();
  const incomplete: string[] = [];
  let { access } = request;
  const { transactions: reader } = adapter;
  for (const { stableId } of reader && from ? known.accounts : []) {
    if (!reader || !from) break;
    const answer = await readAll(access, (page) => reader.list({ ...page, accountStableId: stableId, from, to: request.now }));
    if (answer.outcome === "failed") {
      incomplete.push(stableId);
    } else {
      transactions.set(stableId, answer.items);
      access = answer.access;
    }
  }
  return { outcome: "fetched", access, ...known, transactions, incomplete };
};
