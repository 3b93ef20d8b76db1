import { connectionState, recommendedAction, type Action, type ConnectionFacts, type ConnectionState } from "@drawbridge/domain";
import { connections, type Connection, type FleetQuery, type Tenant } from "@drawbridge/storage";
import { healthOf, type KnownHealth } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { clockOf } from "./tenant-clock.ts";

/** A part of a tenant's fleet (connections.md, E10). Null or left out: any. */
export interface FleetWish extends FleetQuery {
  readonly status?: ConnectionState["status"] | undefined;
  readonly extendedStatus?: ConnectionState["extendedStatus"] | undefined;
  readonly error?: ConnectionState["error"] | undefined;
  readonly action?: Action | undefined;
  readonly expiringBefore: Date | null;
  /** The facts as whoever asks sees them: clients have limits of their own. */
  readonly seenAs?: (facts: ConnectionFacts) => ConnectionFacts;
}

/** A connection with what is known of its health. */
export interface Found {
  readonly connection: Connection;
  readonly known: KnownHealth;
}

/** A page of the fleet. `next`: the connection to go on after; null at the end. */
export interface FleetPage {
  readonly found: readonly Found[];
  readonly next: string | null;
}

const BATCH = 500;
const LONGEST_SCAN = 10_000; // rows looked at for one answer; a rarer state is found over several pages

/** State and action are derived, so they are looked for in batches in the order of ids; the rest is the database's. */
export const findFleet = async (deps: Deps, tenant: Tenant, wish: FleetWish): Promise<FleetPage> => {
  const fits = matcher(wish, clockOf(deps, tenant.id));
  const found: Found[] = [];
  let { after } = wish;
  for (let seen = 0; seen < LONGEST_SCAN; seen += BATCH) {
    const rows = await connections(deps.storage.pool).fleet(tenant.id, { ...wish, after, limit: BATCH });
    const health = await healthOf(deps, deps.storage.pool, rows);
    for (const connection of rows) {
      after = connection.id;
      const stored = health.get(connection.id);
      const known = stored && { ...stored, facts: wish.seenAs?.(stored.facts) ?? stored.facts };
      if (known && fits(known)) found.push({ connection, known });
      if (found.length === wish.limit) return { found, next: after };
    }
    if (rows.length < BATCH) return { found, next: null };
  }
  return { found, next: after };
};

const matcher =
  (wish: FleetWish, now: Date) =>
  ({ facts }: KnownHealth): boolean => {
    const { status, error, extendedStatus } = connectionState(facts, now);
    const same = (wanted: string | null | undefined, value: string | null): boolean => wanted === undefined || wanted === value;
    const expires = wish.expiringBefore === null || (facts.expiresAt !== null && facts.expiresAt < wish.expiringBefore);
    return (
      expires &&
      same(wish.status, status) &&
      same(wish.error, error) &&
      same(wish.extendedStatus, extendedStatus) &&
      same(wish.action, recommendedAction(facts, now).action)
    );
  };

type Tally = Record<string, number>;

/** How many of the fleet are in each state. `next`: the rest is counted from there; null: this is all. */
export interface FleetCounts {
  readonly total: number;
  readonly status: Readonly<Tally>;
  readonly error: Readonly<Tally>;
  readonly extendedStatus: Readonly<Tally>;
  readonly kind: Readonly<Tally>;
  readonly action: Readonly<Tally>;
  readonly next: string | null;
}

const note = (tally: Tally, name: string | null): void => {
  tally[name ?? "none"] = (tally[name ?? "none"] ?? 0) + 1;
};

/** Counts the part of the fleet that is asked for, by what each filter would find. */
export const countFleet = async (deps: Deps, tenant: Tenant, wish: FleetWish): Promise<FleetCounts> => {
  const { found, next } = await findFleet(deps, tenant, { ...wish, limit: LONGEST_SCAN });
  const now = clockOf(deps, tenant.id);
  const counts = { total: found.length, status: {}, error: {}, extendedStatus: {}, kind: {}, action: {}, next };
  for (const { known } of found) {
    const { status, error, extendedStatus } = connectionState(known.facts, now);
    note(counts.status, status);
    note(counts.error, error);
    note(counts.extendedStatus, extendedStatus);
    note(counts.kind, known.facts.kind);
    note(counts.action, recommendedAction(known.facts, now).action);
  }
  return counts;
};
