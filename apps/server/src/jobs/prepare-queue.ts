import { runMigrations } from "graphile-worker";
import type { Storage } from "@drawbridge/storage";

/** Prepares the queue; when no other server is there, frees jobs that a killed one was running, so that they run again. */
export const prepareQueue = async (storage: Storage, { releaseAll }: { readonly releaseAll: boolean }): Promise<void> => {
  await runMigrations({ pgPool: storage.pool });
  if (!releaseAll) return;
  await storage.pool.query(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
     from graphile_worker.jobs
     where locked_by is not null
     having count(*) > 0`,
  );
};
