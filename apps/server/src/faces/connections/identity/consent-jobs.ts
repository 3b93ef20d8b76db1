import { jobTypes, type JobType } from "@drawbridge/contract";
import type { ConsentWish } from "./intent.ts";

const needs: Readonly<Record<JobType, (permission: string) => boolean>> = {
  accountNumber: (permission) => permission === "ReadAccountsDetail",
  accountOwner: (permission) => permission === "ReadParty",
  transactions: (permission) => permission.startsWith("ReadTransactions"),
  transactionHistory: (permission) => permission.startsWith("ReadTransactions"),
};

/** What a consent asks the bank for: everything that can be had, unless the request names all it wants. */
export const jobsOf = ({ permissions, permissionsAction }: ConsentWish, able: readonly JobType[]): readonly JobType[] =>
  permissionsAction === "replace" ? able.filter((job) => permissions.some(needs[job])) : able;

/** What the permissions of a request name. */
export const jobsNamed = ({ permissions }: ConsentWish): readonly JobType[] => jobTypes.filter((job) => permissions.some(needs[job]));
