import type { AccountKind } from "@drawbridge/contract";
import { projectFailure } from "@drawbridge/domain";
import type { Account, Connection } from "@drawbridge/storage";
import { epochSeconds } from "./paging.ts";

/** Types of this face; clients treat the last four as unknown ones. */
const types: Readonly<Record<AccountKind, string>> = {
  checking: "checking",
  savings: "savings",
  money_market: "moneyMarket",
  cd: "cd",
  credit_card: "creditCard",
  line_of_credit: "lineOfCredit",
  mortgage: "mortgage",
  loan: "loan",
  auto_loan: "loan",
  student_loan: "studentLoan",
  investment: "investment",
  ira: "ira",
  "401k": "401k",
  pension: "pension",
  insurance: "insurance",
  annuity: "annuity",
  property: "property",
  vehicle: "vehicle",
};

const RUNNING = 325; // connect-events.md, section 10: aggregation already running

/** The code on every account of an institution login. */
export const statusCodeOf = ({ error, failure }: Connection): number => {
  if (failure) return projectFailure(failure).connectCode;
  return error === null ? 0 : projectFailure("partial_data").connectCode;
};

/** What an account is printed with. */
export interface AccountContext {
  readonly connection: Connection;
  readonly customerNo: number;
  readonly institutionNo: number;
  readonly lastTransactionAt: Date | null;
  /** Place among the accounts of its login, from 1. */
  readonly position: number;
  readonly running: boolean;
}

const amount = (value: string | null): number | null => (value === null ? null : Number(value));

const seconds = (at: Date | null): number | null => (at === null ? null : epochSeconds(at));

const present = (fields: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

const detailOf = ({ kind, available, details }: Account) => {
  const credit = kind === "credit_card" || kind === "line_of_credit";
  return present({
    [credit ? "creditAvailableAmount" : "availableBalanceAmount"]: amount(available),
    creditMaxAmount: amount(details.creditLimit),
    interestRate: details.interestRate,
    openDate: details.openedOn === null ? null : seconds(new Date(details.openedOn)),
  });
};

/** What every print of an account says of the account itself, in answers and in webhooks; the full number never. */
export const identifyAccount = ({ no, masked, name, kind, balanceAsOf, currency }: Account) => {
  const lastFour = masked.replace(/[^0-9A-Za-z]/g, "").slice(-4);
  return {
    id: String(no),
    number: masked,
    realAccountNumberLast4: lastFour,
    accountNumberDisplay: lastFour,
    name,
    type: types[kind],
    balanceDate: epochSeconds(balanceAsOf),
    currency,
  };
};

/** One account (connect-events.md, section 11): times in seconds, the login's id a number. */
export const printAccount = (account: Account, context: AccountContext) => {
  const { connection, customerNo, institutionNo, lastTransactionAt, position, running } = context;
  return {
    ...identifyAccount(account),
    accountNickname: account.name,
    balance: amount(account.balance),
    aggregationStatusCode: running ? RUNNING : statusCodeOf(connection),
    status: "active",
    customerId: String(customerNo),
    institutionId: String(institutionNo),
    institutionLoginId: connection.no,
    aggregationSuccessDate: seconds(connection.lastUpdatedAt),
    aggregationAttemptDate: seconds(connection.lastSyncedAt),
    createdDate: epochSeconds(connection.createdAt),
    lastUpdatedDate: seconds(connection.lastUpdatedAt ?? connection.createdAt),
    lastTransactionDate: seconds(lastTransactionAt),
    detail: detailOf(account),
    displayPosition: position,
    marketSegment: "personal",
  };
};
