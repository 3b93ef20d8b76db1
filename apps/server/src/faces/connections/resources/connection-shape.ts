import type { UserConnection } from "@drawbridge/contract";
import type { Connection } from "@drawbridge/storage";
import type { KnownHealth } from "../../../use-cases/connection-health.ts";
import { healthFieldsOf } from "../../health-fields.ts";
import { factsFor, type ResourceSettings } from "./client-settings.ts";

/** What a connection is printed with. */
export interface ConnectionContext {
  readonly known: KnownHealth;
  readonly accountIds: readonly string[];
  readonly now: Date;
  /** Of the client that asks. */
  readonly settings: Pick<ResourceSettings, "statusNever" | "reminderLeadDays" | "syncLimitSeconds">;
}

/** One connection (connections.md, 4.1). */
export const printConnection = (connection: Connection, { known, accountIds, now, settings }: ConnectionContext): UserConnection => {
  const { statusNever } = settings;
  const facts = factsFor(settings, known.facts);
  const fields = healthFieldsOf(connection, { ...known, facts }, now);
  return {
    id: connection.bankConnectionId,
    name: known.institution?.record.name ?? "",
    type: known.facts.kind,
    connectedOn: connection.createdAt.toISOString(),
    accountIds: [...accountIds],
    ...fields,
    status: fields.status === "never" && !statusNever ? "ok" : fields.status,
  };
};
