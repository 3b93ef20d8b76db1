import { Type, type Static } from "typebox";
import { closed, FdxId, FiAttributes, Instant } from "./parts.ts";

const Text = Type.Optional(Type.String());

const Fields = Type.Object(
  {
    accountId: FdxId("acc"),
    transactionId: FdxId("txn"),
    /** Absent while it is pending. */
    postedTimestamp: Type.Optional(Instant),
    transactionTimestamp: Instant,
    description: Type.String(),
    /** Direction: the amount itself has none. */
    debitCreditMemo: Type.Enum(["CREDIT", "DEBIT"]),
    memo: Text,
    category: Text,
    subCategory: Text,
    status: Type.Enum(["POSTED", "PENDING", "CANCELLED"]),
    amount: Type.Number({ minimum: 0 }),
    checkNumber: Text,
    payee: Text,
    transactionType: Text,
    reference: Text,
    fiAttributes: FiAttributes,
  },
  closed,
);

/** Keys under which a transaction stands. */
export type FdxTransactionWrapper = "depositTransaction" | "loanTransaction" | "locTransaction" | "investmentTransaction";

/** One transaction under the key of its account's kind. */
export const FdxTransaction = Type.Object(
  {
    depositTransaction: Type.Optional(Fields),
    loanTransaction: Type.Optional(Fields),
    locTransaction: Type.Optional(Fields),
    investmentTransaction: Type.Optional(Fields),
  },
  { ...closed, minProperties: 1, maxProperties: 1 },
);
export type FdxTransaction = Static<typeof FdxTransaction>;
