import type { Tenant } from "@drawbridge/storage";
import { offerAgain } from "../devices/channel/offers.ts";
import { AppError } from "../http/app-error.ts";
import { DEVELOPMENT_TENANT } from "../http/tenant-of.ts";
import { clocks } from "@drawbridge/storage";
import type { Deps } from "./deps.ts";
import { runSyncs } from "./run-syncs.ts";
import { beginProbes, checkDue, claimDueSyncs } from "./schedule-syncs.ts";
import { scanDue } from "./scan-due.ts";
import { clockOf } from "./tenant-clock.ts";

/** How far to turn a clock, and how: at once, or in steps with everything done that falls due in each. */
export interface Advance {
  readonly byMs: number;
  readonly stepMs: number | null;
}

/** What was done on the way. */
export interface Advanced {
  readonly now: Date;
  readonly syncs: number;
  readonly checks: number;
}

const FARTHEST_MS = 10 * 365 * 86_400_000; // beyond it dates stop being believable
const MOST_STEPS = 1000;
const CLAIM = 100;
const MOST_AT_ONCE = 1000; // syncs made before answering; the rest is left to the queue

/** Refuses tenants that are neither for development nor sandboxes. */
export const requireSandbox = async (deps: Deps, tenant: Tenant): Promise<void> => {
  const development = deps.loopbackDevelopment && tenant.slug === DEVELOPMENT_TENANT;
  if (!development && !(await clocks(deps.storage.pool).isSandbox(tenant.id))) {
    throw new AppError("FORBIDDEN", { detail: "This is for sandbox tenants only." });
  }
};

/** Turns a sandbox tenant's clock forward and does what falls due, before it answers. */
export const advanceClock = async (deps: Deps, tenantId: string, { byMs, stepMs }: Advance): Promise<Advanced> => {
  const ahead = deps.tenantClocks.offsetOf(tenantId);
  if (byMs < 0) throw new AppError("VALIDATION_FAILED", { detail: "The clock only goes forward." });
  if (ahead + byMs > FARTHEST_MS) throw new AppError("VALIDATION_FAILED", { detail: "The clock goes at most ten years ahead." });
  const steps = stepMs === null ? 1 : Math.ceil(byMs / stepMs);
  if (steps > MOST_STEPS) throw new AppError("VALIDATION_FAILED", { detail: `At most ${MOST_STEPS} steps at a time.` });
  const done = { syncs: 0, checks: 0 };
  for (let step = 1; step <= Math.max(steps, 1); step += 1) {
    await deps.tenantClocks.advanceTo(tenantId, ahead + (stepMs === null ? byMs : Math.min(step * stepMs, byMs)));
    const worked = await workDue(deps, tenantId);
    done.syncs += worked.syncs;
    done.checks += worked.checks;
  }
  await scanDue(deps); // sessions that have idled
  await offerAgain(deps, tenantId);
  return { now: clockOf(deps, tenantId), ...done };
};

/** Everything of one tenant that is due by its clock: checks first, so that an ended consent is not used once more. */
const workDue = async (deps: Deps, tenantId: string): Promise<{ readonly syncs: number; readonly checks: number }> => {
  const scope = () => ({ tenantId, now: clockOf(deps, tenantId) });
  let checks = await checkDue(deps, scope());
  let syncs = 0;
  const probes = await beginProbes(deps, scope());
  await runSyncs(deps, probes);
  for (let begun = await claimDueSyncs(deps, { ...scope(), limit: CLAIM }, "caller"); begun.length > 0 && syncs < MOST_AT_ONCE;) {
    syncs += begun.length;
    await runSyncs(deps, begun);
    begun = await claimDueSyncs(deps, { ...scope(), limit: CLAIM }, "caller");
  }
  checks += await checkDue(deps, scope());
  return { syncs: syncs + probes.length, checks };
};
