import type { Queryable } from "../storage.ts";
import { countedSessions, type CountedSessions } from "./counted-sessions.ts";
import type { EventRow } from "./events.ts";

/** A row of the log with the transaction that wrote it and, where its session is counted, the mode of its link. */
export interface LogEntry extends EventRow {
  readonly tx: string;
  readonly mode: string | null;
}

/** What to find in a tenant's log. Times are those of the events. */
export interface LogFilter {
  readonly tenantId: string;
  readonly sessionId?: string | undefined;
  readonly userId?: string | undefined;
  /** Native ids, as events hold them. */
  readonly institutionId?: string | undefined;
  readonly connectionId?: string | undefined;
  /** Canonical names, or families of them such as `sign_in.*`. */
  readonly types?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Written down before; events are paged in that order. */
  readonly notedBefore?: Date | undefined;
  /** What people were shown as failed. */
  readonly failure?: string | undefined;
  /** True: only beginnings of attempts that nothing answered. */
  readonly unanswered?: boolean | undefined;
  /** Only what happened in these sessions. */
  readonly sessions?: CountedSessions | undefined;
}

/** A page of the log: in the order of ids, after the one that was seen last. */
export interface LogPage {
  readonly order: "oldest" | "newest";
  readonly after?: string | undefined;
  readonly limit: number;
}

const columns = `e.id, e.tenant_id as "tenantId", e.session_id as "sessionId", e.user_id as "userId", e.seq, e.type, e.attempt_id as "attemptId",
  e.step, e.data, e.occurred_at as "occurredAt", e.tx::text as tx`;

/** Smallest id of a moment: ids begin with their milliseconds, so a range of time is a range of ids. */
export const firstIdAt = (at: Date): string => {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
};

const CLOCK_SLACK_MS = 60_000; // an id is made a moment before or after its event's own time

/** Names, and families as ranges: what follows a dot lies before the slash. Index events_type. */
const typesIn = (types: readonly string[], values: unknown[]): string => {
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const names = types.filter((type) => !type.endsWith(".*"));
  const families = types.filter((type) => type.endsWith(".*")).map((type) => type.slice(0, -1));
  const ranges = families.map(
    (family) => `(e.type collate "C" >= ${parameter(family)}::text and e.type collate "C" < ${parameter(family.replace(/\.$/, "/"))}::text)`,
  );
  return `(${[`e.type collate "C" = any(${parameter(names)}::text[])`, ...ranges].join(" or ")})`;
};

// The second event of an attempt has the family of the first. Index events_session.
const unanswered = `e.type in ('sign_in.started', 'mfa.started', 'oauth.launched', 'accounts.adding', 'accounts.removing') and not exists (
  select 1 from events x where x.session_id = e.session_id and x.attempt_id = e.attempt_id and x.id > e.id
    and case e.type when 'accounts.adding' then x.type in ('accounts.added', 'accounts.add_failed')
      when 'accounts.removing' then x.type in ('accounts.removed', 'accounts.remove_failed')
      else split_part(x.type, '.', 1) = split_part(e.type, '.', 1) end)`;

/** Where a session's part is meant: of its events only those of that institution or provider count. */
const placeOf = (sessions: CountedSessions | undefined): { readonly field: "id" | "aggregator"; readonly value: string } | null => {
  const [dimension, value] = sessions?.part ?? [];
  if (value === undefined || (dimension !== "institution" && dimension !== "provider")) return null;
  return { field: dimension === "institution" ? "id" : "aggregator", value };
};

