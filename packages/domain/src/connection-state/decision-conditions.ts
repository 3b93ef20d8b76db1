import type { ConnectionError, ConnectionFacts, ConnectionState } from "./connection-facts.ts";

/** A connection as the rows of the decision tables look at it. */
export interface DecisionView extends ConnectionState {
  readonly facts: ConnectionFacts;
  readonly now: Date;
}

/** One thing a row asks, with the words the published page has for it. */
export interface Condition {
  readonly text: string;
  readonly holds: (view: DecisionView) => boolean;
}

const NEAR_EXPIRY_MS = 5 * 86_400_000; // connections.md, section 5
const FRESH_MS = 86_400_000; // freshness target: a day

/** When a sync may be asked for again: after its limit, and when one is accepted; null: it may since ever. */
export const windowOpensAt = ({ facts: { lastSyncedAt, syncLimitMs, syncAllowedAt } }: DecisionView): Date | null => {
  if (lastSyncedAt === null) return syncAllowedAt;
  return new Date(Math.max(lastSyncedAt.getTime() + syncLimitMs, syncAllowedAt?.getTime() ?? 0));
};

// Asked for every connection of a list: moments are compared as numbers, which costs a tenth of comparing dates.
const isAccepted = ({ facts: { syncAllowedAt }, now }: DecisionView): boolean => syncAllowedAt === null || syncAllowedAt.getTime() <= now.getTime();

const isOpen = (view: DecisionView): boolean => {
  const { lastSyncedAt, syncLimitMs } = view.facts;
  return isAccepted(view) && (lastSyncedAt === null || lastSyncedAt.getTime() + syncLimitMs <= view.now.getTime());
};

const isNearExpiry = ({ facts: { expiresAt }, now }: DecisionView): boolean => {
  if (expiresAt === null) return false;
  const left = expiresAt.getTime() - now.getTime();
  return left > 0 && left <= NEAR_EXPIRY_MS;
};

const isOlderThanTarget = ({ facts: { lastUpdatedAt }, now }: DecisionView): boolean =>
  lastUpdatedAt !== null && now.getTime() - lastUpdatedAt.getTime() > FRESH_MS;

/** The connection has one of these errors. */
export const hasError = (...errors: readonly ConnectionError[]): Condition => ({
  text: `error ${errors.join(" or ")}`,
  holds: ({ error }) => error !== null && errors.includes(error),
});

/** The help desk has to let it go on first. */
export const isPaused: Condition = { text: "paused until the help desk lets it go on", holds: ({ facts }) => facts.pausedSince !== null };
/** The provider does not answer, whatever the connection is like. */
export const providerDown: Condition = { text: "provider down or its breaker open", holds: ({ facts }) => facts.provider.at === "down" };
/** The provider will not come back. */
export const providerGone: Condition = { text: "provider permanently unavailable", holds: ({ facts }) => facts.provider.at === "gone" };
/** A sync is at work. */
export const syncRunning: Condition = { text: "a sync is running", holds: ({ facts }) => facts.syncRunning };
/** All is well. */
export const isOk: Condition = { text: "status ok", holds: ({ status }) => status === "ok" };
/** Something is wrong. */
export const isWrong: Condition = { text: "status error", holds: ({ status }) => status === "error" };
/** No sync has finished yet. */
export const isNew: Condition = { text: "status never: just connected", holds: ({ status }) => status === "never" };
/** The consent has run out. */
export const isExpired: Condition = { text: "extendedStatus expired", holds: ({ extendedStatus }) => extendedStatus === "expired" };
/** Three days of failures are over. */
export const hasStopped: Condition = { text: "extendedStatus stoppedSyncing", holds: ({ extendedStatus }) => extendedStatus === "stoppedSyncing" };
/** A failure that another sync may mend. */
export const isFailing: Condition = hasError("sync_error", "sync_partial", "resync");
/** The consent ends within days. */
export const nearExpiry: Condition = { text: "near expiry (5 days)", holds: isNearExpiry };
/** A sync may be asked for now. */
export const windowOpen: Condition = { text: "window open", holds: isOpen };
/** A sync that is asked for would not be refused. */
export const syncAccepted: Condition = {
  text: "a sync is accepted",
  holds: (view) => !view.facts.singleSyncOnly && isAccepted(view),
};
/** Renewed without signing in at the bank. */
export const renewable: Condition = { text: "tppConsent", holds: ({ facts }) => facts.tppConsent };
/** Renewed without signing in at the bank, and it is time to. */
export const renewableSoon: Condition = { text: "tppConsent and near expiry", holds: (view) => view.facts.tppConsent && isNearExpiry(view) };
/** Values a thing. */
export const isAsset: Condition = {
  text: "zoopla, autotrader or mouseprice",
  holds: ({ facts: { kind } }) => kind === "zoopla" || kind === "autotrader" || kind === "mouseprice",
};
/** Nothing is read without the person. */
export const singleSync: Condition = { text: "singleSyncOnly", holds: ({ facts }) => facts.singleSyncOnly };
/** Something is asked at each fetch. */
export const asksEachTime: Condition = { text: "useMfa", holds: ({ facts }) => facts.useMfa };
/** Older than the freshness target. */
export const olderThanTarget: Condition = { text: "lastUpdated more than a day ago", holds: isOlderThanTarget };

/** The opposite of a condition. */
export const not = ({ text, holds }: Condition): Condition => ({ text: `not ${text}`, holds: (view) => !holds(view) });
