import type { Queryable } from "../storage.ts";
import { countedSessions, type CountedSessions } from "./counted-sessions.ts";
import type { WebhookAttempt, WebhookDelivery } from "./webhook-deliveries.ts";

/** A session in a list. */
export interface ListedSession {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly externalId: string | null;
  readonly kind: string;
  readonly vocabulary: string;
  readonly locale: string;
  readonly step: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

/** Which sessions to list, newest first; `before` is the last id seen. */
export interface SessionQuery {
  readonly tenantId: string;
  readonly userId: string | null;
  /** `open`, or how they ended. */
  readonly end: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly before: string | null;
  readonly limit: number;
  readonly counted: CountedSessions;
}

const columns = `s.id, s.tenant_id as "tenantId", s.user_id as "userId", u.external_id as "externalId", l.kind, l.vocabulary, s.locale,
  s.flow -> 'step' ->> 'at' as step, s.created_at as "createdAt", s.ended_at as "endedAt", s.end_reason as "endReason"`;
const joined = "sessions s join users u on u.id = s.user_id join links l on l.id = s.link_id";

/** Sessions as the console lists them, and what was sent of one. */
export const sessionList = (db: Queryable) => ({
  /** Indexes sessions_tenant, sessions_user. */
  query: async (q: SessionQuery): Promise<readonly ListedSession[]> => {
    const values: unknown[] = [q.tenantId, q.userId, q.before, q.end, q.from, q.to, q.limit];
    const counted = countedSessions(q.counted, "s.id", values) ?? "true";
    const { rows } = await db.query<ListedSession>(
      `select ${columns} from ${joined}
       where s.tenant_id = $1 and ($2::uuid is null or s.user_id = $2) and ($3::uuid is null or s.id < $3)
         and ($4::text is null or case when $4 = 'open' then s.ended_at is null else s.end_reason = $4 end)
         and ($5::timestamptz is null or s.created_at >= $5) and ($6::timestamptz is null or s.created_at < $6) and ${counted}
       order by s.id desc limit $7`,
      values,
    );
    return rows;
  },
  byId: async (tenantId: string, id: string): Promise<ListedSession | null> => {
    const { rows } = await db.query<ListedSession>(`select ${columns} from ${joined} where s.tenant_id = $1 and s.id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Attempts to deliver what happened in a session, oldest first (index webhook_deliveries_session). */
  deliveryAttempts: async (
    tenantId: string,
    sessionId: string,
  ): Promise<readonly (WebhookAttempt & Pick<WebhookDelivery, "eventType" | "endpointId">)[]> => {
    const { rows } = await db.query<WebhookAttempt & Pick<WebhookDelivery, "eventType" | "endpointId">>(
      `select a.delivery_id as "deliveryId", a.no, a.started_at as "startedAt", a.duration_ms as "durationMs", a.outcome, a.status, a.detail,
         d.event_type as "eventType", d.endpoint_id as "endpointId"
       from webhook_deliveries d join webhook_attempts a on a.delivery_id = d.id
       where d.tenant_id = $1 and d.session_id = $2 order by a.started_at limit 1000`,
      [tenantId, sessionId],
    );
    return rows;
  },
  /** Operations a person was asked to approve while a session ran (index operations_user). */
  approvals: async (userId: string, { from, to }: { readonly from: Date; readonly to: Date }) => {
    const { rows } = await db.query<{ id: string; banner: string; state: string; createdAt: Date; decidedAt: Date | null }>(
      `select id, banner, state, created_at as "createdAt", decided_at as "decidedAt" from operations
       where user_id = $1 and created_at >= $2 and created_at <= $3 order by id limit 200`,
      [userId, from, to],
    );
    return rows;
  },
});
