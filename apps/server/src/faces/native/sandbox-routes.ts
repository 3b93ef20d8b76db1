import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { connections, newId, sandboxStates, webhookEndpoints, type Connection, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import { advanceClock, requireSandbox } from "../../use-cases/advance-clock.ts";
import { connectionRows } from "../../use-cases/connection-events.ts";
import { recommendFor, stateFor } from "../../use-cases/connection-health.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { forceState } from "../../use-cases/force-state.ts";
import type { InstitutionMood } from "../../use-cases/sandbox-control.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { recordEvents } from "../../webhooks/record-events.ts";
import { idempotent } from "./idempotent.ts";

const closed = { additionalProperties: false } as const;
const Seconds = Type.Integer({ minimum: 0, maximum: 315_360_000 });
const Days = Type.Number({ minimum: -3650, maximum: 3650 });

const AdvanceBody = Type.Object(
  {
    seconds: Type.Optional(Seconds),
    until: Type.Optional(Type.String({ maxLength: 40 })),
    /** Goes in steps of this length and does in each what falls due; left out, at once. */
    stepSeconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 31_536_000 })),
  },
  closed,
);

const StateBody = Type.Object(
  {
    error: Type.Optional(Type.Union([Type.Enum(["sync_error", "sync_partial", "mfa_required", "credentials_error"]), Type.Null()])),
    failingForDays: Type.Optional(Type.Number({ minimum: 0, maximum: 3650 })),
    lastUpdatedDaysAgo: Type.Optional(Type.Number({ minimum: 0, maximum: 3650 })),
    lastSyncedMinutesAgo: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 5_256_000 }), Type.Null()])),
    consentEndsInDays: Type.Optional(Days),
    tppConsent: Type.Optional(Type.Boolean()),
    revokeAtBank: Type.Optional(Type.Boolean()),
    paused: Type.Optional(Type.Boolean()),
  },
  closed,
);

const MoodBody = Type.Object(
  {
    health: Type.Optional(Type.Enum(["healthy", "degraded", "down"])),
    singleSyncOnly: Type.Optional(Type.Boolean()),
    /** What the directory says; users named `user_mfa_…` are really asked. */
    useMfa: Type.Optional(Type.Boolean()),
  },
  closed,
);

const firedTypes = [
  "connection.updated",
  "connection.attention_required",
  "connection.recovered",
  "connection.expiring",
  "connection.expired",
  "connection.reauth_due",
  "connection.revoked",
  "connection.refresh_due",
  "sync.finished",
  "transactions.added",
  "transactions.updated",
  "transactions.deleted",
  "transactions.restored",
  "account.lost",
  "connection.history_read",
] as const;
const FireBody = Type.Object(
  {
    type: Type.Enum(firedTypes),
    connectionId: Type.String({ maxLength: 100 }),
    data: Type.Optional(Type.Record(Type.String({ maxLength: 100 }), Type.Unknown())),
  },
  closed,
);

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });

/** Routes that only sandbox tenants may use: their clock, states of connections, moods of institutions, webhooks on demand. */
export const sandboxRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/sandbox/clock", async (request) => printClock(deps, await sandboxOf(deps, request)));
    app.post("/v1/sandbox/clock/advance", { schema: { body: AdvanceBody } }, async (request, reply) => {
      const tenant = await sandboxOf(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        const { stepSeconds } = request.body;
        const byMs = distanceOf(clockOf(deps, tenant.id), request.body);
        const { syncs, checks } = await advanceClock(deps, tenant.id, { byMs, stepMs: stepSeconds === undefined ? null : stepSeconds * 1000 });
        return { ...printClock(deps, tenant), syncs, checks };
      });
    });
    app.post("/v1/sandbox/connections/:id/state", { schema: { params: Id, body: StateBody } }, async (request, reply) => {
      const tenant = await sandboxOf(deps, request);
      return idempotent(deps, { tenant, request, reply }, async () => {
        await forceState(deps, await connectionOf(deps, tenant, request.params.id), request.body);
        return printState(deps, await connectionOf(deps, tenant, request.params.id));
      });
    });
    app.post("/v1/sandbox/institutions/:id/state", { schema: { params: Id, body: MoodBody } }, async (request, reply) => {
      const tenant = await sandboxOf(deps, request);
      return idempotent(deps, { tenant, request, reply }, () => setMood(deps, request.params.id, request.body));
    });
    app.post("/v1/sandbox/webhooks", { schema: { body: FireBody } }, async (request, reply) => {
      const tenant = await sandboxOf(deps, request);
      return idempotent(deps, { tenant, request, reply }, () => fire(deps, tenant, request.body));
    });
  };

