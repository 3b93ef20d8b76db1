import type { ProviderAccount, ProviderTransaction } from "@drawbridge/contract";
import { dayMs, formatCents, startOfDay } from "./money-and-days.ts";
import { seededRandom } from "./seeded-random.ts";
import { everydayHabits, habits, type Habit } from "./spending.ts";

/** Which transactions are asked for. */
export interface TransactionQuery {
  readonly account: ProviderAccount;
  /** Exactly so many; null: as many as a believable life makes. */
  readonly count: number | null;
  /** True: only the last 90 days exist. */
  readonly recentOnly: boolean;
  readonly now: Date;
  readonly from: Date;
  readonly to: Date;
}

const historyDays = 730; // Two years.
const recentDays = 90;
const pendingMs = 2 * dayMs; // What happened later than this before `now` has not been posted.
const busyPerDay = 14; // 10 000 fit in two years with room to spare.

/**
 * Transactions of an account, newest first. Each day is drawn from a seed of its own, so a transaction keeps its id
 * and amount for as long as it is in the window, whatever day it is asked on.
 */
export function transactionsOf(query: TransactionQuery): readonly ProviderTransaction[] {
  const { account, count, now } = query;
  const days = query.recentOnly ? recentDays : historyDays;
  const oldest = startOfDay(now).getTime() - days * dayMs;
  const all: ProviderTransaction[] = [];
  // A fixed count is counted from the newest, so its days cannot be skipped.
  const last = count === null ? Math.min(now.getTime(), query.to.getTime()) : now.getTime();
  const first = count === null ? Math.max(oldest, query.from.getTime()) : oldest;
  for (let day = startOfDay(new Date(last)).getTime(); day > first - dayMs && day >= oldest; day -= dayMs) {
    all.push(...dayOf({ account, day, busy: count !== null, now }));
  }
  const from = query.from.toISOString();
  const to = query.to.toISOString();
  return all.slice(0, count ?? all.length).filter((each) => each.transactedAt >= from && each.transactedAt <= to);
}

interface DayQuery {
  readonly account: ProviderAccount;
  readonly day: number;
  readonly busy: boolean;
  readonly now: Date;
}

function dayOf({ account, day, busy, now }: DayQuery): readonly ProviderTransaction[] {
  const draw = seededRandom(account.stableId, day);
  const dayOfMonth = new Date(day).getUTCDate();
  const until = now.toISOString();
  const happened = busy ? busyDay(draw) : quietDay(habits[account.kind] ?? [], dayOfMonth, draw);
  return happened
    .map((habit, index) =>
      toTransaction({
        account,
        habit,
        at: day + draw(dayMs / 1000) * 1000,
        amount: draw,
        index,
        now,
      }),
    )
    .filter((each) => each.transactedAt <= until)
    .toSorted((one, other) => (one.transactedAt < other.transactedAt ? 1 : -1));
}

const quietDay = (list: readonly Habit[], dayOfMonth: number, draw: (below: number) => number): readonly Habit[] =>
  list.filter((habit) => (habit.days.length > 0 ? habit.days.includes(dayOfMonth) : draw(1000) < habit.chance));

const busyDay = (draw: (below: number) => number): readonly Habit[] =>
  Array.from({ length: busyPerDay }, () => everydayHabits[draw(everydayHabits.length)]).filter((habit) => habit !== undefined);

interface Happening {
  readonly account: ProviderAccount;
  readonly habit: Habit;
  readonly at: number;
  readonly amount: (below: number) => number;
  readonly index: number;
  readonly now: Date;
}

function toTransaction({ account, habit, at, amount, index, now }: Happening): ProviderTransaction {
  const pending = at > now.getTime() - pendingMs;
  const cents = habit.from + amount(habit.to - habit.from + 1);
  return {
    stableId: `txn-${account.stableId}-${Math.floor(at / dayMs)}-${index}`,
    accountStableId: account.stableId,
    amount: formatCents(cents),
    currency: account.currency,
    description: habit.description,
    category: habit.category,
    status: pending ? "pending" : "posted",
    transactedAt: new Date(at).toISOString(),
    postedAt: pending ? null : new Date(at + dayMs).toISOString(),
  };
}
