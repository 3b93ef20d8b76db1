import { connections, deletedIds, idempotencyKeys, users, type Tx, type User } from "@drawbridge/storage";
import { dropTyped } from "../event-log/apply-policy.ts";
import { printId } from "../ids.ts";
import { hashDeletedId } from "../vault/deleted-id.ts";
import type { Deps } from "./deps.ts";
import { forgetId, wasForgotten } from "./forget-id.ts";
import { endConnection } from "./remove-connection.ts";
import type { Actor } from "./removal-events.ts";

const nameHashOf = (deps: Deps, tenantId: string, externalId: string): string => hashDeletedId(deps.kms, [tenantId, "user name", externalId]);

const hashOf = (deps: Deps, tenantId: string, no: number): string => hashDeletedId(deps.kms, [tenantId, "user", String(no)]);

/** Who asked for it, and what is written in the same transaction. */
export interface UserRemoval {
  readonly actor: Actor;
  readonly alongside: (tx: Tx) => Promise<void>;
}

/** Deletes a person with everything known of them; access at the providers ends with it. */
export const removeUser = (deps: Deps, user: User, actor: Actor): Promise<void> =>
  removeUserWith(deps, user, { actor, alongside: async () => undefined });

/** The same, with something that commits with it. */
export const removeUserWith = async (deps: Deps, user: User, { actor, alongside }: UserRemoval): Promise<void> => {
  const { tenantId, id, no, externalId } = user;
  const known = await connections(deps.storage.pool).ofUser(tenantId, id);
  await deps.storage.transaction(async (tx) => {
    if (!(await users(tx).hold(tenantId, id))) return; // erased meanwhile
    for (const connection of known) await endConnection(deps, tx, { connection, actor });
    await dropTyped(deps, tx, user);
    await alongside(tx);
    await users(tx).remove(tenantId, id);
    await idempotencyKeys(tx).forgetNaming(tenantId, [printId("usr", id), user.hexId, ...(externalId === null ? [] : [externalId])]);
    await deletedIds(tx).remember(hashOf(deps, tenantId, no), deps.now());
    await forgetId(deps, tx, { tenantId, kind: "user id", id });
    if (externalId !== null) await deletedIds(tx).remember(nameHashOf(deps, tenantId, externalId), deps.now());
  });
};

/** True for the number of a person who was there once, so that a second deletion succeeds. */
export const wasUserRemoved = (deps: Deps, tenantId: string, no: number): Promise<boolean> =>
  deletedIds(deps.storage.pool).has(hashOf(deps, tenantId, no));

/** The same, by the id of the native API. */
export const wasUserIdRemoved = (deps: Deps, tenantId: string, id: string): Promise<boolean> => wasForgotten(deps, { tenantId, kind: "user id", id });

/** The same, by the name the tenant calls them. */
export const wasNameRemoved = (deps: Deps, tenantId: string, externalId: string): Promise<boolean> =>
  deletedIds(deps.storage.pool).has(nameHashOf(deps, tenantId, externalId));
