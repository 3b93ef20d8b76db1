import { createHash } from "node:crypto";
import { TransactionEdits, type ConnectionsTransaction, type UnenrichedTransaction } from "@drawbridge/contract";
import type { FaceTransaction } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { amountOf } from "./money.ts";

/** What a client wrote over a transaction; anything unreadable is nothing. */
export const transactionEditsOf = ({ edits }: Pick<FaceTransaction, "edits">): TransactionEdits =>
  Value.Check(TransactionEdits, edits) ? edits : {};

/** Id of a standard category, by its name; the database computes the same. MD5 only names, it protects nothing. */
export const standardCategoryId = (name: string | null): string => {
  const hex = createHash("md5")
    .update(`category:${name ?? "uncategorised"}`)
    .digest("hex");
  return `std:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")}`;
};

/** Midday when only the day is known (connections.md, section 12). */
const middayOf = (at: Date): string => at.toISOString().replace("T00:00:00.000Z", "T12:00:00.000Z");

/** The bank's own words. */
export const printUnenriched = (transaction: FaceTransaction): UnenrichedTransaction => {
  const { id, accountId, amount, currency, description, status, transactedAt, postedAt, createdAt, modifiedAt, bankConnectionId } = transaction;
  return {
    id,
    accountId,
    amount: amountOf(amount, currency),
    date: middayOf(transactedAt),
    dateCreated: createdAt.toISOString(),
    dateModified: modifiedAt.toISOString(),
    longDescription: description,
    status,
    ...(postedAt && { valueDate: postedAt.toISOString().slice(0, 10) }),
    providerId: bankConnectionId?.split(":")[0] ?? "API",
  };
};

/** One transaction (connections.md, section 12). */
export const printTransaction = (transaction: FaceTransaction): ConnectionsTransaction => {
  const { categoryId, categoryIdConfirmed, shortDescription, notes, projectId } = transactionEditsOf(transaction);
  return {
    ...printUnenriched(transaction),
    categoryId: categoryId ?? standardCategoryId(transaction.category),
    categoryIdConfirmed: categoryIdConfirmed ?? false,
    shortDescription: shortDescription ?? transaction.description,
    notes: notes ?? "",
    ...(projectId !== undefined && { projectId }),
  };
};
