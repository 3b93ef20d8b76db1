import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shareTestServer } from "@drawbridge/storage/testing/server";
import { seedInstitutions } from "../apps/server/src/institutions/seed.ts";
import { prepareQueue } from "../apps/server/src/jobs/prepare-queue.ts";
import { openFileKms } from "../apps/server/src/vault/kms.ts";

/**
 * One PostgreSQL and one set of keys for the whole run, made when the first test asks: a database is cloned in a moment,
 * where a server of its own takes seconds.
 */
export const setup = async (): Promise<() => Promise<void>> => {
  const keys = await mkdtemp(join(tmpdir(), "drawbridge-test-keys-"));
  const shared = await shareTestServer({
    seeded: async (storage) => {
      await seedInstitutions(storage);
      await prepareQueue(storage, { releaseAll: true });
      await openFileKms(join(keys, "kms.json"));
    },
  });
  process.env["DRAWBRIDGE_TEST_PG"] = shared.address;
  process.env["DRAWBRIDGE_TEST_KEYS"] = keys;
  return async () => {
    await shared.stop();
    await rm(keys, { recursive: true, force: true });
  };
};
