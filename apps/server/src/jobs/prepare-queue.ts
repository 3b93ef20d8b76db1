import { runMigrations } from "graphile-worker";
import { eventSinks, type Storage } from "@drawbridge/storage";

/** Prepares the queue; when no other server is there, frees jobs and sinks that a killed one was at, so that they go on. */
export const prepareQueue = async (storage: Storage, { releaseAll }: { readonly releaseAll: boolean }): Promise<void> => {
  await runMigrations({ pgPool: storage.pool });
  if (!releaseAll) return;
  await eventSinks(storage.pool).releaseAll();
  await storage.pool.query(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
     from graphile_worker.jobs
     where locked_by is not null
     having count(*) > 0`,
  );
};
