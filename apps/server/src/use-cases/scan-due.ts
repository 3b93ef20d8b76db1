import { oidcArtifacts, oidcClients, sessions, widgetTokens } from "@drawbridge/storage";
import { expireOperations } from "../devices/approvals/expire-operations.ts";
import { advanceSession, enqueueEffect } from "./advance-session.ts";
import type { Deps } from "./deps.ts";
import { contentOf } from "./session-content.ts";
import { clockOf } from "./tenant-clock.ts";

const AT_BANK_MS = 1_800_000; // rulings.md 6: the idle clock stands still for at most 30 minutes
const TOKENS_KEPT_MS = 10_800_000; // longer than the two hours of a link: a reload is recognised by its token
const UNANSWERED_MS = 60_000; // longer than an adapter may take: its process is gone

/** Ends sessions whose time is over, and takes up work whose process was killed. Safe to run from many processes. */
export const scanDue = async (deps: Deps): Promise<void> => {
  const now = deps.now();
  const due = await sessions(deps.storage.pool).due(now);
  for (const one of due) await endIfOver(deps, { ...one, now });
  const stale = await sessions(deps.storage.pool).stalePending(new Date(now.getTime() - UNANSWERED_MS));
  for (const id of stale) await requeue(deps, id);
  await expireOperations(deps);
  await widgetTokens(deps.storage.pool).prune(new Date(now.getTime() - TOKENS_KEPT_MS));
  await oidcArtifacts(deps.storage.pool).removeDue(now); // tokens and codes: no tenant's clock is asked
  await oidcClients(deps.storage.pool).forgetPreviousSecrets(now);
};

const PRESENT_MS = 60_000; // three missed beats of the page's stream
const LEFT_MS = 10_000; // in which a page that was reloaded, or lost its line, is back

interface Due {
  readonly id: string;
  readonly seen: Date;
  readonly left: Date | null;
  readonly idleMs: number;
  readonly now: Date;
}

const endIfOver = async (deps: Deps, { id, seen, left, idleMs, now }: Due): Promise<void> => {
  const session = await sessions(deps.storage.pool).byId(id);
  if (!session || session.endedAt) return;
  const { step } = contentOf(session).flow;
  const idle = clockOf(deps, session.tenantId).getTime() - session.lastInputAt.getTime();
  const away = (step.at === "oauth" && step.launched) || step.at === "mfa" || (step.at === "approval" && step.ended === null);
  if (session.expiresAt > now && idle < (away ? AT_BANK_MS : idleMs)) return;
  const present = left === null ? now.getTime() - seen.getTime() < PRESENT_MS : now.getTime() - left.getTime() < LEFT_MS;
  await advanceSession(deps, id, { by: "clock", fact: { type: "time_over", present } });
};

/** Asks again for work that was never answered; the effect's own id keeps a late first answer from counting twice. */
const requeue = (deps: Deps, id: string): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    const session = await sessions(tx).lock(id);
    const pending = session && contentOf(session).pending;
    if (session && pending) await enqueueEffect(tx, id, pending);
  });
