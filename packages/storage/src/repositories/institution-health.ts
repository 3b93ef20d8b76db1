import type { Queryable } from "../storage.ts";
import { firstIdAt } from "./event-log.ts";

/** Answers of a bank to one tenant's attempts within a span of time. */
export interface BankAnswers {
  /** Native id, as events hold it. */
  readonly institution: string;
  readonly tenantId: string;
  readonly answered: number;
  readonly failed: number;
}

/** What traffic said of an institution when it was judged last. */
export interface StoredHealth {
  readonly institutionId: string;
  readonly state: "healthy" | "degraded" | "down";
  readonly since: Date;
  readonly answered: number;
  readonly failed: number;
  readonly judgedAt: Date;
  readonly told: readonly string[];
}

const columns = `institution_id as "institutionId", state, since, answered, failed, judged_at as "judgedAt", told`;
const LOCK = 715_519;

/** Health of institutions from this installation's own traffic. */
export const institutionHealth = (db: Queryable) => ({
  /** False: another process judges. */
  tryLock: async (): Promise<boolean> => {
    const { rows } = await db.query<{ got: boolean }>("select pg_try_advisory_xact_lock($1) as got", [LOCK]);
    return rows[0]?.got === true;
  },
  /** How attempts ended since a moment; of a tenant, or of all. Index: the log's primary key. */
  answersSince: async (
    since: Date,
    { outcomes, failures, tenantId }: { readonly outcomes: readonly string[]; readonly failures: readonly string[]; readonly tenantId?: string },
  ): Promise<readonly BankAnswers[]> => {
    const { rows } = await db.query<BankAnswers>(
      `select data #>> '{institution,id}' as institution, tenant_id as "tenantId", count(*)::int as answered,
         count(*) filter (where data ->> 'failure' = any($3))::int as failed
       from events
       where id >= $1::uuid and type = any($2) and data #>> '{institution,id}' is not null and ($4::uuid is null or tenant_id = $4)
       group by 1, 2`,
      [firstIdAt(since), [...outcomes], [...failures], tenantId ?? null],
    );
    return rows;
  },
  all: async (): Promise<readonly StoredHealth[]> => {
    const { rows } = await db.query<StoredHealth>(`select ${columns} from institution_health`);
    return rows;
  },
  /** Stores a judgement; a changed state is announced to every process' directory. */
  save: async ({ institutionId, state, since, answered, failed, judgedAt, told }: StoredHealth, change: "changed" | "same"): Promise<void> => {
    await db.query(
      `insert into institution_health (institution_id, state, since, answered, failed, judged_at, told) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (institution_id) do update set state = excluded.state, since = excluded.since, answered = excluded.answered,
         failed = excluded.failed, judged_at = excluded.judged_at, told = excluded.told`,
      [institutionId, state, since, answered, failed, judgedAt, [...told]],
    );
    if (change === "changed") await db.query("select pg_notify('institutions_changed', '')");
  },
});
