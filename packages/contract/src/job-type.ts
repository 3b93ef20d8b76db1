import { Type } from "typebox";

/** The kinds of data a link may ask for (widget-and-data.md, section 8). */
export const jobTypes = ["accountNumber", "accountOwner", "transactions", "transactionHistory"] as const;

/** Schema of one job type. */
export const JobType = Type.Enum(jobTypes);
export type JobType = (typeof jobTypes)[number];
