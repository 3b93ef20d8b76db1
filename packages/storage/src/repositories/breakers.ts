import { prepared } from "../prepared.ts";
import type { Queryable } from "../storage.ts";

/** Which breaker: of an institution's provider, for one tenant, as its times are in the tenant's clock. */
export interface BreakerKey {
  /** The tenant. */
  readonly scope: string;
  readonly provider: string;
  readonly institutionId: string;
}

/** A breaker as stored. */
export interface BreakerRow extends BreakerKey {
  readonly outages: number;
  readonly openedAt: Date | null;
  readonly probeAt: Date | null;
  readonly probes: number;
}

const columns = `scope, provider, institution_id as "institutionId", outages, opened_at as "openedAt", probe_at as "probeAt", probes`;
const all = prepared(
  "breakers.all",
  `select ${columns} from provider_breakers where (scope, provider, institution_id) in (select * from unnest($1::uuid[], $2::text[], $3::uuid[]))`,
);
const mine = "k.tenant_id = $1 and k.provider = $2 and k.institution_id = $3 and k.status = 'active'";
const valuesOf = ({ scope, provider, institutionId }: BreakerKey) => [scope, provider, institutionId];

const breakerRows = (db: Queryable) => ({
  all: async (keys: readonly BreakerKey[]): Promise<readonly BreakerRow[]> => {
    const { rows } = await db.query<BreakerRow>(
      all([keys.map(({ scope }) => scope), keys.map(({ provider }) => provider), keys.map(({ institutionId }) => institutionId)]),
    );
    return rows;
  },
  /** Holds the row until the transaction ends; made when it is not there. */
  lock: async (key: BreakerKey): Promise<BreakerRow> => {
    const { rows } = await db.query<BreakerRow>(
      `insert into provider_breakers (scope, provider, institution_id) values ($1, $2, $3)
       on conflict (scope, provider, institution_id) do update set scope = excluded.scope returning ${columns}`,
      valuesOf(key),
    );
    return rows[0] ?? { ...key, outages: 0, openedAt: null, probeAt: null, probes: 0 };
  },
  save: async ({ outages, openedAt, probeAt, probes, ...key }: BreakerRow): Promise<void> => {
    await db.query(
      "update provider_breakers set outages = $4, opened_at = $5, probe_at = $6, probes = $7 where scope = $1 and provider = $2 and institution_id = $3",
      [...valuesOf(key), outages, openedAt, probeAt, probes],
    );
  },
  /** Takes the one probe of this moment; true for exactly one caller. */
  takeProbe: async (key: BreakerKey, { now, next }: { readonly now: Date; readonly next: Date }): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update provider_breakers set probe_at = $5 where scope = $1 and provider = $2 and institution_id = $3 and opened_at is not null
         and (probe_at is null or probe_at <= $4)`,
      [...valuesOf(key), now, next],
    );
    return rowCount === 1;
  },
  /** Open ones whose probe is due: of one tenant, or of all by the machine's clock. */
  dueProbes: async (scope: string | null, now: Date): Promise<readonly BreakerRow[]> => {
    const { rows } = await db.query<BreakerRow>(
      `select ${columns} from provider_breakers where ($1::uuid is null or scope = $1) and opened_at is not null and probe_at <= $2 limit 100`,
      [scope, now],
    );
    return rows;
  },
});

const connectionsBehind = (db: Queryable) => ({
  /** Stops the failure clocks of its connections (index connections_provider_failing). */
  pauseClocks: async (key: BreakerKey, now: Date): Promise<void> => {
    await db.query(
      `update connections k set failing_paused_since = $4 where ${mine} and k.failing_since is not null and k.failing_paused_since is null`,
      [...valuesOf(key), now],
    );
  },
  /** Lets the failure clocks go on from where they stood (index connections_provider_failing). */
  resumeClocks: async (key: BreakerKey, now: Date): Promise<void> => {
    await db.query(
      `update connections k set failing_since = k.failing_since + greatest($4 - k.failing_paused_since, interval '0'), failing_paused_since = null
       where ${mine} and k.failing_paused_since is not null`,
      [...valuesOf(key), now],
    );
  },
  /** Connections that wait for it, and those whose next try lies far ahead because of it (index connections_provider_failing). */
  waitingOf: async (key: BreakerKey): Promise<readonly string[]> => {
    const { rows } = await db.query<{ id: string }>(
      `select k.id from connections k where ${mine} and (k.parked or (k.failing_paused_since is not null and k.next_sync_at is not null))
       order by k.id for update`,
      valuesOf(key),
    );
    return rows.map(({ id }) => id);
  },
  /** One of its connections that failed or waits, best one that would be tried anyway, to see whether it is back (index connections_provider_failing). */
  probeCandidate: async (key: BreakerKey): Promise<string | null> => {
    const { rows } = await db.query<{ id: string }>(
      `select k.id from connections k where ${mine} and (k.parked or k.failing_since is not null) and (k.sync_lease_until is null or k.sync_lease_until <= now())
       order by (k.parked or k.next_sync_at is not null) desc, k.last_synced_at nulls first limit 1`,
      valuesOf(key),
    );
    return rows[0]?.id ?? null;
  },
});

/** Circuit breakers of providers; a row is there only after an outage. */
export const breakers = (db: Queryable) => ({
  ...breakerRows(db),
  ...connectionsBehind(db),
});
