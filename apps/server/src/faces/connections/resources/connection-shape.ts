import type { UserConnection } from "@drawbridge/contract";
import type { Connection } from "@drawbridge/storage";
import type { KnownHealth } from "../../../use-cases/connection-health.ts";
import { healthFieldsOf } from "../../health-fields.ts";

/** What a connection is printed with. */
export interface ConnectionContext {
  readonly known: KnownHealth;
  readonly accountIds: readonly string[];
  readonly now: Date;
  /** Whether a connection without a finished sync says `never`; otherwise it says `ok` (rulings.md 18). */
  readonly saysNever: boolean;
}

/** One connection (connections.md, 4.1). */
export const printConnection = (connection: Connection, { known, accountIds, now, saysNever }: ConnectionContext): UserConnection => {
  const fields = healthFieldsOf(connection, known, now);
  return {
    id: connection.bankConnectionId,
    name: known.institution?.record.name ?? "",
    type: known.facts.kind,
    connectedOn: connection.createdAt.toISOString(),
    accountIds: [...accountIds],
    ...fields,
    status: fields.status === "never" && !saysNever ? "ok" : fields.status,
  };
};
