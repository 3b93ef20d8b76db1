import type { Storage } from "@drawbridge/storage";

const SPREAD_S = 7_200; // copies of a session begin up to two hours before it

/** An id of a copy: as long before as its session is, and of its own. */
const copied = (id: string): string =>
  `(lpad(to_hex(('x' || substr(${id}::text, 1, 8) || substr(${id}::text, 10, 4))::bit(48)::bigint - shift.ms), 12, '0')
    || substr(${id}::text, 15, 4) || substr(${id}::text, 20, 4) || left(md5(${id}::text || '/' || copy.no), 12))::uuid`;

const copyHour = `insert into events (id, tenant_id, session_id, user_id, seq, type, attempt_id, step, data, occurred_at)
  select ${copied("e.id")}, e.tenant_id, ${copied("e.session_id")}, md5(e.user_id::text || '/' || copy.no)::uuid, e.seq, e.type,
    ${copied("e.attempt_id")}, e.step, e.data, e.occurred_at - shift.ms * interval '1 millisecond'
  from log_to_copy e
  cross join generate_series(1, $3::int) copy (no)
  cross join lateral (select abs(hashtextextended(e.session_id::text, copy.no)) % ${SPREAD_S} * 1000 as ms) shift
  where e.session_started >= $1 and e.session_started < $2`;

const HOUR_MS = 3_600_000;

/** Copies every session of the log so many times: other ids, other people, other moments, and all else as it was played. */
export const multiplyLog = async ({ pool, transaction }: Storage, copies: number): Promise<number> => {
  if (copies < 1) return 0;
  await pool.query(
    `create unlogged table log_to_copy as
     select e.*, min(e.occurred_at) over (partition by e.session_id) as session_started from events e where e.session_id is not null`,
  );
  await pool.query("create index on log_to_copy (session_started)");
  await pool.query("analyze log_to_copy");
  const { rows } = await pool.query<{ from: Date; to: Date }>(`select min(session_started) as "from", max(session_started) as "to" from log_to_copy`);
  const [from, to] = [rows[0]?.from.getTime() ?? 0, rows[0]?.to.getTime() ?? 0];
  const state = { at: from, events: 0 };
  const work = async (): Promise<void> => {
    while (state.at <= to) {
      const start = state.at;
      state.at += 6 * HOUR_MS;
      const added = await transaction(async (tx) => {
        await tx.query("set local synchronous_commit to off");
        return tx.query(copyHour, [new Date(start), new Date(start + 6 * HOUR_MS), copies]);
      });
      state.events += added.rowCount ?? 0;
      process.stderr.write(`\r${new Date(start).toISOString().slice(0, 10)} ${state.events} copied`);
    }
  };
  await Promise.all([work(), work()]);
  await pool.query("drop table log_to_copy");
  process.stderr.write("\n");
  return state.events;
};
