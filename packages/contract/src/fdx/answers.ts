import { Type, type Static } from "typebox";
import { FdxAccount } from "./account.ts";
import { FdxCustomer } from "./customer.ts";
import { closed, FdxId } from "./parts.ts";
import { FdxTransaction } from "./transaction.ts";

/** Where the next page begins; absent on the last one, and when no page was asked for. */
const nextCursor = Type.Optional(Type.String());

/** Accounts of a connection, v1 and v2. `id` is the user as we name them. */
export const AccountsAnswer = Type.Object({ accounts: Type.Array(FdxAccount), id: FdxId("usr"), nextCursor }, closed);
export type AccountsAnswer = Static<typeof AccountsAnswer>;

/** Holders of a connection's accounts, v1 and v2. */
export const IdentityAnswer = Type.Object({ customers: Type.Array(FdxCustomer), id: FdxId("usr"), nextCursor }, closed);
export type IdentityAnswer = Static<typeof IdentityAnswer>;

/** Transactions of an account, newest first, v1 and v2. */
export const TransactionsAnswer = Type.Object({ transactions: Type.Array(FdxTransaction), nextCursor }, closed);
export type TransactionsAnswer = Static<typeof TransactionsAnswer>;

/** What changed since a `since` cursor. A change may be told twice; none is left out. */
export const TransactionChanges = Type.Object(
  {
    added: Type.Array(FdxTransaction),
    modified: Type.Array(FdxTransaction),
    removed: Type.Array(Type.Object({ transactionId: FdxId("txn") }, closed)),
    /** The `since` of the next question. */
    nextSince: Type.String(),
    /** True when there is more to ask for at once. */
    hasMore: Type.Boolean(),
  },
  closed,
);
export type TransactionChanges = Static<typeof TransactionChanges>;

/** A verifiable credential. */
export const CredentialAnswer = Type.Object({ jwt: Type.String() }, closed);
export type CredentialAnswer = Static<typeof CredentialAnswer>;
