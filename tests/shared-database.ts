import { prepareQueue } from "../apps/server/src/jobs/prepare-queue.ts";
import { seedInstitutions } from "../apps/server/src/institutions/seed.ts";
import { shareTestServer } from "@drawbridge/storage/testing/server";

/** One PostgreSQL for the whole run: databases are cloned in a moment, where a server of its own takes seconds. */
export const setup = async (): Promise<() => Promise<void>> => {
  const shared = await shareTestServer({
    seeded: async (storage) => {
      await seedInstitutions(storage);
      await prepareQueue(storage, { releaseAll: true });
    },
  });
  process.env["DRAWBRIDGE_TEST_PG"] = shared.address;
  return shared.stop;
};
