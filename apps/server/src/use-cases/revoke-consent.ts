import { connections, consents, dueConnections, syncRuns, type Connection, type Tx } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import type { Deps } from "./deps.ts";
import { appendRemovals, type Actor } from "./removal-events.ts";
import { revokeAccess } from "./revoke-access.ts";
import { settleConnectionsById } from "./settle-connections.ts";
import { clockOf } from "./tenant-clock.ts";

/**
 * Ends what a person allowed for a connection: our access at the bank goes, and nothing is fetched any more. The
 * connection stays visible with what it brought, and can be allowed again; deleting is another matter. A sync that is
 * at work ends with it: what its bank says afterwards is not kept.
 */
export const revokeConsent = async (deps: Deps, connection: Connection, actor: Actor): Promise<void> => {
  if (connection.status !== "active") return;
  const { tenantId, id } = connection;
  await deps.storage.transaction(async (tx) => {
    const locked = await connections(tx).lock(tenantId, id);
    if (locked?.status === "active") await endConsent(deps, tx, { connection: locked, actor });
  });
};

/** The part of it that commits, on a connection that is held. */
export const endConsent = async (
  deps: Deps,
  tx: Tx,
  { connection, actor }: { readonly connection: Connection; readonly actor: Actor },
): Promise<void> => {
  const { tenantId, id } = connection;
  const now = clockOf(deps, tenantId);
  const revoked = await consents(tx).revokeOf(tenantId, id, now);
  if (revoked.length === 0) return;
  await revokeAccess(tx, connection);
  await syncRuns(tx).withdrawOf(id, now);
  await dueConnections(tx).release([id]);
  await connections(tx).endSync(tenantId, id, {
    accessSealed: null,
    error: "credentials_error",
    failure: "access_revoked",
    attemptedAt: connection.lastSyncedAt ?? now,
    updatedAt: null,
  });
  const removals = revoked.map((consent) => ({ type: "consent.revoked" as const, data: { consent: printId("cns", consent) } }));
  await appendRemovals(deps, tx, { connection, actor, removals });
  await settleConnectionsById(deps, tx, { tenantId, ids: [id], trigger: "consent" });
};
