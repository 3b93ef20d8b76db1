import {
  fdxCategories,
  type AccountKind,
  type FdxAccount,
  type FdxAccountType,
  type FdxAccountWrapper,
  type FdxCustomer,
} from "@drawbridge/contract";
import type { ProviderOwner } from "@drawbridge/contract";
import type { Account } from "@drawbridge/storage";
import { printId } from "../../ids.ts";

/** FDX wrapper and subtype of every kind of account (widget-and-data.md, 7.2). A home or a car has a value, nothing to pay out. */
export const fdxKinds: Readonly<Record<AccountKind, readonly [FdxAccountWrapper, FdxAccountType]>> = {
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
  property: ["investmentAccount", "OTHERINVESTMENT"],
  vehicle: ["investmentAccount", "OTHERINVESTMENT"],
};

/** An amount as JSON has it; absent where the bank gave none. */
export const amountOf = (value: string | null): number | undefined => (value === null ? undefined : Number(value));

type Fields = Readonly<Record<string, unknown>>;

/** Leaves out what is not known. */
export const defined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ""));

/** A bank reports what is owed as a negative balance; these fields mean the debt itself. */
const owed = (value: string | null): number | undefined => (value === null ? undefined : 0 - Number(value));

const ownFields: Readonly<Record<FdxAccountWrapper, (account: Account) => Fields>> = {
  depositAccount: (account) => paid(account),
  insuranceAccount: (account) => paid(account),
  annuityAccount: (account) => paid(account),
  loanAccount: ({ balance, details }) => ({ principalBalance: owed(balance), originatingDate: details.openedOn }),
  locAccount: ({ balance, available, details, kind }) => ({
    currentBalance: owed(balance),
    principalBalance: owed(balance),
    availableCredit: amountOf(available),
    creditLine: amountOf(details.creditLimit),
    purchasesApr: kind === "credit_card" ? amountOf(details.interestRate) : undefined,
  }),
  investmentAccount: ({ balance, available }) => ({ currentValue: amountOf(balance), availableCashBalance: amountOf(available) }),
};

const paid = ({ balance, available, details }: Account): Fields => ({
  currentBalance: amountOf(balance),
  availableBalance: amountOf(available),
  annualPercentageYield: amountOf(details.interestRate),
});

/** What only some readers may see of an account. */
export interface AccountExtras {
  /** Account number; null unless the connection's jobs allow it. */
  readonly number: string | null;
  /** Whether the routing number may be told. */
  readonly withRouting: boolean;
  /** When money last moved; null where transactions were not asked for. */
  readonly lastActivity: Date | null;
}

/** One account in its wrapper. */
export const printAccount = (account: Account, { number, withRouting, lastActivity }: AccountExtras): FdxAccount => {
  const [wrapper, accountType] = fdxKinds[account.kind];
  const fields = defined({
    accountId: printId("acc", account.id),
    accountCategory: fdxCategories[wrapper],
    accountType,
    accountNumber: number,
    accountNumberDisplay: account.masked,
    productName: account.name,
    nickname: account.name,
    description: account.name,
    status: account.status === "open" ? "OPEN" : "CLOSED",
    accountOpenDate: account.details.openedOn,
    currency: { currencyCode: account.currency },
    fiAttributes: [],
    routingTransitNumber: withRouting ? account.details.routingNumber : null,
    balanceType: wrapper === "loanAccount" || wrapper === "locAccount" ? "LIABILITY" : "ASSET",
    interestRate: amountOf(account.details.interestRate),
    lastActivityDate: lastActivity?.toISOString().slice(0, 10),
    balanceAsOf: account.balanceAsOf.toISOString(),
    ...ownFields[wrapper](account),
  });
  return { [wrapper]: fields };
};

/** One holder of accounts; only accounts that may be seen are named. */
export const printCustomer = (owner: ProviderOwner, accountIds: ReadonlyMap<string, string>, customerId: string): FdxCustomer => ({
  customerId,
  name: { first: owner.firstName, last: owner.lastName },
  email: owner.emails,
  addresses: owner.addresses.map(({ line2, ...address }) => ({ ...address, ...(line2 !== null && { line2 }) })),
  telephones: owner.phones.map((number) => ({ number })),
  accounts: owner.accountStableIds.flatMap((stableId) => {
    const accountId = accountIds.get(stableId);
    return accountId === undefined ? [] : [{ accountId }];
  }),
});
