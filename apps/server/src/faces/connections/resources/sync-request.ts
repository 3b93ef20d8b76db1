import { SyncInput } from "@drawbridge/contract";
import { recommendedAction } from "@drawbridge/domain";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { syncRuns, type Connection } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { healthOf } from "../../../use-cases/connection-health.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { performSync, requestSync, type EarlyReason, type RequestedSync } from "../../../use-cases/sync-connection.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import { printAction } from "../../health-fields.ts";
import { ConnectionsProblem } from "../problem.ts";
import type { ResourceVersion } from "./account-routes.ts";
import { askedOfToken } from "./asked.ts";
import { settingsOf } from "./client-settings.ts";
import { findConnection } from "./ids.ts";

const OfConnection = Type.Object({ connectionId: Type.String() });
const needed = [["accounts:read"], ["accounts:write", "accounts:write:all"]];

/** Fresh data for a connection, asked for by the client (connections.md, section 6). */
export const syncRequestRoute =
  (deps: Deps, version: ResourceVersion) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post(
      "/sync/:connectionId",
      { schema: { params: OfConnection, body: Type.Optional(Type.Union([SyncInput, Type.Null()])) } },
      async (request, reply) => {
        const { access, user } = await askedOfToken(deps, { request, reply }, needed);
        const connection = await findConnection(deps, user, request.params.connectionId);
        const { customerIpAddress, customerLastLoggedTime, enableAsync = version === "v3" } = request.body ?? {};
        const { syncLimitSeconds } = await settingsOf(deps, access);
        const attended = customerIpAddress !== undefined;
        const requested = await requestSync(deps, connection, {
          attended,
          requestedBy: access.clientId,
          ...(customerIpAddress !== undefined && { person: { address: customerIpAddress, lastSignedInAt: customerLastLoggedTime ?? null } }),
          ...(syncLimitSeconds !== null && { limitMs: syncLimitSeconds * 1000 }),
        });
        const syncId = await acceptedOf(deps, connection, requested);
        const waits = requested.outcome === "accepted" && !enableAsync;
        return {
          data: { syncId, status: waits ? await outcomeOf(deps, connection, syncId) : "ok" },
          meta: { correlationId: request.id, mode: attended ? "attended" : "unattended" },
        };
      },
    );
  };

const outcomeOf = async (deps: Deps, { tenantId }: Connection, syncId: string): Promise<"ok" | "error"> => {
  await performSync(deps, syncId);
  const run = await syncRuns(deps.storage.pool).byId(tenantId, syncId);
  return run?.status === "success" || run?.status === "partial" || run?.status === "running" ? "ok" : "error";
};

/** The id of the sync, or the refusal with what to do instead. */
const acceptedOf = async (deps: Deps, connection: Connection, requested: RequestedSync): Promise<string> => {
  switch (requested.outcome) {
    case "accepted":
    case "running":
      return requested.syncId;
    case "too_early":
      throw tooEarly(requested, clockOf(deps, connection.tenantId));
    case "expired":
      throw await refuse(deps, connection, { status: 403, code: "ConsentExpired", message: "The consent of this connection has ended" });
    case "paused":
      throw await refuse(deps, connection, {
        status: 409,
        code: "ConnectionPaused",
        message: "The connections of this person are paused until the help desk lets them go on",
      });
    case "single_sync_only":
      throw await refuse(deps, connection, {
        status: 409,
        code: "SingleSyncOnly",
        message: "This connection is updated together with the person: refresh is the way",
      });
  }
};

const early: Readonly<Record<EarlyReason, string>> = {
  manual_limit: "The last sync was asked for a moment ago",
  provider_budget: "The bank takes no more calls for this connection today",
};

/** Says when, why and how fresh the data is (connections.md, E3.2). */
export const tooEarly = (requested: Extract<RequestedSync, { outcome: "too_early" }>, now: Date): ConnectionsProblem => {
  const { reason, nextAllowedAt, lastUpdatedAt } = requested;
  const seconds = Math.max(1, Math.ceil((nextAllowedAt.getTime() - now.getTime()) / 1000));
  const headers = { "retry-after": String(seconds), "x-ratelimit-limit": "1", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(seconds) };
  const members = {
    retryAfterSecs: seconds,
    reason,
    nextSyncAllowedAt: nextAllowedAt.toISOString(),
    lastUpdated: lastUpdatedAt && lastUpdatedAt.toISOString(),
  };
  return new ConnectionsProblem(429, "TooManyRequests", `${early[reason]}; the next sync is accepted in ${seconds} s`, {
    headers,
    members,
  });
};

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const refuse = async (deps: Deps, connection: Connection, { status, code, message }: Refusal): Promise<ConnectionsProblem> => {
  const known = (await healthOf(deps, deps.storage.pool, [connection])).get(connection.id);
  const action = known && printAction(recommendedAction(known.facts, clockOf(deps, connection.tenantId)));
  return new ConnectionsProblem(status, code, message, { details: { reason: action?.reason ?? "unknown_state", recommendedAction: action ?? null } });
};
