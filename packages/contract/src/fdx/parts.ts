import { Type } from "typebox";

/** Answers hold what is listed and nothing else. */
export const closed = { additionalProperties: false } as const;

/** ISO 8601 instant in UTC. */
export const Instant = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$" });

/** ISO 8601 calendar day. */
export const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

/** Facts of an institution that have no field of their own; never a provider's token or id. */
export const FiAttributes = Type.Array(Type.Object({ name: Type.String(), value: Type.String() }, closed));

/** An account or transaction id of ours. */
export const FdxId = (prefix: "acc" | "txn" | "usr") => Type.String({ pattern: `^${prefix}_[0-9a-f]{32}$` });
