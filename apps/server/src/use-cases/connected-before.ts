import type { Connected } from "@drawbridge/domain";
import { accounts, connections, consents, syncedAccounts } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import type { EffectRun } from "./effect-run.ts";
import { contentOf } from "./session-content.ts";

/** What this very piece of work stored before it was cut off; null: nothing, it is done for the first time. */
export const connectedBefore = async ({ deps, session }: EffectRun, connectionId: string): Promise<Connected | null> => {
  const { pool } = deps.storage;
  const { flow, pending } = contentOf(session);
  const consent = pending && (await consents(pool).ofEffect(connectionId, pending.id));
  const connection = consent && (await connections(pool).byId(session.tenantId, connectionId));
  if (!consent || connection?.status !== "active") return null;
  const here = new Set((await syncedAccounts(pool).sharedOf([connectionId])).filter(({ lostAt }) => lostAt === null).map(({ id }) => id));
  const saved = (await accounts(pool).ofConnection(session.tenantId, connectionId)).filter(({ id }) => here.has(id));
  return {
    connectionId: printId("con", connectionId),
    institutionName: flow.institution?.card.name ?? "",
    accounts: saved.length,
    consentExpiresAt: consent.expiresAt.toISOString(),
    ref: { id: printId("con", connectionId), no: connection.no },
    refs: saved.map(({ id, no }) => ({ id: printId("acc", id), no })),
    historyPending: connection.olderUntil !== null,
  };
};
