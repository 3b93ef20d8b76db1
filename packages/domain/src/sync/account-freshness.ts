import { slowAccountKinds, type AccountKind } from "@drawbridge/contract";

/** What is known of an account's data. */
export interface AccountFacts {
  readonly kind: AccountKind;
  /** Closed accounts, and ones that are kept by hand, are not fetched. */
  readonly fetched: boolean;
  readonly lastSuccessAt: Date | null;
  /** Hours the reader wants the data to be younger than; null: the usual ones. */
  readonly targetHours: number | null;
}

/** How fresh an account is: within its target, behind it, or older than its class allows (connections.md, E3.3 and 4.3). */
export interface AccountFreshness {
  readonly state: "fresh" | "late" | "stale" | "never" | "not_fetched";
  readonly targetHours: number | null;
  /** Fresh until then; null: there is no data yet, or nothing is fetched. */
  readonly dueAt: Date | null;
  /** Stale from then on. */
  readonly staleAt: Date | null;
}

const HOUR_MS = 3_600_000;
const quick = { targetHours: 24, staleDays: 2 } as const;
const slow = { targetHours: 30 * 24, staleDays: 40 } as const; // values come once a month: up to 30 days are normal
/** Judges one account. */
export const accountFreshness = ({ kind, fetched, lastSuccessAt, targetHours: wished }: AccountFacts, now: Date): AccountFreshness => {
  if (!fetched) return { state: "not_fetched", targetHours: null, dueAt: null, staleAt: null };
  const usual = slowAccountKinds.includes(kind) ? slow : quick;
  const targetHours = wished ?? usual.targetHours;
  if (!lastSuccessAt) return { state: "never", targetHours, dueAt: null, staleAt: null };
  const dueAt = new Date(lastSuccessAt.getTime() + targetHours * HOUR_MS);
  const staleAt = new Date(lastSuccessAt.getTime() + usual.staleDays * 24 * HOUR_MS);
  const state = now > staleAt ? "stale" : now > dueAt ? "late" : "fresh";
  return { state, targetHours, dueAt, staleAt };
};

const texts: Readonly<Record<AccountFreshness["state"], string>> = {
  fresh: "The data is as recent as it should be.",
  late: "The data is older than the target; an update is due.",
  stale: "The data is older than its kind of account allows.",
  never: "No data has come yet.",
  not_fetched: "This account is not fetched from a bank.",
};

/** Where a target comes from: set for this account, by its client for the type of account, or the usual one. */
export type TargetSource = "account" | "type" | "usual";

/** The target that counts: the account's own, else its type's; null: the usual one. */
export const freshnessTarget = (
  own: number | null,
  ofType: number | null,
): { readonly targetHours: number | null; readonly target: TargetSource } => {
  if (own !== null) return { targetHours: own, target: "account" };
  return ofType === null ? { targetHours: null, target: "usual" } : { targetHours: ofType, target: "type" };
};

const sources: Readonly<Record<TargetSource, string>> = {
  account: "set for this account",
  type: "set by the client for this type of account",
  usual: "the usual one for this type of account",
};

/** What the state means, and which target it was measured against, in sentences. */
export const freshnessText = ({ state, targetHours }: AccountFreshness, target: TargetSource): string => {
  if (targetHours === null) return texts[state];
  return `${texts[state]} Its target of ${targetHours} ${targetHours === 1 ? "hour" : "hours"} is ${sources[target]}.`;
};

/** When the data of an account came. */
export interface AccountTimes {
  /** Last whole success of its connection. */
  readonly connectionAt: Date | null;
  /** When it last came through although others did not. */
  readonly syncedAt: Date | null;
  /** When it last was listed although its transactions did not come. */
  readonly listedAt: Date | null;
}

/** When each dataset of an account last came; null: not yet. */
export interface DatasetTimes {
  readonly accounts: Date | null;
  readonly balances: Date | null;
  readonly transactions: Date | null;
}

const latest = (...times: readonly (Date | null)[]): Date | null => {
  const known = times.filter((at) => at !== null).map((at) => at.getTime());
  return known.length === 0 ? null : new Date(Math.max(...known));
};

/** A bank lists accounts with their balances; transactions may fail alone (connections.md, E4.1). */
export const datasetTimes = ({ connectionAt, syncedAt, listedAt }: AccountTimes): DatasetTimes => {
  const transactions = latest(connectionAt, syncedAt);
  const listed = latest(transactions, listedAt);
  return { accounts: listed, balances: listed, transactions };
};
