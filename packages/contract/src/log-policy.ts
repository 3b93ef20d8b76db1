import { Type, type Static } from "typebox";

const closed = { additionalProperties: false } as const;
const Treatment = Type.Enum(["keep", "hash", "drop"]);

/** How long a tenant's log is kept, and what becomes of what people typed and of their accounts' ids. */
export const LogPolicy = Type.Object(
  {
    /** Null: for ever. Numbers that were counted stay. */
    retentionDays: Type.Union([Type.Integer({ minimum: 1, maximum: 3650 }), Type.Null()]),
    /** Age at which events are redacted. */
    redactAfterDays: Type.Integer({ minimum: 0, maximum: 3650 }),
    searchTerms: Treatment,
    accountIds: Treatment,
  },
  closed,
);
export type LogPolicy = Static<typeof LogPolicy>;

/** What applies to a tenant that has set nothing. */
export const defaultLogPolicy: LogPolicy = { retentionDays: null, redactAfterDays: 30, searchTerms: "keep", accountIds: "keep" };
