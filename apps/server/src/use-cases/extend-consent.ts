import { connections, consents, newId, type Connection } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import type { ConsentApproval } from "./consent-approval-of.ts";
import { settleConnectionsById } from "./settle-connections.ts";
import { appendRemovals, type Actor } from "./removal-events.ts";
import type { Deps } from "./deps.ts";
import { clockOf } from "./tenant-clock.ts";

/** What a renewal is made with. */
export interface Extension {
  readonly expiresAt: Date;
  readonly actor: Actor;
  /** The approval on a device it rests on; null or left out: none was wanted. */
  readonly approval?: Pick<ConsentApproval, "operationId" | "consentId"> | null;
  /** The session's piece of work; null or left out: no session's. */
  readonly effectId?: string | null;
}

/**
 * Appends a consent with another end, which the person gave without going to the bank: on our page, or on a screen of
 * the client. What had ended goes on. False: none stands.
 */
export const extendConsent = (
  deps: Deps,
  connection: Connection,
  { expiresAt, actor, approval = null, effectId = null }: Extension,
): Promise<boolean> =>
  deps.storage.transaction(async (tx) => {
    const { tenantId, id } = connection;
    const locked = await connections(tx).lock(tenantId, id);
    if (locked?.status !== "active") return false;
    if (effectId !== null && (await consents(tx).ofEffect(id, effectId))) return true; // the same work, run again
    const consentId = await consents(tx).renew(tenantId, id, {
      id: approval?.consentId ?? newId(),
      givenAt: clockOf(deps, tenantId),
      expiresAt,
      operationId: approval?.operationId ?? null,
      effectId,
    });
    if (!consentId) return false;
    const data = { consent: printId("cns", consentId), expiresAt: expiresAt.toISOString() };
    await appendRemovals(deps, tx, { connection, actor, removals: [{ type: "consent.renewed", data }] });
    await settleConnectionsById(deps, tx, { tenantId, ids: [id], trigger: "reconsent" });
    return true;
  });
