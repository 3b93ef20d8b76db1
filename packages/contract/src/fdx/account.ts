import { Type, type Static } from "typebox";
import { closed, Day, FdxId, FiAttributes, Instant } from "./parts.ts";

const Text = Type.Optional(Type.String());
const Amount = Type.Optional(Type.Number());
const OptionalDay = Type.Optional(Day);

/** Subtypes of accounts, in the words of FDX. */
export const fdxAccountTypes = [
  "CHECKING",
  "SAVINGS",
  "MONEYMARKET",
  "CD",
  "OTHERDEPOSIT",
  "CREDITCARD",
  "LINEOFCREDIT",
  "MORTGAGE",
  "LOAN",
  "AUTOLOAN",
  "STUDENTLOAN",
  "INVESTMENTACCOUNT",
  "IRA",
  "401K",
  "DEFINEDBENEFIT",
  "OTHERINVESTMENT",
  "INSURANCE",
  "ANNUITY",
] as const;
export type FdxAccountType = (typeof fdxAccountTypes)[number];

/** States of an account. */
export const fdxAccountStates = [
  "OPEN",
  "CLOSED",
  "DELINQUENT",
  "NEGATIVECURRENTBALANCE",
  "PAID",
  "PENDINGCLOSE",
  "PENDINGOPEN",
  "RESTRICTED",
] as const;

/** The six kinds of accounts: the wrapper in an answer, and the category inside. */
export const fdxCategories = {
  depositAccount: "DEPOSIT_ACCOUNT",
  loanAccount: "LOAN_ACCOUNT",
  locAccount: "LOC_ACCOUNT",
  investmentAccount: "INVESTMENT_ACCOUNT",
  insuranceAccount: "INSURANCE_ACCOUNT",
  annuityAccount: "ANNUITY_ACCOUNT",
} as const;
export type FdxAccountWrapper = keyof typeof fdxCategories;

const base = <W extends FdxAccountWrapper>(wrapper: W) => ({
  accountId: FdxId("acc"),
  accountCategory: Type.Literal(fdxCategories[wrapper]),
  accountType: Type.Enum(fdxAccountTypes),
  accountNumber: Text,
  accountNumberDisplay: Text,
  productName: Text,
  nickname: Text,
  status: Type.Enum(fdxAccountStates),
  description: Text,
  accountOpenDate: OptionalDay,
  accountCloseDate: OptionalDay,
  currency: Type.Object({ currencyRate: Amount, currencyCode: Type.String(), originalCurrencyCode: Text }, closed),
  fiAttributes: FiAttributes,
  routingTransitNumber: Text,
  balanceType: Type.Enum(["ASSET", "LIABILITY"]),
  interestRate: Amount,
  lastActivityDate: OptionalDay,
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String(), debugMessage: Text }, closed)),
  balanceAsOf: Instant,
});

const paid = {
  currentBalance: Amount,
  openingDayBalance: Amount,
  availableBalance: Amount,
  annualPercentageYield: Amount,
  interestYtd: Amount,
  term: Amount,
  maturityDate: OptionalDay,
} as const;

/** Money that can be paid out: current accounts, savings, certificates. */
export const DepositAccount = Type.Object({ ...base("depositAccount"), ...paid }, closed);

/** Money that is owed and paid back to a plan. `principalBalance` is what is owed. */
export const LoanAccount = Type.Object(
  {
    ...base("loanAccount"),
    principalBalance: Amount,
    escrowBalance: Amount,
    originalPrincipal: Amount,
    originatingDate: OptionalDay,
    loanTerm: Amount,
    nextPaymentAmount: Amount,
    nextPaymentDate: OptionalDay,
    payOffAmount: Amount,
    lastPaymentAmount: Amount,
    lastPaymentDate: OptionalDay,
    maturityDate: OptionalDay,
  },
  closed,
);

/** A card or a line of credit. `currentBalance` is what is owed. */
export const LocAccount = Type.Object(
  {
    ...base("locAccount"),
    creditLine: Amount,
    availableCredit: Amount,
    nextPaymentDate: OptionalDay,
    principalBalance: Amount,
    currentBalance: Amount,
    minimumPaymentAmount: Amount,
    lastStmtBalance: Amount,
    purchasesApr: Amount,
    advancesApr: Amount,
    pastDueAmount: Amount,
  },
  closed,
);

/** Something that has a value: a portfolio, a pension, a home. */
export const InvestmentAccount = Type.Object(
  { ...base("investmentAccount"), currentValue: Amount, availableCashBalance: Amount, margin: Type.Optional(Type.Boolean()), planId: Text },
  closed,
);

/** A policy with a value. */
export const InsuranceAccount = Type.Object({ ...base("insuranceAccount"), ...paid }, closed);

/** A contract that pays later. */
export const AnnuityAccount = Type.Object({ ...base("annuityAccount"), ...paid }, closed);

/** One account under the key of its kind. */
export const FdxAccount = Type.Object(
  {
    depositAccount: Type.Optional(DepositAccount),
    loanAccount: Type.Optional(LoanAccount),
    locAccount: Type.Optional(LocAccount),
    investmentAccount: Type.Optional(InvestmentAccount),
    insuranceAccount: Type.Optional(InsuranceAccount),
    annuityAccount: Type.Optional(AnnuityAccount),
  },
  { ...closed, minProperties: 1, maxProperties: 1 },
);
export type FdxAccount = Static<typeof FdxAccount>;
