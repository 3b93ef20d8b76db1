import { jobTypes, type JobType } from "@drawbridge/contract";
import type { ConsentWish } from "./intent.ts";

const needs: Readonly<Record<JobType, (permission: string) => boolean>> = {
  accountNumber: (permission) => permission === "ReadAccountsDetail",
  accountOwner: (permission) => permission === "ReadParty",
  transactions: (permission) => permission.startsWith("ReadTransactions"),
  transactionHistory: (permission) => permission.startsWith("ReadTransactions"),
};

const verifies: ReadonlySet<JobType> = new Set(["accountNumber", "accountOwner"]);

const isNamed = ({ permissions, verification }: ConsentWish, job: JobType): boolean =>
  permissions.some(needs[job]) || (verification && verifies.has(job));

/** What a consent asks the bank for: everything that can be had, unless the request names all it wants. */
export const jobsOf = (wish: ConsentWish, able: readonly JobType[]): readonly JobType[] =>
  wish.permissionsAction === "replace" ? able.filter((job) => isNamed(wish, job)) : able;

/** What the permissions of a request name. */
export const jobsNamed = (wish: ConsentWish): readonly JobType[] => jobTypes.filter((job) => isNamed(wish, job));
