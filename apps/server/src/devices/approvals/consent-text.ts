import type { JobType } from "@drawbridge/contract";
import type { ApprovalQuestion } from "@drawbridge/domain";

const dataNames: Readonly<Record<JobType, string>> = {
  accountNumber: "account numbers",
  accountOwner: "names and contact details of the owners",
  transactions: "transactions",
  transactionHistory: "past transactions",
};

const nameOfData = (jobType: string): string => (isJobType(jobType) ? dataNames[jobType] : jobType);
const isJobType = (text: string): text is JobType => Object.hasOwn(dataNames, text);

/** What a question about a consent names. */
export interface ConsentFacts {
  readonly question: ApprovalQuestion;
  /** What was fetched goes as well. */
  readonly deletes?: boolean;
  readonly tenant: string;
  readonly bank: string;
  readonly accounts: readonly { readonly name: string; readonly masked: string }[];
  readonly jobTypes: readonly string[];
  readonly until: Date;
  readonly purpose: string | null;
}

const headingOf = ({ question, deletes, tenant, bank, until }: ConsentFacts): string => {
  if (question !== "revoke") return `Let ${tenant} read your data at ${bank} until ${until.toISOString().slice(0, 10)}?`;
  return deletes === true
    ? `Stop ${tenant} from reading your data at ${bank}, and delete what it has?`
    : `Stop ${tenant} from reading your data at ${bank}?`;
};

/** The text names parties, data, accounts, purpose and end: it is what the device signs. */
export const consentText = (facts: ConsentFacts): string => {
  const { accounts, jobTypes, purpose } = facts;
  const listed = accounts.map(({ name, masked }) => `${name} ${masked}`.trim());
  const lines = [headingOf(facts), `Accounts: ${listed.join(", ") || "none"}`, `Data: ${jobTypes.map(nameOfData).join(", ")}`];
  return [...lines, ...(purpose === null ? [] : [`Purpose: ${purpose}`])].join("\n");
};
