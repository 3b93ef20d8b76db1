import { accounts, connections, consents, type Account, type Connection, type Tx } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import type { Deps } from "./deps.ts";
import { revokeAccess } from "./revoke-access.ts";
import { clockOf } from "./tenant-clock.ts";
import { appendRemovals, type Actor, type Removal } from "./removal-events.ts";

const thePerson: Actor = { type: "user", face: "session" };

/** Removes a connection with its data, and ends its consents; the second time there is nothing to do. */
export const removeConnection = async (deps: Deps, connection: Connection, actor: Actor = thePerson): Promise<void> => {
  if (connection.status === "removed") return;
  await deps.storage.transaction((tx) => endConnection(deps, tx, { connection, actor }));
};

/** The part of a removal that commits: state, events and the end of our access at the bank, which follows. */
export const endConnection = async (
  deps: Deps,
  tx: Tx,
  { connection, actor }: { readonly connection: Connection; readonly actor: Actor },
): Promise<void> => {
  const { tenantId, id } = connection;
  const locked = await connections(tx).lock(tenantId, id);
  if (!locked || !(await connections(tx).remove(tenantId, id))) return;
  await revokeAccess(tx, locked);
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
