import type { AttemptOutcome, DeliveryStatus } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";

/** One message on its way to one endpoint. */
export interface WebhookDelivery {
  readonly id: string;
  readonly no: number;
  readonly tenantId: string;
  readonly endpointId: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly linkId: string | null;
  readonly eventType: string;
  readonly messageId: string;
  readonly body: string;
  /** Place among what the endpoint was told of one connection; null: it is about none. */
  readonly sequence: number | null;
  readonly status: DeliveryStatus;
  readonly attemptsMade: number;
  readonly nextAttemptAt: Date | null;
  readonly replayOf: string | null;
  readonly createdAt: Date;
}

/** A delivery as it is queued; `line` keeps the order of one session, null has none. */
export interface NewWebhookDelivery extends Omit<WebhookDelivery, "no" | "status" | "attemptsMade" | "nextAttemptAt"> {
  readonly line: string | null;
}

/** One attempt of a delivery. */
export interface WebhookAttempt {
  readonly deliveryId: string;
  readonly no: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
  readonly status: number | null;
  readonly detail: string;
}

/** What to read of the delivery log, newest first; `before` is the last id seen. */
export interface DeliveryQuery {
  readonly tenantId: string;
  readonly endpointId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Which of an endpoint's deliveries to take now. */
export interface Claim {
  readonly endpointId: string;
  readonly now: Date;
  /** When they become due again if nobody reports what came of them. */
  readonly until: Date;
  readonly limit: number;
}

/** Which finished deliveries to queue again. */
export interface ReplayRange {
  readonly endpointId: string;
  readonly since: Date;
  readonly until: Date;
  readonly status?: "delivered" | "dead" | undefined;
  readonly now: Date;
  readonly limit: number;
}

const columns = `d.id, d.no, d.tenant_id as "tenantId", d.endpoint_id as "endpointId", d.user_id as "userId", d.session_id as "sessionId",
  d.link_id as "linkId", d.event_type as "eventType", d.message_id as "messageId", d.body, d.sequence, d.status, d.attempts_made as "attemptsMade",
  d.next_attempt_at as "nextAttemptAt", d.replay_of as "replayOf", d.created_at as "createdAt"`;

// An event may tell of a user who was just deleted. It is still sent, and belongs to nobody.
const insertSql = `
  insert into webhook_deliveries (id, tenant_id, endpoint_id, user_id, session_id, link_id, event_type, message_id, body, line, replay_of,
    created_at, next_attempt_at, sequence)
  select r.id, r.tenant_id, r.endpoint_id, u.id, r.session_id, r.link_id, r.event_type, r.message_id, r.body, r.line, r.replay_of,
    r.created_at, r.created_at, r.sequence
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[],
    $9::text[], $10::uuid[], $11::uuid[], $12::timestamptz[], $13::bigint[])
  with ordinality as r(id, tenant_id, endpoint_id, user_id, session_id, link_id, event_type, message_id, body, line, replay_of, created_at, sequence,
    place)
  left join users u on u.id = r.user_id
  order by r.place`;

const add = async (db: Queryable, rows: readonly NewWebhookDelivery[]): Promise<void> => {
  if (rows.length === 0) return;
  await db.query(insertSql, [
    rows.map(({ id }) => id),
    rows.map(({ tenantId }) => tenantId),
    rows.map(({ endpointId }) => endpointId),
    rows.map(({ userId }) => userId),
    rows.map(({ sessionId }) => sessionId),
    rows.map(({ linkId }) => linkId),
    rows.map(({ eventType }) => eventType),
    rows.map(({ messageId }) => messageId),
    rows.map(({ body }) => body),
    rows.map(({ line }) => line),
    rows.map(({ replayOf }) => replayOf),
    rows.map(({ createdAt }) => createdAt),
    rows.map(({ sequence }) => sequence),
  ]);
};

const replaySql = `
  insert into webhook_deliveries (id, tenant_id, endpoint_id, user_id, session_id, link_id, event_type, message_id, body, replay_of, created_at, next_attempt_at,
    sequence)
  select gen_random_uuid(), tenant_id, endpoint_id, user_id, session_id, link_id, event_type, message_id, body, id, $5, $5, sequence
  from webhook_deliveries
  where endpoint_id = $1 and created_at >= $2 and created_at < $3 and status <> 'pending' and ($4::text is null or status = $4) and replay_of is null
  order by no limit $6`;

// Counted when taken, so that a message that kills its sender does not live for ever. Index webhook_deliveries_queue
// for the walk, webhook_deliveries_line for the ones before.
const claimSql = `
  with due as (
    select id from webhook_deliveries d
    where endpoint_id = $1 and status = 'pending' and next_attempt_at <= $2
      and (line is null or not exists (
        select 1 from webhook_deliveries b
        where b.endpoint_id = $1 and b.line = d.line and b.status = 'pending' and b.no < d.no))
    order by no limit $4 for update skip locked)
  update webhook_deliveries d set next_attempt_at = $3, attempts_made = d.attempts_made + 1
  from due where d.id = due.id returning ${columns}`;

const log = async (db: Queryable, q: DeliveryQuery): Promise<readonly WebhookDelivery[]> => {
  const { rows } = await db.query<WebhookDelivery>(
    `select ${columns} from webhook_deliveries d
     where tenant_id = $1 and ($2::uuid is null or endpoint_id = $2) and ($3::text is null or status = $3)
       and ($4::uuid is null or no < (select no from webhook_deliveries where tenant_id = $1 and id = $4))
     order by no desc limit $5`,
    [q.tenantId, q.endpointId ?? null, q.status ?? null, q.before ?? null, q.limit],
  );
  return rows;
};

/** Deliveries: the outbox that is filled with the events, until each is delivered or given up. */
export const webhookDeliveries = (db: Queryable) => ({
  /** In one statement, in the order given. */
  add: (rows: readonly NewWebhookDelivery[]) => add(db, rows),
  /** Takes due deliveries, at most one of each line. */
  claim: async ({ endpointId, now, until, limit }: Claim): Promise<readonly WebhookDelivery[]> => {
    const { rows } = await db.query<WebhookDelivery>(claimSql, [endpointId, now, until, limit]);
    return rows.toSorted((a, b) => a.no - b.no);
  },
  /** Queues finished deliveries again, oldest first, each with an id of its own; answers how many. Index webhook_deliveries_endpoint. */
  replayRange: async (r: ReplayRange): Promise<number> => {
    const { rowCount } = await db.query(replaySql, [r.endpointId, r.since, r.until, r.status ?? null, r.now, r.limit]);
    return rowCount ?? 0;
  },
  /** When the endpoint's next delivery is due; null when nothing is pending. Index webhook_deliveries_queue. */
  nextDue: async (endpointId: string): Promise<Date | null> => {
    const { rows } = await db.query<{ at: Date | null }>(
      `select min(next_attempt_at) as at from webhook_deliveries d
       where endpoint_id = $1 and status = 'pending' and (line is null or not exists (
         select 1 from webhook_deliveries b where b.endpoint_id = $1 and b.line = d.line and b.status = 'pending' and b.no < d.no))`,
      [endpointId],
    );
    return rows[0]?.at ?? null;
  },
  /** Endpoints with something due that nobody is delivering to. Index webhook_deliveries_due. */
  dueEndpoints: async (now: Date): Promise<readonly string[]> => {
    const { rows } = await db.query<{ id: string }>(
      `select distinct d.endpoint_id as id from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
       where d.status = 'pending' and d.next_attempt_at <= $1 and (e.leased_until is null or e.leased_until <= $1) limit 500`,
      [now],
    );
    return rows.map(({ id }) => id);
  },
  settle: async (id: string, status: "delivered" | "dead", now: Date): Promise<void> => {
    await db.query("update webhook_deliveries set status = $2, next_attempt_at = null, completed_at = $3 where id = $1", [id, status, now]);
  },
  postpone: async (id: string, at: Date): Promise<void> => {
    await db.query("update webhook_deliveries set next_attempt_at = $2 where id = $1 and status = 'pending'", [id, at]);
  },
  /** Gives up what waits for an endpoint; it stays in the log and can be replayed. Index webhook_deliveries_queue. */
  buryAll: async (endpointId: string, now: Date): Promise<void> => {
    await db.query(
      "update webhook_deliveries set status = 'dead', next_attempt_at = null, completed_at = $2 where endpoint_id = $1 and status = 'pending'",
      [endpointId, now],
    );
  },
});

/** The log of deliveries and their attempts. */
export const webhookLog = (db: Queryable) => ({
  byId: async (tenantId: string, id: string): Promise<WebhookDelivery | null> => {
    const { rows } = await db.query<WebhookDelivery>(`select ${columns} from webhook_deliveries d where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Index webhook_deliveries_log or webhook_deliveries_endpoint. */
  query: (query: DeliveryQuery) => log(db, query),
  addAttempt: async (a: WebhookAttempt): Promise<void> => {
    await db.query(
      `insert into webhook_attempts (delivery_id, no, started_at, duration_ms, outcome, status, detail) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict do nothing`,
      [a.deliveryId, a.no, a.startedAt, a.durationMs, a.outcome, a.status, a.detail],
    );
  },
  attemptsOf: async (deliveryIds: readonly string[]): Promise<readonly WebhookAttempt[]> => {
    const { rows } = await db.query<WebhookAttempt>(
      `select delivery_id as "deliveryId", no, started_at as "startedAt", duration_ms as "durationMs", outcome, status, detail
       from webhook_attempts where delivery_id = any($1) order by delivery_id, no`,
      [deliveryIds],
    );
    return rows;
  },
  /** Forgets a bounded number of old, finished deliveries. Index webhook_deliveries_old. */
  prune: async (before: Date): Promise<void> => {
    await db.query(
      `delete from webhook_deliveries where id in (
         select id from webhook_deliveries where status <> 'pending' and completed_at < $1 limit 1000)`,
      [before],
    );
  },
});
