import type { Tenant } from "@drawbridge/storage";
import type { Deps } from "../use-cases/deps.ts";
import { seedDevices } from "./seed-devices.ts";
import { seedFleet } from "./seed-fleet.ts";
import { seedStory } from "./seed-story.ts";

/** For whom, and where its integrator's own page is. */
export interface StoryStage {
  readonly tenant: Tenant;
  readonly playground: string;
}

/** Seeds a tenant's story, its devices and its fleet in the background; the answer stops it. */
export const startStory = (deps: Deps, { tenant, playground }: StoryStage): (() => Promise<unknown>) => {
  const state = { stopped: false };
  const stopped = (): boolean => state.stopped;
  const tell = (story: Promise<unknown>): Promise<unknown> =>
    story.catch((error: unknown) => deps.log.error({ err: error }, "the story could not be told"));
  const people = async (): Promise<number> => {
    const devices = await seedDevices(deps, { tenant, stopped }).catch((error: unknown) => {
      deps.log.error({ err: error }, "the devices of the story could not be told");
      return undefined;
    });
    return seedFleet(deps, { tenant, receiver: playground, stopped, ...(devices && { devices }) });
  };
  const running = Promise.all([tell(seedStory(deps, tenant, stopped)), tell(people())]);
  return () => {
    state.stopped = true;
    return running;
  };
};
