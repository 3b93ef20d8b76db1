import { newId, type Connection, type Tx } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { recordEvents } from "../webhooks/record-events.ts";
import type { Deps } from "./deps.ts";
import { clockOf } from "./tenant-clock.ts";

/** Who asked for it, and through which face. */
export interface Actor {
  readonly type: "tenant" | "user";
  readonly face: "connect" | "widget" | "native" | "session" | "connections";
}

/** Something that was ended or renewed for a connection outside a session. */
export interface Removal {
  readonly type: "connection.removed" | "consent.revoked" | "consent.renewed" | "accounts.removed";
  readonly data: Readonly<Record<string, unknown>>;
}

const OUTSIDE = { sessionId: null, seq: 0, step: "", attemptId: null } as const; // only sessions count and have steps

/** Appends what was ended to the log, in the transaction that ends it. */
export const appendRemovals = async (
  deps: Deps,
  tx: Tx,
  { connection, actor, removals }: { readonly connection: Connection; readonly actor: Actor; readonly removals: readonly Removal[] },
): Promise<void> => {
  const { tenantId, userId, id, no, institutionId, bankConnectionId, kind } = connection;
  const bank = deps.directory.byUuid(institutionId);
  const institution = bank && { id: printId("ins", bank.id), no: bank.no, slug: bank.record.slug, name: bank.record.name, url: bank.record.url };
  const common = {
    actor,
    institution,
    connection: { id: printId("con", id), no, bankConnectionId, kind },
    at: clockOf(deps, tenantId).toISOString(),
  };
  await recordEvents(
    tx,
    removals.map(({ type, data }) => ({ ...OUTSIDE, id: newId(), tenantId, userId, type, data: { ...common, ...data }, occurredAt: deps.now() })),
  );
};