const sandboxOf = async (deps: Deps, request: FastifyRequest): Promise<Tenant> => {
  const tenant = await tenantOfBearer(deps, request);
  await requireSandbox(deps, tenant);
  return tenant;
};

const printClock = (deps: Deps, { id }: Tenant) => ({
  now: clockOf(deps, id).toISOString(),
  machineNow: deps.now().toISOString(),
  aheadSeconds: Math.round(deps.tenantClocks.offsetOf(id) / 1000),
});

const distanceOf = (now: Date, { seconds, until }: { readonly seconds?: number; readonly until?: string }): number => {
  if ((seconds === undefined) === (until === undefined)) throw new AppError("VALIDATION_FAILED", { detail: "Give either seconds or until." });
  if (seconds !== undefined) return seconds * 1000;
  const at = new Date(until ?? "");
  if (Number.isNaN(at.getTime())) throw new AppError("VALIDATION_FAILED", { detail: "until is not an instant." });
  return at.getTime() - now.getTime();
};

const connectionOf = async (deps: Deps, tenant: Tenant, text: string): Promise<Connection> => {
  const id = parseId("con", text);
  const connection = id && (await connections(deps.storage.pool).byId(tenant.id, id));
  if (!connection || connection.status !== "active") throw new AppError("CONNECTION_NOT_FOUND");
  return connection;
};

const printState = async (deps: Deps, connection: Connection) => {
  const { pool } = deps.storage;
  const { notBefore, ...recommended } = await recommendFor(deps, pool, connection);
  return {
    id: printId("con", connection.id),
    ...(await stateFor(deps, pool, connection)),
    recommendedAction: { ...recommended, notBefore: notBefore?.toISOString() ?? null },
    nextScheduledSyncAt: connection.nextSyncAt?.toISOString() ?? null,
  };
};

const setMood = async (deps: Deps, idOrSlug: string, mood: InstitutionMood & { readonly useMfa?: boolean }) => {
  const { useMfa: _ofDirectory, ...atBank } = mood;
  const entry = deps.directory.resolve(idOrSlug, []);
  const institution = entry && deps.directory.byUuid(entry.uuid);
  if (!institution) throw new AppError("INSTITUTION_NOT_FOUND");
  if (!deps.sandboxBank?.setMood(institution.record.slug, atBank))
    throw new AppError("INPUT_NOT_POSSIBLE", { detail: "This institution is not one of the sandbox bank's." });
  await deps.storage.transaction((tx) => sandboxStates(tx).setInstitution(institution.id, mood));
  await deps.directory.reload();
  return { id: printId("ins", institution.id), slug: institution.record.slug, ...mood };
};

const fire = async (
  deps: Deps,
  tenant: Tenant,
  body: { readonly type: (typeof firedTypes)[number]; readonly connectionId: string; readonly data?: Readonly<Record<string, unknown>> },
) => {
  const connection = await connectionOf(deps, tenant, body.connectionId);
  const data = { ...sampleOf(body.type), ...body.data, fired: true };
  const rows = connectionRows(deps, connection, [{ type: body.type, data }]);
  await deps.storage.transaction((tx) => recordEvents(tx, rows));
  const endpoints = await webhookEndpoints(deps.storage.pool).list(tenant.id);
  return { eventId: printId("evt", rows[0]?.id ?? newId()), type: body.type, endpoints: endpoints.length };
};

/** What a real one would carry at least. */
const sampleOf = (type: (typeof firedTypes)[number]): Readonly<Record<string, unknown>> => {
  if (type === "sync.finished")
    return { syncId: printId("syn", newId()), trigger: "manual", attended: true, status: "success", failure: null, changes: {} };
  if (type === "connection.expiring") return { daysLeft: 5, tppConsent: false };
  if (type === "connection.reauth_due") return { daysLeft: -1, tppConsent: false };
  if (type === "connection.refresh_due") return { daysSinceUpdate: 2 };
  if (type.startsWith("transactions.")) return { accounts: [] };
  return type === "account.lost" ? { account: { id: printId("acc", newId()) } } : { trigger: "sandbox" };
};
