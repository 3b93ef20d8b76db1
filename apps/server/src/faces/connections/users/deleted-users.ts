import { deletedIds } from "@drawbridge/storage";
import type { Deps } from "../../../use-cases/deps.ts";
import { hashDeletedId } from "../../../vault/deleted-id.ts";

const hashOf = (deps: Deps, tenantId: string, hexId: string): string => hashDeletedId(deps.kms, [tenantId, "user-hex", hexId]);

/** Notes that a user was there, as a hash only (rulings.md 20). */
export const rememberUser = (deps: Deps, tenantId: string, hexId: string): Promise<void> =>
  deletedIds(deps.storage.pool).remember(hashOf(deps, tenantId, hexId), deps.now());

/** True for a user who was deleted before, so that a second DELETE succeeds. */
export const wasUser = (deps: Deps, tenantId: string, hexId: string): Promise<boolean> =>
  deletedIds(deps.storage.pool).has(hashOf(deps, tenantId, hexId));
