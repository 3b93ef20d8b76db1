import { deletedIds, type Tx } from "@drawbridge/storage";
import { hashDeletedId } from "../vault/deleted-id.ts";
import type { Deps } from "./deps.ts";

/** Something that was there once. */
export interface ForgottenId {
  readonly tenantId: string;
  readonly kind: "account" | "transaction" | "user id" | "app" | "app version";
  readonly id: string;
}

const hashOf = (deps: Deps, { tenantId, kind, id }: ForgottenId): string => hashDeletedId(deps.kms, [tenantId, kind, id]);

/** Remembers that an id was deleted, in the transaction that deletes it (rulings.md 20). */
export const forgetId = (deps: Deps, tx: Tx, name: ForgottenId): Promise<void> => deletedIds(tx).remember(hashOf(deps, name), deps.now());

/** True for an id that was deleted before, so that a second deletion succeeds. */
export const wasForgotten = (deps: Deps, name: ForgottenId): Promise<boolean> => deletedIds(deps.storage.pool).has(hashOf(deps, name));
