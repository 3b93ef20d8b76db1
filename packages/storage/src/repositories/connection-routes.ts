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
export interface SignInRate {
  readonly aggregator: string;
  readonly successRate: number;
}

// Index events_institution; of the last ones only, so that a busy institution costs no more than a quiet one.
const ratesSql = `select aggregator, avg(case when type in ('sign_in.failed', 'oauth.failed', 'provider.changed') then 0 else 1 end)::float8 as "successRate"
  from (
    select type, data #>> '{institution,aggregator}' as aggregator
    from events
    where tenant_id = $1 and data #>> '{institution,id}' = $2 and id > $3
      and (type in ('sign_in.succeeded', 'sign_in.challenged', 'oauth.returned', 'provider.changed')
        or (type in ('sign_in.failed', 'oauth.failed') and data ->> 'failure' = any($4)))
    order by id desc
    limit 500
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
  /** How a tenant's last sign-ins at an institution went since an event id; `failures`: those that speak against the aggregator. */
  signInRates: async (
    tenantId: string,
    { institution, since, failures }: { readonly institution: string; readonly since: string; readonly failures: readonly string[] },
  ): Promise<readonly SignInRate[]> => (await db.query<SignInRate>(ratesSql, [tenantId, institution, since, [...failures]])).rows,
});
