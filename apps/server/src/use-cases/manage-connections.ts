import type { ManagedConnection } from "@drawbridge/contract";
import type { Removal } from "@drawbridge/domain";
import { accounts, connections, consents, type Account, type Connection, type Session } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import { stateFor } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { removeAccounts, removeConnection } from "./remove-connection.ts";
import type { EffectAnswer } from "./effect-run.ts";

const selectedOf = async (deps: Deps, { tenantId, id }: Connection): Promise<readonly Account[]> =>
  (await accounts(deps.storage.pool).ofConnection(tenantId, id)).filter(({ selected }) => selected);

const stateNames = { ok: "healthy", never: "healthy", error: "needs_attention" } as const;

const printManaged = async (deps: Deps, connection: Connection): Promise<ManagedConnection> => {
  const { pool } = deps.storage;
  const { status, extendedStatus } = await stateFor(deps, pool, connection);
  const consent = await consents(pool).latest(connection.tenantId, connection.id);
  const record = deps.directory.byUuid(connection.institutionId)?.record;
  return {
    id: printId("con", connection.id),
    institution: { name: record?.name ?? "", logo: record?.logo ?? null, domain: record?.domain ?? "" },
    state: extendedStatus === "expired" ? "expired" : stateNames[status],
    lastUpdatedAt: connection.lastUpdatedAt?.toISOString() ?? null,
    consentExpiresAt: consent?.expiresAt.toISOString() ?? null,
    accounts: (await selectedOf(deps, connection)).map(({ id, name, masked }) => ({ id: printId("acc", id), name, masked })),
  };
};

/** Everything a person has connected, for the manage screen. */
export const managedConnections = async (deps: Deps, { tenantId, userId }: Session): Promise<ManagedConnection[]> => {
  const all = await connections(deps.storage.pool).ofUser(tenantId, userId);
  return Promise.all(all.map((connection) => printManaged(deps, connection)));
};

const ownConnection = async (deps: Deps, { tenantId, userId }: Session, id: string): Promise<Connection | null> => {
  const uuid = parseId("con", id);
  const connection = uuid && (await connections(deps.storage.pool).byId(tenantId, uuid));
  return connection && connection.userId === userId && connection.status === "active" ? connection : null;
};

/** What the person asked to remove, with names and numbers; null: not theirs, or not there. */
export const removalOf = async (
  deps: Deps,
  session: Session,
  asked: { readonly connectionId: string; readonly accountIds: readonly string[] | null },
): Promise<Removal | null> => {
  const connection = await ownConnection(deps, session, asked.connectionId);
  if (!connection) return null;
  const owned = await selectedOf(deps, connection);
  const chosen = owned.filter(({ id }) => asked.accountIds === null || asked.accountIds.includes(printId("acc", id)));
  if (asked.accountIds !== null && chosen.length !== new Set(asked.accountIds).size) return null;
  const entry = deps.directory.byUuid(connection.institutionId);
  const { name = "", url = "", slug = "" } = entry?.record ?? {};
  return {
    connection: { id: printId("con", connection.id), no: connection.no },
    institution: { id: printId("ins", connection.institutionId), no: entry?.no ?? 0, slug, name, url, aggregator: connection.provider },
    whole: chosen.length === owned.length,
    accounts: chosen.map(({ id, no }) => ({ id: printId("acc", id), no })),
  };
};

/** Removes what was asked for; a connection without accounts goes as a whole, its access at the bank included. */
export const performRemoval = async (
  deps: Deps,
  session: Session,
  { connectionId, accountIds }: { readonly connectionId: string; readonly accountIds: readonly string[] },
): Promise<EffectAnswer> => {
  const connection = await ownConnection(deps, session, connectionId);
  if (connection) {
    const gone = new Set(accountIds);
    const left = (await selectedOf(deps, connection)).filter(({ id }) => !gone.has(printId("acc", id)));
    if (left.length === 0) await removeConnection(deps, connection, { type: "user", face: "session" });
    else
      await removeAccounts(
        deps,
        connection,
        accountIds.flatMap((id) => parseId("acc", id) ?? []),
      );
  }
  return { fact: { type: "accounts_removed" } };
};
