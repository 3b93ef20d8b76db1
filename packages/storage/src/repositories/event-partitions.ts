import { firstIdAt } from "./event-log.ts";
import type { Tx } from "../storage.ts";

/** Until when a tenant's events may be forgotten. */
export interface Expiry {
  readonly tenantId: string;
  readonly before: Date;
}

interface Month {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

const MONTHS_AHEAD = 3; // of which the maintenance may be late
const LOCK = 715_519;
const shape = /^events_(\d{4})_(\d{2})$/;

const monthOf = (year: number, month: number): Month & { readonly end: Date } => {
  const [start, end] = [new Date(Date.UTC(year, month, 1)), new Date(Date.UTC(year, month + 1, 1))];
  return { name: `events_${start.toISOString().slice(0, 7).replace("-", "_")}`, from: firstIdAt(start), to: firstIdAt(end), end };
};

/** What the default partition caught meanwhile moves into the month it belongs to; PostgreSQL would refuse the partition otherwise. */
const create = async (tx: Tx, { name, from, to }: Month): Promise<void> => {
  await tx.query(`create table ${name} (like events including all)`);
  await tx.query("lock table events_default in access exclusive mode");
  await tx.query(
    `with moved as (delete from events_default where id >= '${from}' and id < '${to}' returning *)
     insert into ${name} select * from moved`,
  );
  await tx.query(`alter table events attach partition ${name} for values from ('${from}') to ('${to}')`);
};

const exists = async (tx: Tx, name: string): Promise<boolean> => {
  const { rows } = await tx.query<{ there: boolean }>("select to_regclass($1) is not null as there", [name]);
  return rows[0]?.there === true;
};

const isNeeded = async (tx: Tx, { name }: Month, expiries: readonly Expiry[]): Promise<boolean> => {
  const { rows } = await tx.query<{ needed: boolean }>(
    `select exists (
       select 1 from ${name} e left join unnest($1::uuid[], $2::uuid[]) expired (tenant_id, bound) on expired.tenant_id = e.tenant_id
       where expired.bound is null or e.id >= expired.bound) as needed`,
    [expiries.map(({ tenantId }) => tenantId), expiries.map(({ before }) => firstIdAt(before))],
  );
  return rows[0]?.needed !== false;
};

/** The months of the event log, cut at the time in the ids of its rows. */
export const eventPartitions = (tx: Tx) => ({
  /** False: another process keeps them just now. Whoever got it waits no longer than 5 s for a table: everybody who appends would wait with it. */
  tryLock: async (): Promise<boolean> => {
    await tx.query("set local lock_timeout to '5s'");
    const { rows } = await tx.query<{ got: boolean }>("select pg_try_advisory_xact_lock($1) as got", [LOCK]);
    return rows[0]?.got === true;
  },
  /** Makes the partitions of this month and the next ones; answers which were missing. */
  makeAhead: async (now: Date): Promise<readonly string[]> => {
    const made: string[] = [];
    for (let ahead = 0; ahead < MONTHS_AHEAD; ahead += 1) {
      const month = monthOf(now.getUTCFullYear(), now.getUTCMonth() + ahead);
      if (await exists(tx, month.name)) continue;
      await create(tx, month);
      made.push(month.name);
    }
    return made;
  },
  /** Drops past months of which no tenant wants to keep anything, rows and all; answers which. */
  dropExpired: async (now: Date, expiries: readonly Expiry[]): Promise<readonly string[]> => {
    const { rows } = await tx.query<{ name: string }>(
      "select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'events'::regclass order by 1",
    );
    const dropped: string[] = [];
    for (const { name } of rows) {
      const [, year, month] = shape.exec(name) ?? [];
      if (year === undefined) continue; // the default partition
      const past = monthOf(Number(year), Number(month) - 1);
      if (past.end > now || (await isNeeded(tx, past, expiries))) continue;
      await tx.query(`drop table ${name}`);
      dropped.push(name);
    }
    return dropped;
  },
});
