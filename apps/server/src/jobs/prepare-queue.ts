import { runMigrations } from "graphile-worker";
import { eventSinks, webhookEndpoints, type Storage } from "@drawbridge/storage";

/** Prepares the queue; when no other server is there, frees jobs, sinks and webhook endpoints that a killed one was at, so that they go on. */
export const prepareQueue = async (storage: Storage, { releaseAll }: { readonly releaseAll: boolean }): Promise<void> => {
  await runMigrations({ pgPool: storage.pool });
  if (!releaseAll) return;
  await eventSinks(storage.pool).releaseAll();
  await webhookEndpoints(storage.pool).releaseAll(new Date());
  await storage.pool.query(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
     from graphile_worker.jobs
     where locked_by is not null
     having count(*) > 0`,
  );
};
