import type { RoutingDecision } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** Another aggregator for a connection that is not there yet. */
export interface NewRoute {
  readonly provider: string;
  readonly kind: string;
  readonly bankConnectionId: string;
  readonly routing: RoutingDecision | null;
}

/** How the sign-ins of one aggregator went. */
export interface SignInRecord {
  readonly aggregator: string;
  readonly successRate: number;
  /** Half of them had the bank's first answer in so many seconds; null: not asked for, or none had one here. */
  readonly medianSeconds: number | null;
}

/** Which sign-ins are looked at, and for what. */
export interface SignInQuery {
  readonly institution: string;
  /** An event id. */
  readonly since: string;
  /** Those that speak against the aggregator. */
  readonly failures: readonly string[];
  readonly timed: boolean;
}

// Indexes events_institution and events_session; of the last ones only, so that a busy institution costs no more than a quiet one.
// What a person does at a bank's own page is not the bank's time, so only answers to a form are timed.
const recordSql = `select aggregator,
    avg(case when type in ('sign_in.failed', 'oauth.failed', 'provider.changed') then 0 else 1 end)::float8 as "successRate",
    percentile_cont(0.5) within group (order by seconds)::float8 as "medianSeconds"
  from (
    select done.type, done.data #>> '{institution,aggregator}' as aggregator, extract(epoch from done.occurred_at - begun.occurred_at) as seconds
    from (
      select type, data, session_id, attempt_id, occurred_at
      from events
      where tenant_id = $1 and data #>> '{institution,id}' = $2 and id > $3
        and (type in ('sign_in.succeeded', 'sign_in.challenged', 'oauth.returned', 'provider.changed')
          or (type in ('sign_in.failed', 'oauth.failed') and data ->> 'failure' = any($4)))
      order by id desc
      limit 500
    ) done
    left join events begun on $5 and done.type in ('sign_in.succeeded', 'sign_in.challenged')
      and begun.session_id = done.session_id and begun.attempt_id = done.attempt_id and begun.type = 'sign_in.started'
  ) last
  where aggregator is not null
  group by aggregator`;

/** Which aggregator a connection was given, and why. */
export const connectionRoutes = (db: Queryable) => ({
  of: async (tenantId: string, id: string): Promise<RoutingDecision | null> => {
    const { rows } = await db.query<{ routing: RoutingDecision | null }>("select routing from connections where tenant_id = $1 and id = $2", [
      tenantId,
      id,
    ]);
    return rows[0]?.routing ?? null;
  },
  save: async (tenantId: string, id: string, routing: RoutingDecision): Promise<void> => {
    await db.query("update connections set routing = $3 where tenant_id = $1 and id = $2", [tenantId, id, JSON.stringify(routing)]);
  },
  /** Gives an unfinished connection to another aggregator; its own id stays. */
  move: async (tenantId: string, id: string, { provider, kind, bankConnectionId, routing }: NewRoute): Promise<void> => {
    await db.query(
      `update connections set provider = $3, kind = $4, bank_connection_id = $5, routing = $6
       where tenant_id = $1 and id = $2 and status = 'pending'`,
      [tenantId, id, provider, kind, bankConnectionId, routing && JSON.stringify(routing)],
    );
  },
  /** How a tenant's last sign-ins at an institution went. */
  signIns: async (tenantId: string, { institution, since, failures, timed }: SignInQuery): Promise<readonly SignInRecord[]> =>
    (await db.query<SignInRecord>(recordSql, [tenantId, institution, since, [...failures], timed])).rows,
});
