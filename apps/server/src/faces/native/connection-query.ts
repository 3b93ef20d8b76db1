import { Type, type Static } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { parseId } from "../../ids.ts";
import type { FleetWish } from "../../use-cases/find-fleet.ts";

const text = Type.Optional(Type.String({ maxLength: 100 }));

const filters = {
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
};

/** Filters of the fleet's counts (connections.md, E10). */
export const FleetCountFilter = Type.Object(filters, { additionalProperties: false });
export type FleetCountFilter = Static<typeof FleetCountFilter>;

/** Filters of the fleet, and how much of it. */
export const FleetFilter = Type.Object(
  { ...filters, limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }) },
  { additionalProperties: false },
);

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

/** Reads which part of the fleet is asked for. */
export const readFleet = (filter: FleetCountFilter, limit: number): FleetWish => ({
  ...filter,
  kind: filter.kind ?? null,
  bankId: filter.bankId ?? null,
  after: idOf("con", filter.after),
  userId: idOf("usr", filter.userId),
  expiringBefore: dateOf("expiringBefore", filter.expiringBefore),
  updatedBefore: dateOf("updatedBefore", filter.updatedBefore),
  limit,
});
