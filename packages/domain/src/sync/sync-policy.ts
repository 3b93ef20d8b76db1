import type { ConnectionKind } from "../connection-state/connection-facts.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** When connections of a kind are synced without anybody asking, and how often a day the provider may be asked. */
export interface SyncPolicy {
  /** Pause between two automatic syncs. */
  readonly everyMs: number;
  /** Hours of the day (UTC) an automatic sync may start in; the end is not included. */
  readonly fromHour: number;
  readonly untilHour: number;
  /** Calls a day with and without the person (connections.md, section 6). */
  readonly attendedADay: number;
  readonly unattendedADay: number;
}

const bank: SyncPolicy = { everyMs: 4 * HOUR_MS, fromHour: 6, untilHour: 23, attendedADay: 48, unattendedADay: 4 };
const overnight: SyncPolicy = { everyMs: DAY_MS, fromHour: 1, untilHour: 5, attendedADay: 48, unattendedADay: 4 };
const monthly: SyncPolicy = { everyMs: 30 * DAY_MS, fromHour: 0, untilHour: 24, attendedADay: 48, unattendedADay: 4 };

/** The schedule of each kind of connection (connections.md, 6.1). */
export const syncPolicies: Readonly<Record<ConnectionKind, SyncPolicy>> = {
  api: bank,
  test: bank,
  legacy: overnight,
  zoopla: monthly,
  autotrader: monthly,
  mouseprice: monthly,
};

/** Three days of failed tries end the automatic ones (connections.md, 4.3). */
export const STOPPED_AFTER_MS = 3 * DAY_MS;

/** Pauses before the tries after a failure; the last one repeats. The first day fits into a bank's four unattended calls. */
export const retryPauses: readonly number[] = [15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS, 12 * HOUR_MS];

/** Least time between two syncs that somebody asks for (connections.md, 6.2); 5 s is the smallest setting. */
export const MANUAL_LIMIT_MS = 30 * MINUTE_MS;
