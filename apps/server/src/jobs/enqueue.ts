import type { Queryable } from "@drawbridge/storage";
import { traceOfNow } from "../operations/trace-of-now.ts";
import type { AccessToRevoke } from "../use-cases/revoke-access.ts";

/** The jobs of this server and what each carries. Handlers may run twice. */
export interface JobCatalogue {
  readonly "session.effect": { readonly sessionId: string; readonly effectId: string };
  /** An operation of a session has ended. */
  readonly "session.approval": { readonly tenantId: string; readonly operationId: string };
  /** A device is to be woken; `id` is the bare id of an operation or message. */
  readonly "device.push": {
    readonly tenantId: string;
    readonly deviceId: string;
    readonly kind: "TRANSACTION" | "DISPLAY_MESSAGE";
    readonly id: string;
  };
  /** An operation a client of the identity server waits for has ended. */
  readonly "backchannel.tell": { readonly tenantId: string; readonly operationId: string };
  readonly "webhook.deliver": { readonly endpointId: string };
  /** Our access at a provider is to end. */
  readonly "access.revoke": AccessToRevoke;
  /** Syncs that were begun, by their bare ids. */
  readonly "connection.sync": { readonly syncIds: readonly string[] };
}

/** How a job is queued: `key` makes a second one replace the first, `runAt` delays it. */
export interface JobOptions {
  readonly key: string;
  readonly runAt?: Date;
  readonly attempts?: number;
}

/** Queues a job in the caller's own transaction, through the queue's public SQL function. */
export const enqueue = async <Name extends keyof JobCatalogue>(
  db: Queryable,
  job: { readonly name: Name; readonly payload: JobCatalogue[Name] },
  { key, runAt, attempts = 5 }: JobOptions,
): Promise<void> => {
  const trace = traceOfNow.getStore();
  await db.query(`select graphile_worker.add_job($1, $2::json, job_key => $3, run_at => $4, max_attempts => $5)`, [
    job.name,
    JSON.stringify(trace === undefined ? job.payload : { ...job.payload, trace }),
    key,
    runAt ?? null,
    attempts,
  ]);
};
