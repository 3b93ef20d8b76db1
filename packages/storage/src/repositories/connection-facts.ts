import { slowAccountKinds } from "@drawbridge/contract";
import { prepared } from "../prepared.ts";
import type { Queryable } from "../storage.ts";

/** What is stored of a connection's health beside its own row. */
export interface StoredFacts {
  readonly id: string;
  readonly failingSince: Date | null;
  /** The failure clock stands still since then. */
  readonly failingPausedSince: Date | null;
  readonly manualAllowedAt: Date | null;
  readonly nextSyncAt: Date | null;
  readonly budgetDay: string | null;
  readonly budgetAttended: number;
  readonly budgetUnattended: number;
  readonly running: boolean;
  /** Syncs stand still since then. */
  readonly pausedAt: Date | null;
  /** Breaker of its provider: since when it is open, and when the next probe goes. */
  readonly openedAt: Date | null;
  readonly probeAt: Date | null;
  /** True when an open account belongs to the class that is old after two days. */
  readonly hasQuickAccount: boolean;
  readonly hasAccount: boolean;
}

// Leases are in the machine's time. Indexes: primary keys, and the unique one of accounts by connection.
const facts = prepared(
  "connections.facts",
  `select k.id, k.failing_since as "failingSince", k.failing_paused_since as "failingPausedSince", k.manual_allowed_at as "manualAllowedAt",
    k.next_sync_at as "nextSyncAt", k.budget_day::text as "budgetDay", k.budget_attended as "budgetAttended", k.budget_unattended as "budgetUnattended",
    coalesce(k.sync_lease_until > now(), false) as running, k.paused_at as "pausedAt", b.opened_at as "openedAt", b.probe_at as "probeAt",
    coalesce(a.quick, false) as "hasQuickAccount", coalesce(a.some, false) as "hasAccount"
  from connections k
  left join lateral (
    select opened_at, probe_at from provider_breakers
    where provider = k.provider and institution_id = k.institution_id and scope in (k.tenant_id, '00000000-0000-0000-0000-000000000000') and opened_at is not null
    limit 1
  ) b on true
  left join lateral (
    select bool_or(not kind = any($3)) as quick, count(*) > 0 as some from accounts where connection_id = k.id and selected and status = 'open'
  ) a on true
  where k.tenant_id = $1 and k.id = any($2)`,
);

/** Facts of connections, many at once. */
export const connectionFacts = (db: Queryable) => ({
  of: async (tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, StoredFacts>> => {
    const { rows } = await db.query<StoredFacts>(facts([tenantId, ids, slowAccountKinds]));
    return new Map(rows.map((row) => [row.id, row]));
  },
});
