import type { AccountKind, FdxAccountWrapper, FdxTransaction, FdxTransactionWrapper } from "@drawbridge/contract";
import type { Transaction } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { defined, fdxKinds } from "./data-shapes.ts";

const wrappers: Readonly<Record<FdxAccountWrapper, FdxTransactionWrapper>> = {
  depositAccount: "depositTransaction",
  loanAccount: "loanTransaction",
  locAccount: "locTransaction",
  investmentAccount: "investmentTransaction",
  insuranceAccount: "depositTransaction",
  annuityAccount: "investmentTransaction",
};

/** One transaction in its wrapper: the amount is absolute, the memo tells its direction. */
export const printTransaction = (transaction: Transaction, kind: AccountKind): FdxTransaction => {
  const value = Number(transaction.amount);
  const fields = defined({
    accountId: printId("acc", transaction.accountId),
    transactionId: printId("txn", transaction.id),
    postedTimestamp: transaction.postedAt?.toISOString(),
    transactionTimestamp: transaction.transactedAt.toISOString(),
    debitCreditMemo: value < 0 ? "DEBIT" : "CREDIT",
    memo: transaction.description,
    category: transaction.category,
    status: transaction.status === "posted" ? "POSTED" : "PENDING",
    amount: Math.abs(value),
    fiAttributes: [],
  });
  return { [wrappers[fdxKinds[kind][0]]]: { description: transaction.description, ...fields } };
};
