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

/** What the state means, in a sentence. */
export const freshnessText = ({ state }: AccountFreshness): string => texts[state];
