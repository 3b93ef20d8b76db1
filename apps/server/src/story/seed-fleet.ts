import { pastSessions, type Tenant } from "@drawbridge/storage";
import { forceState } from "../use-cases/force-state.ts";
import { registerWebhook } from "../use-cases/manage-webhooks.ts";
import type { Deps } from "../use-cases/deps.ts";
import { connectPerson } from "./connect-person.ts";
import { fleetPlan, type FleetPerson } from "./fleet-plan.ts";
import type { StoryDevices } from "./seed-devices.ts";

/** What a fleet is made for. */
export interface FleetStage {
  readonly tenant: Tenant;
  /** Origin of the playground, which takes every message. */
  readonly receiver: string;
  readonly stopped: () => boolean;
  /** The whole plan unless given. */
  readonly people?: readonly FleetPerson[];
  /** Those who are asked to approve something meanwhile need one. */
  readonly devices?: StoryDevices;
}

/** One receiver that works, and one that nobody listens at. */
const addReceivers = async (deps: Deps, { tenant, receiver }: FleetStage): Promise<void> => {
  await registerWebhook(deps, tenant, { url: `${receiver}/webhooks`, description: "the playground" });
  await registerWebhook(deps, tenant, { url: "http://localhost:9/crm", description: "a receiver that is away", eventTypes: ["connection.*"] });
};

/** Gives a tenant people with connections in every state, and receivers that hear of them, once; made as people and time make them. */
export const seedFleet = async (deps: Deps, stage: FleetStage): Promise<number> => {
  const { tenant, stopped, people = fleetPlan } = stage;
  if (deps.sandboxBank === null || !(await pastSessions(deps.storage.pool).begin(tenant.id, "fleet"))) return 0;
  await addReceivers(deps, stage);
  let made = 0;
  for (const person of people) {
    const connection = await connectPerson(deps, stage, person).catch((error: unknown) => {
      if (stopped()) return null;
      throw error;
    });
    if (stopped()) return made;
    if (connection && Object.keys(person.since).length > 0) await forceState(deps, connection, person.since);
    made += 1;
  }
  return made;
};
