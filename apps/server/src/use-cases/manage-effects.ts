import type { ManageNotice } from "@drawbridge/contract";
import type { FlowEffect } from "@drawbridge/domain";
import { connections, type Connection, type Session } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import type { Deps } from "./deps.ts";
import type { EffectAnswer } from "./effect-run.ts";
import { institutionNameOf, ownConnection, selectedOf } from "./manage-connections.ts";
import { removeAccounts, removeConnection } from "./remove-connection.ts";
import { renewConsent } from "./renew-consent.ts";
import { revokeConsent } from "./revoke-consent.ts";
import { performSync, requestSync } from "./sync-connection.ts";

/** What the manage screen does to a connection. */
export type ManageEffect = Extract<FlowEffect, { connectionId: string }>;

/** True for what is done to a connection that is there. */
export const isManageEffect = (effect: FlowEffect): effect is ManageEffect => "connectionId" in effect;

const thePerson = { type: "user", face: "session" } as const;

/** Does it, and says what came of it. What is gone meanwhile needs nothing done. */
export const performManaging = async (deps: Deps, session: Session, effect: ManageEffect): Promise<EffectAnswer> => {
  const connection = await ownConnection(deps, session, effect.connectionId);
  if (!connection) return { fact: { type: "managed", notice: { kind: "removed", institutionName: "", until: null } } };
  try {
    const outcome = await perform(deps, { session, connection }, effect);
    return { fact: { type: "managed", notice: { institutionName: institutionNameOf(deps, connection), until: null, ...outcome } } };
  } catch (cause) {
    deps.log.error({ err: cause, sessionId: session.id, effect: effect.kind }, "a connection could not be managed");
    return { fact: { type: "failed", failure: "unexpected", attemptsLeft: null } };
  }
};

type Outcome = Pick<ManageNotice, "kind"> & { readonly until?: string | null };

const perform = async (
  deps: Deps,
  { session, connection }: { readonly session: Session; readonly connection: Connection },
  effect: ManageEffect,
): Promise<Outcome> => {
  switch (effect.kind) {
    case "renew_consent":
      await renewConsent(deps, session, { connection, operationId: effect.operationId });
      return { kind: "renewed" };
    case "remove_accounts":
      return remove(deps, connection, effect.accountIds);
    case "revoke_consent":
      await revokeConsent(deps, connection, thePerson);
      return { kind: "revoked" };
    case "sync":
      return sync(deps, connection);
  }
};

/** A connection without accounts goes as a whole, its access at the bank included. */
const remove = async (deps: Deps, connection: Connection, accountIds: readonly string[]): Promise<Outcome> => {
  const gone = new Set(accountIds);
  const left = (await selectedOf(deps, connection)).filter(({ id }) => !gone.has(printId("acc", id)));
  const uuids = accountIds.flatMap((id) => parseId("acc", id) ?? []);
  if (left.length === 0) await removeConnection(deps, connection, thePerson);
  else await removeAccounts(deps, connection, uuids);
  return { kind: "removed" };
};

/** Asks the bank while the person looks on; a sync that runs already is waited for by looking again. */
const sync = async (deps: Deps, connection: Connection): Promise<Outcome> => {
  const asked = await requestSync(deps, connection, { attended: true, requestedBy: printId("usr", connection.userId) });
  if (asked.outcome === "too_early") return { kind: "sync_too_early", until: asked.nextAllowedAt.toISOString() };
  if (asked.outcome !== "accepted" && asked.outcome !== "running") return { kind: "sync_not_possible" };
  if (asked.outcome === "accepted") await performSync(deps, asked.syncId);
  const after = await connections(deps.storage.pool).byId(connection.tenantId, connection.id);
  return { kind: after?.error === null ? "synced" : "sync_failed" };
};
