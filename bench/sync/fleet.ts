import { Secret } from "@drawbridge/adapter-kit";
import type { Storage } from "@drawbridge/storage";
import type { Vault } from "../../apps/server/src/vault/vault.ts";

/** Whose fleet it is, and where. */
export interface FleetOwner {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly tenantId: string;
  readonly institutionId: string;
}

const idOf = (prefix: string, n: number): string => `${prefix}000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
const idSql = (prefix: string, n: string): string => `('${prefix}000000-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const PEOPLE = 10; // connections of one person

/** What was told last: a fleet is well, and has been so for long. */
const told = JSON.stringify({
  state: { status: "ok", extendedStatus: null, error: null, action: "none", row: "A1" },
  revoked: false,
  expiryRemindedAt: null,
  expiryToldFor: null,
  refreshRemindedAt: null,
});

// Rows are laid down without triggers, as a fleet that has been there for long.
const layDown = (tenantId: string, institutionId: string): readonly string[] => [
  `insert into users (id, tenant_id, hex_id, created_at)
   select ${idSql("aa", "g")}, '${tenantId}', lpad(to_hex(g), 24, '0'), now() from generate_series($1::bigint / ${PEOPLE}, $2::bigint / ${PEOPLE}) g
   on conflict do nothing`,
  `insert into connections (id, tenant_id, user_id, institution_id, provider, kind, bank_connection_id, status, job_types, created_at,
     last_synced_at, last_updated_at, next_sync_at, next_check_at, told)
   select ${idSql("cc", "g")}, '${tenantId}', ${idSql("aa", `g / ${PEOPLE}`)}, '${institutionId}', 'instant', 'api', 'bench:' || g, 'active',
     '{transactions}', now() - interval '30 days', now() - interval '4 hours', now() - interval '4 hours',
     now() + interval '1 hour' + random() * interval '1 day', now() + random() * interval '40 hours' + interval '2 hours', '${told}'
   from generate_series($1::bigint, $2::bigint) g`,
  `insert into consents (id, tenant_id, user_id, connection_id, job_types, text, given_at, expires_at)
   select ${idSql("dd", "g")}, '${tenantId}', ${idSql("aa", `g / ${PEOPLE}`)}, ${idSql("cc", "g")}, '{transactions}', '{}', now() - interval '30 days',
     now() + interval '60 days' from generate_series($1::bigint, $2::bigint) g`,
  `insert into accounts (id, tenant_id, connection_id, stable_id, kind, name, currency, masked, status, balance, balance_as_of, details, selected)
   select ${idSql("ee", "g")}, '${tenantId}', ${idSql("cc", "g")}, 'account-1', 'checking', 'Everyday', 'GBP', '••1234', 'open', 100,
     now() - interval '4 hours', '{}', true from generate_series($1::bigint, $2::bigint) g`,
];

/** Adds connections number `from` to `to`, none of them due. */
export const addConnections = async ({ storage, tenantId, institutionId }: FleetOwner, from: number, to: number): Promise<void> => {
  const client = await storage.pool.connect();
  try {
    await client.query("set session_replication_role = replica");
    for (const sql of layDown(tenantId, institutionId)) await client.query(sql, [from, to]);
    await client.query("set session_replication_role = origin");
  } finally {
    client.release(true);
  }
  for (const table of ["users", "connections", "consents", "accounts"]) await storage.pool.query(`vacuum analyze ${table}`);
};

/** Makes `count` of the first `size` connections due now, spread over the whole table. */
export const makeDue = async ({ storage, vault, tenantId }: FleetOwner, size: number, count: number): Promise<void> => {
  const step = Math.floor(size / count);
  const rows = Array.from({ length: count }, (_, index) => {
    const n = 1 + index * step;
    const [id, userId] = [idOf("cc", n), idOf("aa", Math.floor(n / PEOPLE))];
    return { id, sealed: vault.seal(new Secret("access"), { tenantId, userId, ownerId: id, purpose: "access" }) };
  });
  await storage.pool.query(
    `update connections c set next_sync_at = now() - random() * interval '1 minute', access_sealed = u.sealed, data_hash = null,
       budget_day = null, budget_unattended = 0
     from jsonb_to_recordset($1::jsonb) as u (id uuid, sealed jsonb) where c.id = u.id`,
    [JSON.stringify(rows)],
  );
  await storage.pool.query("vacuum analyze connections");
};
