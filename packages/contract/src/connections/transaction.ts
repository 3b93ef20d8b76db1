import { Type, type Static } from "typebox";
import { Amount, closed, Day, Instant, Links, Uuid } from "./parts.ts";

const CategoryId = Type.String({ pattern: "^(std|cus):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" });
const status = Type.Enum(["posted", "pending"]);

/** A transaction (connections.md, section 12). Negative amounts leave the account. */
export const ConnectionsTransaction = Type.Object(
  {
    id: Uuid,
    amount: Amount,
    categoryId: CategoryId,
    categoryIdConfirmed: Type.Boolean(),
    date: Instant,
    dateModified: Instant,
    longDescription: Type.String(),
    shortDescription: Type.String(),
    notes: Type.String(),
    status,
    accountId: Type.Optional(Uuid),
    dateCreated: Type.Optional(Instant),
    valueDate: Type.Optional(Day),
    providerId: Type.Optional(Type.String()),
    projectId: Type.Optional(Uuid),
  },
  closed,
);
export type ConnectionsTransaction = Static<typeof ConnectionsTransaction>;

/** The same without what is added to the bank's own words. */
export const UnenrichedTransaction = Type.Object(
  {
    id: Uuid,
    amount: Amount,
    date: Instant,
    dateModified: Instant,
    longDescription: Type.String(),
    status,
    accountId: Type.Optional(Uuid),
    dateCreated: Type.Optional(Instant),
    valueDate: Type.Optional(Day),
    providerId: Type.Optional(Type.String()),
  },
  closed,
);
export type UnenrichedTransaction = Static<typeof UnenrichedTransaction>;

/** `GET /transactions`. */
export const TransactionList = Type.Object(
  { data: Type.Array(ConnectionsTransaction), links: Links, meta: Type.Object({ correlationId: Type.String() }, closed) },
  closed,
);

const long = Type.String({ maxLength: 1000 });
const amount = Type.Object({ value: Type.Integer({ minimum: -1e15, maximum: 1e15 }), currency: Type.Optional(Type.String()) }, closed);
/** A day or an instant. */
const When = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2}))?$" });

const edits = {
  categoryId: Type.Optional(CategoryId),
  categoryIdConfirmed: Type.Optional(Type.Boolean()),
  shortDescription: Type.Optional(long),
  notes: Type.Optional(long),
  projectId: Type.Optional(Uuid),
};

/** Body of `POST /transactions`. */
export const TransactionInput = Type.Object(
  { ...edits, accountId: Uuid, amount, date: When, longDescription: Type.String({ minLength: 1, maxLength: 1000 }), status: Type.Optional(status) },
  closed,
);
export type TransactionInput = Static<typeof TransactionInput>;

/** Body of `POST /transactions-collection`. */
export const TransactionInputs = Type.Array(TransactionInput, { minItems: 1, maxItems: 50 });

/** Body of `PATCH /transactions/{id}`; the second half only on accounts kept by hand. */
export const TransactionChange = Type.Object(
  {
    ...edits,
    amount: Type.Optional(amount),
    date: Type.Optional(When),
    longDescription: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    status: Type.Optional(status),
  },
  closed,
);
export type TransactionChange = Static<typeof TransactionChange>;

/** What a client wrote over a transaction, as stored. */
export const TransactionEdits = Type.Object(edits, closed);
export type TransactionEdits = Static<typeof TransactionEdits>;
