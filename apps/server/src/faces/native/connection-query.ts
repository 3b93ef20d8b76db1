import { connectionState, recommendedAction } from "@drawbridge/domain";
import { connections, type Connection, type FleetQuery, type Tenant } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { parseId } from "../../ids.ts";
import { healthOf, type KnownHealth } from "../../use-cases/connection-health.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";

const text = Type.Optional(Type.String({ maxLength: 100 }));

/** Filters of the fleet (connections.md, E10). */
export const FleetFilter = Type.Object(
  {
    status: Type.Optional(Type.Enum(["ok", "error", "never"])),
    extendedStatus: Type.Optional(Type.Enum(["expired", "stoppedSyncing"])),
    error: Type.Optional(Type.Enum(["resync", "sync_error", "sync_partial", "mfa_required", "credentials_error"])),
    kind: Type.Optional(Type.Enum(["api", "legacy", "test", "zoopla", "mouseprice", "autotrader"])),
    action: Type.Optional(Type.Enum(["none", "wait", "sync", "refresh", "reauth", "reconsent", "contact_support"])),
    userId: text,
    bankId: text,
    expiringBefore: text,
    updatedBefore: text,
    after: text,
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  },
  { additionalProperties: false },
);
export type FleetFilter = Static<typeof FleetFilter>;

/** A connection with what is known of its health. */
export interface Found {
  readonly connection: Connection;
  readonly known: KnownHealth;
}

/** A page of the fleet. `next`: the connection to go on after; null at the end. */
export interface FleetPage {
  readonly found: readonly Found[];
  readonly next: string | null;
}

const dateOf = (name: string, value: string | undefined): Date | null => {
  if (value === undefined) return null;
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) throw new AppError("VALIDATION_FAILED", { detail: `${name} is not a date` });
  return at;
};

const idOf = (kind: "usr" | "con", value: string | undefined): string | null => {
  if (value === undefined) return null;
  const id = parseId(kind, value);
  if (!id) throw new AppError("VALIDATION_FAILED", { detail: `not a ${kind}_… id` });
  return id;
};

const BATCH = 500;
const LONGEST_SCAN = 10_000; // rows looked at for one page; a rarer state is found over several pages

/** State and action are derived, so they are looked for in batches in the order of ids; the rest is the database's. */
export const findFleet = async (deps: Deps, tenant: Tenant, filter: FleetFilter): Promise<FleetPage> => {
  const expiringBefore = dateOf("expiringBefore", filter.expiringBefore);
  const query: FleetQuery = {
    after: idOf("con", filter.after),
    userId: idOf("usr", filter.userId),
    kind: filter.kind ?? null,
    bankId: filter.bankId ?? null,
    updatedBefore: dateOf("updatedBefore", filter.updatedBefore),
    limit: BATCH,
  };
  const fits = matcher(filter, { now: clockOf(deps, tenant.id), expiringBefore });
  const found: Found[] = [];
  let { after } = query;
  for (let seen = 0; seen < LONGEST_SCAN; seen += BATCH) {
    const rows = await connections(deps.storage.pool).fleet(tenant.id, { ...query, after });
    const health = await healthOf(deps, deps.storage.pool, rows);
    for (const connection of rows) {
      after = connection.id;
      const known = health.get(connection.id);
      if (known && fits(known)) found.push({ connection, known });
      if (found.length === filter.limit) return { found, next: after };
    }
    if (rows.length < BATCH) return { found, next: null };
  }
  return { found, next: after };
};

const matcher =
  (filter: FleetFilter, { now, expiringBefore }: { readonly now: Date; readonly expiringBefore: Date | null }) =>
  ({ facts }: KnownHealth): boolean => {
    const { status, error, extendedStatus } = connectionState(facts, now);
    const same = (wanted: string | undefined, value: string | null): boolean => wanted === undefined || wanted === value;
    const expires = expiringBefore === null || (facts.expiresAt !== null && facts.expiresAt < expiringBefore);
    return (
      expires &&
      same(filter.status, status) &&
      same(filter.error, error) &&
      same(filter.extendedStatus, extendedStatus) &&
      same(filter.action, recommendedAction(facts, now).action)
    );
  };
