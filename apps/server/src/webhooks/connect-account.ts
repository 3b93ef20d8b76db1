import type { AccountKind } from "@drawbridge/contract";
import type { Account } from "@drawbridge/storage";

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

const epochSeconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** Whose accounts are printed. */
export interface AccountOwner {
  readonly customerId: string;
  readonly institutionId: string | null;
  readonly institutionLoginId: number | null;
}

/** An account as webhooks of the Connect face show it (connect-events.md, section 11): the login's id is a number. */
export const printConnectAccount = (
  account: Account,
  { customerId, institutionId, institutionLoginId }: AccountOwner,
): Readonly<Record<string, unknown>> => {
  const lastFour = account.masked.slice(-4);
  const at = epochSeconds(account.balanceAsOf);
  return {
    id: String(account.no),
    number: account.masked,
    realAccountNumberLast4: lastFour,
    accountNumberDisplay: lastFour,
    name: account.name,
    ...(account.balance !== null && { balance: Number(account.balance) }),
    type: types[account.kind],
    aggregationStatusCode: 0,
    status: account.status === "open" ? "active" : "closed",
    customerId,
    institutionId,
    institutionLoginId,
    balanceDate: at,
    aggregationSuccessDate: at,
    aggregationAttemptDate: at,
    currency: account.currency,
  };
};