const conditionsOf = (filter: LogFilter): { readonly conditions: readonly string[]; readonly values: unknown[] } => {
  const values: unknown[] = [filter.tenantId];
  const conditions = ["e.tenant_id = $1"];
  const need = (condition: string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition.replace("?", `$${values.length}`));
  };
  need("e.session_id = ?::uuid", filter.sessionId);
  need("e.user_id = ?::uuid", filter.userId);
  need("e.data #>> '{institution,id}' = ?::text", filter.institutionId);
  need("e.data #>> '{connection,id}' = ?::text", filter.connectionId);
  if (filter.types) conditions.push(typesIn(filter.types, values));
  need("e.occurred_at >= ?::timestamptz", filter.from);
  need("e.id >= ?::uuid", filter.from && firstIdAt(new Date(filter.from.getTime() - CLOCK_SLACK_MS)));
  need("e.occurred_at < ?::timestamptz", filter.to);
  need("e.id < ?::uuid", filter.to && firstIdAt(new Date(filter.to.getTime() + CLOCK_SLACK_MS)));
  need("e.id < ?::uuid", filter.notedBefore && firstIdAt(filter.notedBefore));
  need("e.data ->> 'failure' = ?::text", filter.failure);
  if (filter.unanswered === true) conditions.push(unanswered);
  need("e.id >= ?::uuid", filter.sessions?.from && firstIdAt(new Date(filter.sessions.from.getTime() - CLOCK_SLACK_MS)));
  const part = placeOf(filter.sessions);
  if (part) need(`(e.type like 'session.%' or e.data #>> '{institution,${part.field}}' = ?::text)`, part.value);
  const counted = filter.sessions && countedSessions(filter.sessions, "e.session_id", values);
  return { conditions: counted ? [...conditions, counted] : conditions, values };
};

/** Reading a tenant's log, and following it as it grows. */
export const eventLog = (db: Queryable) => ({
  /** Index events_session, events_user, events_connection, events_institution, events_failure, events_type or events_tenant, whichever the filter allows. */
  page: async (filter: LogFilter, { order, after, limit }: LogPage): Promise<readonly LogEntry[]> => {
    const { conditions, values } = conditionsOf(filter);
    const [compare, direction] = order === "oldest" ? [">", "asc"] : ["<", "desc"];
    const beyond = after === undefined ? [] : [`e.id ${compare} $${values.push(after)}::uuid`];
    const { rows } = await db.query<LogEntry>(
      `select ${columns}, f.mode
       from (select * from events e where ${[...conditions, ...beyond].join(" and ")} order by e.id ${direction} limit $${values.push(limit)}) e
       left join session_facts f on f.session_id = e.session_id
       order by e.id ${direction}`,
      values,
    );
    return rows;
  },
  /** Gives events other data, as a tenant's policy wants it. */
  redact: async (changes: readonly { readonly id: string; readonly data: unknown }[]): Promise<void> => {
    await db.query("update events e set data = u.data from unnest($1::uuid[], $2::jsonb[]) u (id, data) where e.id = u.id", [
      changes.map(({ id }) => id),
      changes.map(({ data }) => JSON.stringify(data)),
    ]);
  },
  /** Forgets a tenant's events made before a moment, some at a time; answers how many. Index events_tenant. */
  forget: async (tenantId: string, before: Date, limit: number): Promise<number> => {
    const { rowCount } = await db.query(
      "delete from events where id in (select id from events where tenant_id = $1 and id < $2::uuid order by id limit $3)",
      [tenantId, firstIdAt(before), limit],
    );
    return rowCount ?? 0;
  },
  /** The transaction of one event; null when the tenant has no such event. */
  txOf: async (tenantId: string, id: string): Promise<string | null> => {
    const { rows } = await db.query<{ tx: string }>("select tx::text as tx from events where id = $1 and tenant_id = $2", [id, tenantId]);
    return rows[0]?.tx ?? null;
  },
  /** The oldest transaction that may still write: before it, the log is complete. */
  horizon: async (): Promise<string> => {
    const { rows } = await db.query<{ tx: string }>("select pg_snapshot_xmin(pg_current_snapshot())::text as tx");
    return rows[0]?.tx ?? "0";
  },
  /** What came after an event of the log, of every tenant or of one, up to the horizon; index events_tx. */
  follow: async (
    after: { readonly tx: string; readonly id: string },
    { tenantId, limit }: { readonly tenantId?: string; readonly limit: number },
  ) => {
    const { rows } = await db.query<LogEntry>(
      `select ${columns}, f.mode
       from events e
       left join session_facts f on f.session_id = e.session_id
       where e.tx >= $1::xid8 and (e.tx > $1::xid8 or e.id > $2::uuid) and e.tx < pg_snapshot_xmin(pg_current_snapshot())
         and ($3::uuid is null or e.tenant_id = $3)
       order by e.tx, e.id
       limit $4`,
      [after.tx, after.id, tenantId ?? null, limit],
    );
    return rows;
  },
});
