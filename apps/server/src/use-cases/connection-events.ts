import { newId, type Connection, type EventRow } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import type { Deps } from "./deps.ts";
import { clockOf } from "./tenant-clock.ts";

/** Something that happened to a connection outside a session. */
export interface ConnectionEvent {
  readonly type:
    | "sync.started"
    | "sync.finished"
    | "transactions.added"
    | "transactions.updated"
    | "transactions.deleted"
    | "transactions.restored"
    | "account.lost"
    | "connection.history_read"
    | "connection.updated"
    | "connection.attention_required"
    | "connection.recovered"
    | "connection.expiring"
    | "connection.expired"
    | "connection.reauth_due"
    | "connection.revoked"
    | "connection.refresh_due";
  readonly data: Readonly<Record<string, unknown>>;
}

/** Everything a new connection was asked for has been read, its older transactions too. */
export const historyRead: ConnectionEvent = { type: "connection.history_read", data: {} };

/** The bank stopped sending an account. */
export const accountLost = (id: string): ConnectionEvent => ({ type: "account.lost", data: { account: { id: printId("acc", id) } } });

const OUTSIDE = { sessionId: null, seq: 0, step: "", attemptId: null } as const; // only sessions count and have steps

/** Rows of the log. `at` in the data is the tenant's time; the row itself is written at the machine's. */
export const connectionRows = (deps: Deps, connection: Connection, happened: readonly ConnectionEvent[]): readonly EventRow[] => {
  const { tenantId, userId, id, no, institutionId, bankConnectionId, kind } = connection;
  const bank = deps.directory.byUuid(institutionId);
  const institution = bank && { id: printId("ins", bank.id), no: bank.no, slug: bank.record.slug, name: bank.record.name, url: bank.record.url };
  const common = { institution, connection: { id: printId("con", id), no, bankConnectionId, kind }, at: clockOf(deps, tenantId).toISOString() };
  return happened.map(({ type, data }) => ({
    ...OUTSIDE,
    id: newId(),
    tenantId,
    userId,
    type,
    data: { ...common, ...data },
    occurredAt: deps.now(),
  }));
};
