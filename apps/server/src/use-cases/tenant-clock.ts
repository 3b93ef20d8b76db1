import { clocks, type Storage } from "@drawbridge/storage";
import type { Deps } from "./deps.ts";

/** How far the clocks of sandbox tenants are ahead; all others follow the machine. */
export interface TenantClocks {
  readonly offsetOf: (tenantId: string) => number;
  /** Tenants whose clock was turned. */
  readonly turned: () => readonly string[];
  /** The clock that is furthest ahead; the sandbox bank follows it. */
  readonly furthestMs: () => number;
  /** Turns a clock forward, for every process; it never goes back. */
  readonly advanceTo: (tenantId: string, offsetMs: number) => Promise<void>;
}

/** Loads the clocks and follows what other processes do to them. */
export const createTenantClocks = async (storage: Storage): Promise<TenantClocks> => {
  const offsets = new Map((await clocks(storage.pool).all()).map(({ tenantId, offsetMs }) => [tenantId, offsetMs]));
  const follow = async (tenantId: string): Promise<void> => {
    const offset = await clocks(storage.pool).of(tenantId);
    offsets.set(tenantId, Math.max(offset, offsets.get(tenantId) ?? 0));
  };
  await storage.listen("tenant_clock", (tenantId) => void follow(tenantId).catch(() => undefined));
  return {
    offsetOf: (tenantId) => offsets.get(tenantId) ?? 0,
    turned: () => [...offsets].flatMap(([tenantId, offset]) => (offset > 0 ? [tenantId] : [])),
    furthestMs: () => Math.max(0, ...offsets.values()),
    advanceTo: async (tenantId, offsetMs) => {
      offsets.set(tenantId, await clocks(storage.pool).advanceTo(tenantId, offsetMs));
    },
  };
};

/**
 * The time of a tenant: consents, connections, syncs, reminders, retries and idle sessions follow it. Tokens, signatures,
 * links and webhook deliveries keep to `deps.now`.
 */
export const clockOf = ({ now, tenantClocks }: Pick<Deps, "now" | "tenantClocks">, tenantId: string): Date =>
  new Date(now().getTime() + tenantClocks.offsetOf(tenantId));

/** A moment of a tenant's time as the machine's clock will show it: what a device that knows only that clock can count down to. */
export const machineTimeOf = ({ tenantClocks }: Pick<Deps, "tenantClocks">, tenantId: string, at: Date): Date =>
  new Date(at.getTime() - tenantClocks.offsetOf(tenantId));
