import { connections, consents, newId, type Connection } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { appendRemovals, type Actor } from "./removal-events.ts";
import type { Deps } from "./deps.ts";
import { clockOf } from "./tenant-clock.ts";

/** Appends a consent with another end, which the client obtained on screens of its own; false: none stands. */
export const extendConsent = (
  deps: Deps,
  connection: Connection,
  { expiresAt, actor }: { readonly expiresAt: Date; readonly actor: Actor },
): Promise<boolean> =>
  deps.storage.transaction(async (tx) => {
    const { tenantId, id } = connection;
    const locked = await connections(tx).lock(tenantId, id);
    if (locked?.status !== "active") return false;
    const consentId = await consents(tx).renew(tenantId, id, { id: newId(), givenAt: clockOf(deps, tenantId), expiresAt });
    if (!consentId) return false;
    const data = { consent: printId("cns", consentId), expiresAt: expiresAt.toISOString() };
    await appendRemovals(deps, tx, { connection, actor, removals: [{ type: "consent.renewed", data }] });
    return true;
  });
