import type { Secret } from "@drawbridge/adapter-kit";
import { accounts, connections, consents, type Account, type Connection, type Tx } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { printId } from "../ids.ts";
import { Envelope, VaultError, type Purpose } from "../vault/vault.ts";
import type { Deps } from "./deps.ts";
import { clockOf } from "./tenant-clock.ts";
import { appendRemovals, type Actor, type Removal } from "./removal-events.ts";

/** Ends our access at the provider. One that does not answer keeps nothing from being deleted here. */
export const revokeAtProvider = async (deps: Deps, { accessSealed, tenantId, userId, id, provider }: Connection): Promise<void> => {
  const revoke = deps.adapters.get(provider)?.revoke;
  if (!revoke || !Value.Check(Envelope, accessSealed)) return;
  const access = openAccess(deps, accessSealed, { tenantId, userId, ownerId: id, purpose: "access" });
  if (!access) return;
  const answer = await revoke(access);
  if (answer.outcome === "failed") deps.log.warn({ connectionId: id, detail: answer.detail }, "access could not be revoked at the provider");
};

/** A key that is gone must not keep a person's data alive. */
const openAccess = (deps: Deps, sealed: Envelope, purpose: Purpose): Secret | null => {
  try {
    return deps.vault.open(sealed, purpose);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    deps.log.warn({ connectionId: purpose.ownerId, err: error }, "access could not be opened to revoke it");
    return null;
  }
};

const thePerson: Actor = { type: "user", face: "session" };

/** Removes a connection with its data, and ends its consents; the second time there is nothing to do. */
export const removeConnection = async (deps: Deps, connection: Connection, actor: Actor = thePerson): Promise<void> => {
  if (connection.status === "removed") return;
  await revokeAtProvider(deps, connection);
  await deps.storage.transaction((tx) => endConnection(deps, tx, { connection, actor }));
};

/** The part of a removal that commits: state and events. */
export const endConnection = async (
  deps: Deps,
  tx: Tx,
  { connection, actor }: { readonly connection: Connection; readonly actor: Actor },
): Promise<void> => {
  const { tenantId, id } = connection;
  if (!(await connections(tx).remove(tenantId, id))) return;
  const revoked = await consents(tx).revokeOf(tenantId, id, clockOf(deps, tenantId));
  const removals: readonly Removal[] = [
    ...revoked.map((consent) => ({ type: "consent.revoked" as const, data: { consent: printId("cns", consent) } })),
    { type: "connection.removed", data: {} },
  ];
  await appendRemovals(deps, tx, { connection, actor, removals });
};

/** Removes accounts of a connection, which goes on without them. A session writes its own events of it. */
export const removeAccounts = async (deps: Deps, { tenantId, id }: Connection, accountIds: readonly string[]): Promise<void> => {
  await deps.storage.transaction(async (tx) => {
    // The lock makes a sync that is storing wait, or see that the accounts are gone.
    await connections(tx).lock(tenantId, id);
    await accounts(tx).remove(tenantId, id, accountIds);
  });
};

/** The same for one account, outside a session. */
export const removeAccount = async (
  deps: Deps,
  { connection, account }: { readonly connection: Connection; readonly account: Account },
  actor: Actor,
): Promise<void> => {
  const { tenantId, id } = connection;
  await deps.storage.transaction(async (tx) => {
    await connections(tx).lock(tenantId, id);
    if ((await accounts(tx).remove(tenantId, id, [account.id])) === 0) return;
    const removals = [{ type: "accounts.removed" as const, data: { accounts: [{ id: printId("acc", account.id), no: account.no }] } }];
    await appendRemovals(deps, tx, { connection, actor, removals });
  });
};
