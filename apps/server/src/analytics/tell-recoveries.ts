import { newId, recoveryWishes, type Institution, type Tx, type Waiting } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { recordEvents } from "../webhooks/record-events.ts";

const AT_ONCE = 50; // people an event names: a webhook stays below 20 kB

const printWaiting = ({ userId, externalId, sessionId, requestedAt }: Waiting) => ({
  userId: printId("usr", userId),
  externalId,
  sessionId: printId("ses", sessionId),
  requestedAt: requestedAt.toISOString(),
});

const tell = async (
  deps: Deps,
  tx: Tx,
  { tenantId, institution }: { readonly tenantId: string; readonly institution: Institution },
): Promise<number> => {
  const waiting = await recoveryWishes(tx).take(tenantId, institution.id, AT_ONCE);
  if (waiting.length === 0) return 0;
  const { id, no, record } = institution;
  const event = {
    id: newId(),
    tenantId,
    sessionId: null,
    userId: null,
    seq: 0,
    type: "institution.recovered",
    attemptId: null,
    step: "none",
    data: {
      institution: { id: printId("ins", id), no, slug: record.slug, name: record.name, url: record.url },
      health: record.health,
      waiting: waiting.map(printWaiting),
    },
    occurredAt: deps.now(),
  };
  await recordEvents(tx, [event]);
  return waiting.length;
};

/**
 * Tells tenants whose people wait for a bank that it is back, whoever had said that it was down: traffic, the breaker
 * of its provider, an imported list or the sandbox. Those who wait are named, and named once.
 */
export const tellRecoveries = async (deps: Deps): Promise<void> => {
  for (const { tenantId, institutionId } of await recoveryWishes(deps.storage.pool).pending()) {
    const institution = deps.directory.byUuid(institutionId);
    if (!institution || institution.record.health === "down") continue;
    while ((await deps.storage.transaction((tx) => tell(deps, tx, { tenantId, institution }))) === AT_ONCE);
  }
};
