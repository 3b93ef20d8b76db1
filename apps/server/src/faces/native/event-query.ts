import { eventLog, type LogFilter, type Tenant } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { parseId, type IdKind } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { countedSessionsFields, readCountedSessions } from "./counted-sessions-query.ts";
import { typesOfAction } from "../connect/action-of.ts";

const closed = { additionalProperties: false } as const;
const text = Type.Optional(Type.String({ minLength: 1, maxLength: 100 }));

const filters = {
  sessionId: text,
  userId: text,
  institutionId: text,
  connectionId: text,
  /** A canonical name, or a family of them such as `sign_in.*`; several are parted by commas. */
  type: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: "^[a-z_]+(\\.[a-z_]+)*(\\.\\*)?(,[a-z_]+(\\.[a-z_]+)*(\\.\\*)?)*$" })),
  /** A name of the Connect face. */
  action: Type.Optional(Type.String({ pattern: "^[A-Za-z]{1,40}$" })),
  from: text,
  to: text,
  failure: Type.Optional(Type.String({ pattern: "^[a-z_]{1,60}$" })),
  /** Only beginnings of attempts that nothing answered. */
  unanswered: Type.Optional(Type.Boolean()),
  ...countedSessionsFields,
};

/** What to list. */
export const EventsQuery = Type.Object(
  {
    ...filters,
    order: Type.Optional(Type.Enum(["oldest", "newest"])),
    /** Goes on after this event, in the order asked for. */
    after: text,
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  },
  closed,
);
export type EventsQuery = Static<typeof EventsQuery>;

/** What to export. */
export const ExportQuery = Type.Object({ ...filters, format: Type.Enum(["ndjson", "csv"], { default: "ndjson" }) }, closed);
export type ExportQuery = Static<typeof ExportQuery>;

/** What to follow. */
export const StreamQuery = Type.Object(
  { sessionId: text, userId: text, institutionId: text, connectionId: text, type: filters.type, after: text },
  closed,
);
export type StreamQuery = Static<typeof StreamQuery>;

const invalid = (detail: string): never => {
  throw new AppError("VALIDATION_FAILED", { detail });
};

/** The uuid of a native id. */
export const idOf = (kind: IdKind, value: string | undefined): string | undefined =>
  value === undefined ? undefined : (parseId(kind, value) ?? invalid(`not a ${kind}_… id`));

const shape = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

const timeOf = (name: string, value: string | undefined): Date | undefined => {
  if (value === undefined) return undefined;
  const at = new Date(shape.test(value) ? value : Number.NaN);
  return Number.isNaN(at.getTime()) ? invalid(`${name} is not a time such as 2026-03-01T09:00:00Z`) : at;
};

/** Events hold native ids, so a well-formed one is compared as it is. */
const printed = (kind: IdKind, value: string | undefined): string | undefined => (idOf(kind, value) === undefined ? undefined : value);

const typesOf = ({ type, action }: { readonly type?: string | undefined; readonly action?: string | undefined }): readonly string[] | undefined => {
  const named = type?.split(",");
  if (action === undefined) return named;
  const spoken = typesOfAction(action);
  if (spoken.length === 0) return invalid(`${action} is not a user event of the Connect face`);
  return named ? spoken.filter((each) => named.includes(each)) : spoken;
};

/** Reads what to find in the log; refuses what is no id, time or name. */
export const readFilter = (tenant: Tenant, query: Omit<ExportQuery, "format">): LogFilter => ({
  tenantId: tenant.id,
  sessionId: idOf("ses", query.sessionId),
  userId: idOf("usr", query.userId),
  institutionId: printed("ins", query.institutionId),
  connectionId: printed("con", query.connectionId),
  types: typesOf(query),
  from: timeOf("from", query.from),
  to: timeOf("to", query.to),
  failure: query.failure,
  unanswered: query.unanswered,
  sessions: readCountedSessions(query),
});

/** Where a reader who saw an event goes on. Null: the tenant's log has no such event. */
export const positionOf = async (deps: Deps, tenant: Tenant, event: string): Promise<{ readonly tx: string; readonly id: string } | null> => {
  const id = parseId("evt", event);
  const tx = id && (await eventLog(deps.storage.pool).txOf(tenant.id, id));
  return id && tx ? { tx, id } : null;
};
