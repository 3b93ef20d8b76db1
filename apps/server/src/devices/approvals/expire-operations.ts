import { astClients, deviceNonces, operations, pinTries } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";
import { clockOf, machineTimeOf } from "../../use-cases/tenant-clock.ts";
import { endOf } from "./operation-end.ts";
import { settleOperation } from "./operation-outcome.ts";

const DAY_MS = 24 * 3_600_000;

/** Ends what nobody answered in time, and forgets tries, activations and sessions that are long over; safe in several processes at once. */
export const expireOperations = async (deps: Deps): Promise<void> => {
  await pinTries(deps.storage.pool).forget(new Date(deps.now().getTime() - 2 * DAY_MS)); // the cap per user looks a day back
  await astClients(deps.storage.pool).forget(new Date(deps.now().getTime() - 2 * DAY_MS));
  await deviceNonces(deps.storage.pool).forget(new Date(deps.now().getTime() - 90 * DAY_MS));
  for (const tenantId of await operations(deps.storage.pool).tenantsWaiting()) await expireOfTenant(deps, tenantId);
};

/** The same for one tenant, whose clock decides. What is late ended at its deadline, whenever somebody looks. */
export const expireOfTenant = (deps: Deps, tenantId: string): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    for (const operation of await operations(tx).claimLate(tenantId, clockOf(deps, tenantId))) {
      const then = { ...deps, now: () => machineTimeOf(deps, tenantId, endOf(operation)) };
      await settleOperation(tx, then, { operation, state: "TIMEOUT", reason: null, by: null, actor: "server" });
    }
  });
