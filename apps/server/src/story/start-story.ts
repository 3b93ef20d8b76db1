import type { Tenant } from "@drawbridge/storage";
import type { Deps } from "../use-cases/deps.ts";
import { seedStory } from "./seed-story.ts";

/** Seeds a tenant's story in the background; the answer stops it. */
export const startStory = (deps: Deps, tenant: Tenant): (() => Promise<unknown>) => {
  const state = { stopped: false };
  const running = seedStory(deps, tenant, () => state.stopped).catch((error: unknown) =>
    deps.log.error({ err: error }, "the story could not be told"),
  );
  return () => {
    state.stopped = true;
    return running;
  };
};
