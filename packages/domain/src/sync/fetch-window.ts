/** What a sync reads of an account's past. */
export interface FetchWindow {
  readonly from: Date;
  /** Older transactions are still to be read, in the background; null: nothing is missing. */
  readonly olderUntil: Date | null;
}

const DAY_MS = 86_400_000;
const FIRST_DAYS = 90; // connections.md, 6.1: one to three months at once
const OVERLAP_DAYS = 14; // longer than a card payment stays pending

/** The first reading: at most three months; the rest follows in the background. */
export const firstWindow = (historyStart: Date, now: Date): FetchWindow => {
  const recent = new Date(now.getTime() - FIRST_DAYS * DAY_MS);
  return historyStart < recent ? { from: recent, olderUntil: recent } : { from: historyStart, olderUntil: null };
};

/** Later ones: since the last success with an overlap for what was pending, or everything while history is missing. */
export const nextWindow = (historyStart: Date, past: { readonly lastUpdatedAt: Date | null; readonly olderUntil: Date | null }): FetchWindow => {
  const { lastUpdatedAt, olderUntil } = past;
  if (olderUntil || !lastUpdatedAt) return { from: historyStart, olderUntil: null };
  const overlap = new Date(lastUpdatedAt.getTime() - OVERLAP_DAYS * DAY_MS);
  return { from: overlap > historyStart ? overlap : historyStart, olderUntil: null };
};
