import { AccountEdits, type AccountKind, type ConnectionsAccount, type FaceAccountType } from "@drawbridge/contract";
import type { FaceAccount, InstitutionRecord, TransactionSpan, User } from "@drawbridge/storage";
import { Value } from "typebox/value";
import type { Deps } from "../../../use-cases/deps.ts";
import { numbersOf } from "./account-numbers.ts";
import { amountOf } from "./money.ts";

const types: Readonly<Record<AccountKind, FaceAccountType>> = {
  checking: "cash:current",
  savings: "savings",
  money_market: "savings",
  cd: "savings",
  credit_card: "card",
  line_of_credit: "loan",
  mortgage: "mortgage:repayment",
  loan: "loan",
  auto_loan: "loan",
  student_loan: "loan",
  investment: "investment",
  ira: "pension",
  "401k": "pension",
  pension: "pension",
  insurance: "investment",
  annuity: "investment",
  property: "properties:residential",
  vehicle: "asset",
};

/** What is stored for an account of a type that a client keeps by hand. */
export const kindOfType: Readonly<Record<FaceAccountType, AccountKind>> = {
  "cash:current": "checking",
  savings: "savings",
  card: "credit_card",
  investment: "investment",
  loan: "loan",
  "mortgage:repayment": "mortgage",
  "mortgage:interestOnly": "mortgage",
  pension: "pension",
  "pension:definedBenefit": "pension",
  "pension:definedContribution": "pension",
  asset: "vehicle",
  "properties:residential": "property",
  "properties:buyToLet": "property",
  crypto: "investment",
};

/** What an account is printed with. */
export interface AccountContext {
  readonly deps: Deps;
  readonly user: User;
  /** Null for an account kept by hand. */
  readonly connection: { readonly bankConnectionId: string; readonly bank: InstitutionRecord | null } | null;
  /** With `accounts_details:read`. */
  readonly withDetails: boolean;
  readonly holder: string | null;
  /** Undefined: not asked for; null: it has none. */
  readonly span?: TransactionSpan | null;
}

/** What a client wrote over an account; anything unreadable is nothing. */
export const editsOf = ({ edits }: Pick<FaceAccount, "edits">): AccountEdits => (Value.Check(AccountEdits, edits) ? edits : {});

/** The type an account is shown with: the client's own word, else the bank's. */
export const faceTypeOf = (account: Pick<FaceAccount, "edits" | "kind">): FaceAccountType => editsOf(account).type ?? types[account.kind];

const day = (at: Date): string => at.toISOString().slice(0, 10);

const rateName = (kind: AccountKind): "AER" | "APR" => (types[kind] === "savings" || types[kind] === "investment" ? "AER" : "APR");

/** What the bank said, with what the client wrote over it. */
const detailsOf = (account: FaceAccount, context: AccountContext): ConnectionsAccount["details"] => {
  const { interestRate, creditLimit } = account.details;
  const numbers = context.withDetails ? numbersOf(context.deps, context.user, account) : { schemes: [] };
  const { sortCodeAccountNumber, iban, pan } = numbers;
  return {
    ...(interestRate !== null && { [rateName(account.kind)]: Number(interestRate) }),
    ...(creditLimit !== null && { creditLimit: Number(creditLimit) }),
    ...editsOf(account).details,
    ...(sortCodeAccountNumber && { sortCodeAccountNumber }),
    ...(iban && { iban }),
    ...(pan && { pan }),
  };
};

const providerFields = (account: FaceAccount, { connection, user }: AccountContext) => {
  const { providerName } = editsOf(account);
  if (!connection) return { providerId: "API", ...(providerName && { providerName }) };
  const { bankConnectionId, bank } = connection;
  const demo = user.profile["userType"] === "demo";
  return {
    connectionId: bankConnectionId,
    providerId: demo ? "DEMO" : (bankConnectionId.split(":")[0] ?? ""),
    providerName: providerName ?? bank?.name ?? "",
    ...(bank && { providerReference: bank.slug }),
    providerAccountId: account.stableId,
    providerAccountName: account.name,
  };
};

const privateFields = (account: FaceAccount, { withDetails, holder, deps, user }: AccountContext) => {
  if (!withDetails) return {};
  const lastFour = account.masked.replace(/[^0-9A-Za-z]/g, "").slice(-4);
  const { plain } = numbersOf(deps, user, account);
  return {
    ...(lastFour && { accountReference: lastFour }),
    ...(holder !== null && { accountHolderName: holder }),
    ...(plain && { providerAccountIdentifications: [{ identification: plain, type: "accountNumber" as const }] }),
  };
};

const transactionDataOf = (span: TransactionSpan | null | undefined) => {
  if (span === undefined) return {};
  return { transactionData: span ? { count: span.count, earliestDate: day(span.earliest), lastDate: day(span.last) } : { count: 0 } };
};

const availableOf = ({ available, currency, balanceAsOf }: FaceAccount) =>
  available === null
    ? {}
    : { additionalBalances: [{ amount: amountOf(available, currency), date: day(balanceAsOf), type: "InterimAvailable" as const }] };

/** One account (connections.md, section 12). */
export const printAccount = (account: FaceAccount, context: AccountContext): ConnectionsAccount => {
  const { accountName, accountType } = editsOf(account);
  return {
    id: account.id,
    dateAdded: account.addedAt.toISOString(),
    dateModified: account.changedAt.toISOString(),
    accountName: accountName ?? account.name,
    type: faceTypeOf(account),
    currency: account.currency,
    balance: { amount: amountOf(account.balance ?? "0", account.currency), date: day(account.balanceAsOf) },
    details: detailsOf(account, context),
    ...providerFields(account, context),
    ...privateFields(account, context),
    ...(account.details.openedOn !== null && { accountOpeningDate: account.details.openedOn.slice(0, 10) }),
    ...(accountType && { accountType }),
    ...transactionDataOf(context.span),
    ...availableOf(account),
  };
};
