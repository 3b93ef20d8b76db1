import { consents, connections, dueConnections, sandboxStates, syncRuns, type Connection, type ForcedState, type Tx } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import type { Deps } from "./deps.ts";
import type { Secret } from "@drawbridge/adapter-kit";
import { Value } from "typebox/value";
import { Envelope } from "../vault/vault.ts";
import { accessPurpose } from "./ask-bank.ts";
import { settleConnectionsById } from "./settle-connections.ts";
import { clockOf } from "./tenant-clock.ts";

/** What a sandbox connection is to be made into. What is left out stays. */
export interface WantedState {
  readonly error?: "sync_error" | "sync_partial" | "mfa_required" | "credentials_error" | null;
  /** Length of the failure clock. */
  readonly failingForDays?: number;
  /** How long ago the last success and the last attempt were. */
  readonly lastUpdatedDaysAgo?: number;
  readonly lastSyncedMinutesAgo?: number | null;
  /** Days until the consent ends; negative: it has ended. */
  readonly consentEndsInDays?: number;
  /** Whether the consent can be renewed without the bank; false: its end was chosen for it. */
  readonly tppConsent?: boolean;
  /** The bank forgets our access, without telling us. */
  readonly revokeAtBank?: boolean;
  /** Syncs stand still, as after "this was not me". */
  readonly paused?: boolean;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Brings a sandbox connection into a state, and tells of the change as if it had happened. */
export const forceState = async (deps: Deps, connection: Connection, wanted: WantedState): Promise<void> => {
  if (wanted.revokeAtBank) await revokeAtBank(deps, connection);
  const { tenantId, id } = connection;
  await deps.storage.transaction(async (tx) => {
    const locked = await connections(tx).lock(tenantId, id);
    if (locked?.status !== "active") throw new AppError("CONNECTION_NOT_FOUND");
    const { revokeAtBank: _done, consentEndsInDays, tppConsent, paused, ...fields } = wanted;
    if (Object.keys(fields).length > 0) {
      await stopSyncs(deps, tx, id);
      await sandboxStates(tx).force(id, forced(deps, locked, fields));
    }
    if (paused !== undefined) await sandboxStates(tx).pause(id, paused ? clockOf(deps, tenantId) : null);
    const consent = await consents(tx).latest(tenantId, id);
    if (consent && (consentEndsInDays ?? tppConsent) !== undefined) {
      const expiresAt = consentEndsInDays === undefined ? null : new Date(clockOf(deps, tenantId).getTime() + consentEndsInDays * DAY_MS);
      await sandboxStates(tx).changeConsent(consent.id, { expiresAt, ownExpiry: tppConsent === undefined ? null : !tppConsent });
    }
    await settleConnectionsById(deps, tx, { tenantId, ids: [id], trigger: "sandbox" });
  });
};

/** A sync that runs, or waits in the queue, would write its own answer over the state: what it brings counts no more. */
const stopSyncs = async (deps: Deps, tx: Tx, connectionId: string): Promise<void> => {
  await syncRuns(tx).abandonOf([connectionId], deps.now());
  await dueConnections(tx).release([connectionId]);
};

const forced = (deps: Deps, before: Connection, wanted: WantedState): ForcedState => {
  const now = clockOf(deps, before.tenantId).getTime();
  const error = wanted.error === undefined ? before.error : wanted.error;
  const failing = wanted.failingForDays === undefined ? (before.failingSince?.getTime() ?? now) : now - wanted.failingForDays * DAY_MS;
  const synced = wanted.lastSyncedMinutesAgo;
  return {
    error,
    failure: error === before.error ? before.failure : null,
    failures: error === null ? 0 : Math.max(before.failures, 1),
    failingSince: error === null ? null : new Date(failing),
    lastUpdatedAt: wanted.lastUpdatedDaysAgo === undefined ? before.lastUpdatedAt : new Date(now - wanted.lastUpdatedDaysAgo * DAY_MS),
    lastSyncedAt: synced === undefined ? before.lastSyncedAt : synced === null ? null : new Date(now - synced * MINUTE_MS),
    manualAllowedAt: null,
  };
};

/** As a person who withdraws their consent on the bank's pages does it. */
const revokeAtBank = async (deps: Deps, connection: Connection): Promise<void> => {
  const adapter = deps.adapters.get(connection.provider);
  if (!adapter?.revoke || !Value.Check(Envelope, connection.accessSealed)) throw new AppError("INPUT_NOT_POSSIBLE");
  const access: Secret = deps.vault.open(connection.accessSealed, accessPurpose(connection));
  const answer = await adapter.revoke(access);
  if (answer.outcome === "failed") throw new AppError("PROVIDER_DOWN", { detail: answer.detail });
};
