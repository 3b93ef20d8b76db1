import type { JobType } from "@drawbridge/contract";
import type { Connection } from "@drawbridge/storage";
import { recommendFor } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { knownJobTypes } from "./read-link.ts";
import type { LinkOptions } from "./session-record.ts";

/**
 * What makes a link repair a connection: what the connection was made for stays, what is asked beside it is added.
 * The journey is the lead of the recommended action where that needs the person; a healthy connection is
 * refreshed, or signed in to again where it renews itself.
 */
export const repairOptions = async (
  deps: Deps,
  connection: Connection,
  asked: readonly JobType[],
): Promise<Pick<LinkOptions, "journey" | "connectionId" | "jobTypes">> => {
  const { action } = await recommendFor(deps, deps.storage.pool, connection);
  const usual = connection.kind === "legacy" ? "refresh" : "reauth";
  const journey = action === "reauth" || action === "reconsent" || action === "refresh" ? action : usual;
  return { journey, connectionId: connection.id, jobTypes: [...new Set([...knownJobTypes(connection.jobTypes), ...asked])] };
};
