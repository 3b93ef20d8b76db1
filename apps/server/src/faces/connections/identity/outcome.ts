import { connections, syncRuns, type Connection, type Session, type SyncTrigger } from "@drawbridge/storage";
import { parseId } from "../../../ids.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { contentOf } from "../../../use-cases/session-content.ts";
import { healthOf } from "../../../use-cases/connection-health.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import type { Outcome } from "./account.ts";
import type { Intent } from "./intent.ts";

const DAY_MS = 86_400_000;

/** What a visit was for, and the visit itself. */
export interface Visited {
  readonly tenantId: string;
  readonly session: Session;
  readonly intent: Intent;
}

/** What came of it, with the connection's own id. */
export type Reached = Outcome & { readonly id: string };

/** What a visit that ended well brought; null: it brought nothing. */
export const outcomeOf = async (deps: Deps, { tenantId, session, intent }: Visited): Promise<Reached | null> => {
  const connection = await connectionOf(deps, { tenantId, session, intent });
  if (connection?.status !== "active") return null;
  const { facts } = (await healthOf(deps, deps.storage.pool, [connection])).get(connection.id) ?? {};
  // A renewal moves an end; one chosen with the bank stays for good unless the caller wants otherwise.
  const keeps = facts?.tppConsent === true && (intent.kind === "reconsent" || intent.consent.keepReconsent);
  const once = intent.userId === null ? new Date(clockOf(deps, tenantId).getTime() + DAY_MS).toISOString() : null;
  return {
    id: connection.id,
    connectionId: connection.bankConnectionId,
    sessionId: session.hexId,
    consentUntil: intent.consent.expirationDateTime ?? once,
    renewal: keeps ? "reconsent" : "reauth",
    syncId: intent.async ? await syncOfVisit(deps, { tenantId, session, connectionId: connection.id }) : null,
  };
};

const connectionOf = (deps: Deps, { tenantId, session, intent }: Visited): Promise<Connection | null> => {
  const known = connections(deps.storage.pool);
  if (intent.kind !== "connect") return known.byBankConnectionId(tenantId, intent.connectionId);
  const id = connectedIn(session);
  return id === null ? Promise.resolve(null) : known.byId(tenantId, id);
};

/** What was connected last; where the bank was connected before, that connection. */
const connectedIn = (session: Session): string | null => {
  const last = contentOf(session).flow.added.at(-1);
  return last ? parseId("con", last.ref.id) : null;
};

const RECENT = 20;
const personal: ReadonlySet<SyncTrigger> = new Set(["connect", "reauth", "reconsent", "refresh"]);

/** The sync the person made; the background may have begun another one since. */
const syncOfVisit = async (
  deps: Deps,
  { tenantId, session, connectionId }: { readonly tenantId: string; readonly session: Session; readonly connectionId: string },
): Promise<string | null> => {
  const { syncs } = await syncRuns(deps.storage.pool).list(tenantId, { userId: session.userId, connectionId, offset: 0, limit: RECENT });
  return syncs.find(({ trigger }) => personal.has(trigger))?.id ?? null;
};
