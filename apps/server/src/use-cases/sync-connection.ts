import { Secret, type FailedOutcome } from "@drawbridge/adapter-kit";
import { jobTypes as allJobs, type Failure } from "@drawbridge/contract";
import { needsUser, projectFailure } from "@drawbridge/domain";
import { accounts, connections, consents, newId, owners, transactions, type Connection, type Tx } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { Envelope, type Purpose } from "../vault/vault.ts";
import type { Deps } from "./deps.ts";
import { fetchData, type FetchedData } from "./read-all.ts";
import { trackAccess } from "./track-access.ts";

/** What a sync without the person came to. `running`: another one is at work. */
export type SyncOutcome =
  | { readonly outcome: "synced"; readonly accounts: number; readonly complete: boolean }
  | { readonly outcome: "needs_user"; readonly failure: Failure }
  | { readonly outcome: "try_later"; readonly failure: Failure }
  | { readonly outcome: "running" };

const LEASE_MS = 300_000; // longer than a large sync takes; after a crash the next one may start then

/** Reads the shared accounts and their transactions again with the stored access. */
export const syncConnection = async (deps: Deps, connection: Connection): Promise<SyncOutcome> => {
  const { tenantId, id } = connection;
  const now = deps.now();
  const mine = await connections(deps.storage.pool).leaseSync(tenantId, id, { now, until: new Date(now.getTime() + LEASE_MS) });
  if (!mine) return { outcome: "running" };
  try {
    // Read again under the lease: the sync before may have been given a new access.
    const fresh = await connections(deps.storage.pool).byId(tenantId, id);
    return fresh ? await sync(deps, fresh) : { outcome: "running" };
  } finally {
    await connections(deps.storage.pool).releaseSync(tenantId, id);
  }
};

const accessOf = ({ tenantId, userId, id }: Connection): Purpose => ({ tenantId, userId, ownerId: id, purpose: "access" });

const sync = async (deps: Deps, connection: Connection): Promise<SyncOutcome> => {
  const { tenantId, id, accessSealed } = connection;
  const consent = await consents(deps.storage.pool).latest(tenantId, id);
  const allowed = consent && !consent.revokedAt && consent.expiresAt > deps.now();
  if (!allowed) return end(deps, connection, { failure: "consent_expired", access: null });
  const adapter = deps.adapters.get(connection.provider);
  if (!adapter) return end(deps, connection, { failure: "not_supported", access: null });
  if (!Value.Check(Envelope, accessSealed)) return end(deps, connection, { failure: "access_revoked", access: null });
  const access = deps.vault.open(accessSealed, accessOf(connection));
  const tracked = trackAccess(adapter, access);
  const shared = await sharedIn(deps.storage.pool, connection);
  const stableIds = new Set(shared.keys());
  const jobTypes = allJobs.filter((job) => connection.jobTypes.includes(job));
  const fetched: FetchedData | FailedOutcome = await fetchData(tracked.adapter, { access, jobTypes, stableIds, now: deps.now() });
  if (fetched.outcome === "failed") return end(deps, connection, { failure: fetched.failure, access: tracked.newest() });
  return store(deps, connection, fetched);
};

/** Ids of the shared accounts by the provider's own. */
const sharedIn = async (db: Tx, { tenantId, id }: Connection): Promise<ReadonlyMap<string, string>> => {
  const known = await accounts(db).ofConnection(tenantId, id);
  return new Map(known.filter(({ selected }) => selected).map((account) => [account.stableId, account.id]));
};

const end = async (deps: Deps, connection: Connection, { failure, access }: { readonly failure: Failure; readonly access: Secret | null }): Promise<SyncOutcome> => {
  const { tenantId, id } = connection;
  const error = projectFailure(failure).connectionsError ?? "sync_error";
  const accessSealed = access ? deps.vault.seal(access, accessOf(connection)) : connection.accessSealed;
  await connections(deps.storage.pool).endSync(tenantId, id, { accessSealed, error, failure, attemptedAt: deps.now(), updatedAt: null });
  return { outcome: needsUser(failure) ? "needs_user" : "try_later", failure };
};

const store = (deps: Deps, connection: Connection, fetched: FetchedData): Promise<SyncOutcome> =>
  deps.storage.transaction(async (tx): Promise<SyncOutcome> => {
    const { tenantId, id } = connection;
    const locked = await connections(tx).lock(tenantId, id);
    if (locked?.status !== "active") return { outcome: "needs_user", failure: "access_revoked" };
    const stored = await storeData(deps, tx, { connection, fetched });
    const complete = fetched.incomplete.length === 0;
    const now = deps.now();
    await connections(tx).endSync(tenantId, id, {
      accessSealed: deps.vault.seal(fetched.access, accessOf(connection)),
      error: complete ? null : "sync_partial", failure: null, attemptedAt: now, updatedAt: now,
    });
    return { outcome: "synced", accounts: stored, complete };
  });

/** Only accounts that are still shared: one may have been removed while the bank was asked. */
const storeData = async (deps: Deps, tx: Tx, { connection, fetched }: { readonly connection: Connection; readonly fetched: FetchedData }): Promise<number> => {
  const { tenantId, id: connectionId, userId } = connection;
  const shared = await sharedIn(tx, connection);
  const rows = fetched.accounts.filter(({ stableId }) => shared.has(stableId)).map((account) => {
    const purpose = { tenantId, userId, ownerId: connectionId, purpose: "account_number" } as const;
    const number = account.number === null ? null : deps.vault.seal(new Secret(account.number), purpose);
    return { ...account, id: newId(), number };
  });
  await accounts(tx).upsertMany({ tenantId, connectionId, rows });
  for (const [stableId, accountId] of shared) {
    const moved = (fetched.transactions.get(stableId) ?? []).map((row) => ({ ...row, id: newId() }));
    if (moved.length > 0) await transactions(tx).upsertMany({ tenantId, accountId, rows: moved });
  }
  if (connection.jobTypes.includes("accountOwner")) await owners(tx).replace(connectionId, fetched.owners);
  return rows.length;
};
