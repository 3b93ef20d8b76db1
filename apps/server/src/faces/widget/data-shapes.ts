import type { AccountKind, ProviderOwner } from "@drawbridge/contract";
import type { Account, Transaction } from "@drawbridge/storage";
import { printId } from "../../ids.ts";

type Wrapper = "depositAccount" | "loanAccount" | "locAccount" | "investmentAccount" | "insuranceAccount" | "annuityAccount";

/** FDX wrapper and subtype of every kind of account (widget-and-data.md, 7.2). */
const kinds: Readonly<Record<AccountKind, readonly [Wrapper, string]>> = {
  checking: ["depositAccount", "CHECKING"],
  savings: ["depositAccount", "SAVINGS"],
  money_market: ["depositAccount", "MONEYMARKET"],
  cd: ["depositAccount", "CD"],
  credit_card: ["locAccount", "CREDITCARD"],
  line_of_credit: ["locAccount", "LINEOFCREDIT"],
  mortgage: ["loanAccount", "MORTGAGE"],
  loan: ["loanAccount", "LOAN"],
  auto_loan: ["loanAccount", "AUTOLOAN"],
  student_loan: ["loanAccount", "STUDENTLOAN"],
  investment: ["investmentAccount", "INVESTMENTACCOUNT"],
  ira: ["investmentAccount", "IRA"],
  "401k": ["investmentAccount", "401K"],
  pension: ["investmentAccount", "DEFINEDBENEFIT"],
  insurance: ["insuranceAccount", "INSURANCE"],
  annuity: ["annuityAccount", "ANNUITY"],
  property: ["depositAccount", "OTHERDEPOSIT"],
  vehicle: ["depositAccount", "OTHERDEPOSIT"],
};

const categoryOf: Readonly<Record<Wrapper, string>> = {
  depositAccount: "DEPOSIT_ACCOUNT",
  loanAccount: "LOAN_ACCOUNT",
  locAccount: "LOC_ACCOUNT",
  investmentAccount: "INVESTMENT_ACCOUNT",
  insuranceAccount: "INSURANCE_ACCOUNT",
  annuityAccount: "ANNUITY_ACCOUNT",
};

const amount = (value: string | null): number | undefined => (value === null ? undefined : Number(value));

const balances = (wrapper: Wrapper, account: Account): Readonly<Record<string, unknown>> => {
  const balance = amount(account.balance);
  const available = amount(account.available);
  const asOf = account.balanceAsOf.toISOString();
  if (wrapper === "loanAccount") return { balanceAsOf: asOf, principalBalance: balance };
  if (wrapper === "locAccount") {
    return { balanceAsOf: asOf, currentBalance: balance, availableCredit: available, creditLine: amount(account.details.creditLimit) };
  }
  if (wrapper === "investmentAccount") return { balanceAsOf: asOf, currentValue: balance, availableCashBalance: available };
  return { balanceAsOf: asOf, currentBalance: balance, availableBalance: available };
};

const defined = (fields: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/** One account in its wrapper; the number only when the connection's jobs allow it. */
export const printAccount = (account: Account, number: string | null): Readonly<Record<string, unknown>> => {
  const [wrapper, accountType] = kinds[account.kind];
  const liability = wrapper === "loanAccount" || wrapper === "locAccount";
  const fields = defined({
    accountId: printId("acc", account.id),
    accountCategory: categoryOf[wrapper],
    accountType,
    accountNumber: number,
    accountNumberDisplay: account.masked,
    routingTransitNumber: number === null ? null : account.details.routingNumber,
    productName: account.name,
    nickname: account.name,
    status: account.status === "open" ? "OPEN" : "CLOSED",
    currency: { currencyCode: account.currency },
    balanceType: liability ? "LIABILITY" : "ASSET",
    accountOpenDate: account.details.openedOn,
    interestRate: amount(account.details.interestRate),
    ...balances(wrapper, account),
    fiAttributes: [],
  });
  return { [wrapper]: fields };
};

/** One holder of accounts. */
export const printCustomer = (owner: ProviderOwner, accountIds: ReadonlyMap<string, string>, index: number): Readonly<Record<string, unknown>> => ({
  customerId: `owner-${index + 1}`,
  name: { first: owner.firstName, last: owner.lastName },
  email: owner.emails,
  addresses: owner.addresses.map((address) => defined({ ...address })),
  telephones: owner.phones.map((number) => ({ number })),
  accounts: owner.accountStableIds.flatMap((stableId) => {
    const id = accountIds.get(stableId);
    return id === undefined ? [] : [{ accountId: id }];
  }),
});

const transactionWrapper: Readonly<Record<Wrapper, string>> = {
  depositAccount: "depositTransaction",
  loanAccount: "loanTransaction",
  locAccount: "locTransaction",
  investmentAccount: "investmentTransaction",
  insuranceAccount: "depositTransaction",
  annuityAccount: "investmentTransaction",
};

/** One transaction in its wrapper: the amount is absolute, the memo tells its direction. */
export const printTransaction = (transaction: Transaction, kind: AccountKind): Readonly<Record<string, unknown>> => {
  const value = Number(transaction.amount);
  const fields = defined({
    accountId: printId("acc", transaction.accountId),
    transactionId: printId("txn", transaction.id),
    postedTimestamp: transaction.postedAt?.toISOString(),
    transactionTimestamp: transaction.transactedAt.toISOString(),
    description: transaction.description,
    debitCreditMemo: value < 0 ? "DEBIT" : "CREDIT",
    category: transaction.category,
    status: transaction.status === "posted" ? "POSTED" : "PENDING",
    amount: Math.abs(value),
    fiAttributes: [],
  });
  return { [transactionWrapper[kinds[kind][0]]]: fields };
};
