import { Type, type Static } from "typebox";
import { Amount, BankConnectionId, closed, Day, Instant, Links, Uuid } from "./parts.ts";

/** Account types of the face (connections.md, section 12). */
export const faceAccountTypes = [
  "cash:current",
  "savings",
  "card",
  "investment",
  "loan",
  "mortgage:repayment",
  "mortgage:interestOnly",
  "pension",
  "pension:definedBenefit",
  "pension:definedContribution",
  "asset",
  "properties:residential",
  "properties:buyToLet",
  "crypto",
] as const;
export const FaceAccountType = Type.Enum(faceAccountTypes);
export type FaceAccountType = Static<typeof FaceAccountType>;

const balanceTypes = [
  "ClosingAvailable",
  "ClosingBooked",
  "ClosingCleared",
  "Expected",
  "ForwardAvailable",
  "Information",
  "InterimAvailable",
  "InterimBooked",
  "InterimCleared",
  "OpeningAvailable",
  "OpeningBooked",
  "OpeningCleared",
  "PreviouslyClosedBooked",
] as const;

/** A balance of a day. */
export const Balance = Type.Object({ amount: Amount, date: Day, type: Type.Optional(Type.Enum(balanceTypes)) }, closed);
export type Balance = Static<typeof Balance>;

const number = Type.Optional(Type.Number());
const text = Type.Optional(Type.String({ maxLength: 200 }));

const writable = {
  AER: number,
  APR: number,
  creditLimit: number,
  overdraftLimit: number,
  endDate: Type.Optional(Day),
  fixedDate: Type.Optional(Day),
  interestFreePeriod: number,
  interestType: Type.Optional(Type.Enum(["fixed", "variable"])),
  linkedProperty: text,
  monthlyRepayment: number,
  postcode: text,
  runningCost: number,
  runningCostPeriod: Type.Optional(Type.Enum(["month", "year"])),
  term: number,
  yearlyAppreciation: number,
};

/** Details a client may write. */
export const AccountDetailsInput = Type.Object(writable, closed);
export type AccountDetailsInput = Static<typeof AccountDetailsInput>;

const AccountDetails = Type.Object(
  {
    ...writable,
    sortCodeAccountNumber: Type.Optional(Type.String({ pattern: "^[0-9]{14}$" })),
    iban: Type.Optional(Type.String()),
    pan: Type.Optional(Type.String()),
  },
  closed,
);

const accountType = Type.Optional(Type.Enum(["personal", "business"]));
const identificationTypes = ["accountNumber", "savingsRollNumber", "policyNumber"] as const;

/** An account (connections.md, section 12). */
export const ConnectionsAccount = Type.Object(
  {
    id: Uuid,
    dateAdded: Instant,
    dateModified: Instant,
    accountName: Type.String(),
    type: FaceAccountType,
    balance: Balance,
    details: AccountDetails,
    currency: Type.Optional(Type.String()),
    connectionId: Type.Optional(BankConnectionId),
    providerId: Type.Optional(Type.String()),
    providerName: Type.Optional(Type.String()),
    providerReference: Type.Optional(Type.String()),
    providerAccountId: Type.Optional(Type.String()),
    providerAccountName: Type.Optional(Type.String()),
    accountReference: Type.Optional(Type.String()),
    accountHolderName: Type.Optional(Type.String()),
    accountOpeningDate: Type.Optional(Day),
    accountType,
    productName: Type.Optional(Type.String()),
    providerAccountIdentifications: Type.Optional(
      Type.Array(Type.Object({ identification: Type.String(), type: Type.Enum(identificationTypes) }, closed)),
    ),
    transactionData: Type.Optional(Type.Object({ count: Type.Integer(), earliestDate: Type.Optional(Day), lastDate: Type.Optional(Day) }, closed)),
    additionalBalances: Type.Optional(Type.Array(Balance)),
  },
  closed,
);
export type ConnectionsAccount = Static<typeof ConnectionsAccount>;

/** `GET /accounts`. */
export const AccountList = Type.Object(
  { data: Type.Array(ConnectionsAccount), links: Links, meta: Type.Object({ correlationId: Type.String() }, closed) },
  closed,
);

const name = Type.String({ minLength: 1, maxLength: 200 });
const Written = Type.Object(
  { amount: Type.Object({ value: Type.Integer({ minimum: -1e15, maximum: 1e15 }), currency: Type.Optional(Type.String()) }, closed), date: Day },
  closed,
);

/** Body of `POST /accounts/{id}/balances`. */
export const BalanceInput = Written;

/** How young data should be: from an hour to 90 days. */
export const FreshnessHours = Type.Integer({ minimum: 1, maximum: 2160 });

/** Body of `POST /accounts`. */
export const AccountInput = Type.Object(
  {
    accountName: name,
    providerName: name,
    type: FaceAccountType,
    balance: Written,
    accountType,
    currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
    details: Type.Optional(AccountDetailsInput),
  },
  closed,
);
export type AccountInput = Static<typeof AccountInput>;

/** Body of `PATCH /accounts/{id}`. */
export const AccountChange = Type.Object(
  {
    accountName: Type.Optional(name),
    providerName: Type.Optional(name),
    details: Type.Optional(AccountDetailsInput),
    /** Hours the data of this account should be younger than; null: those of its type (connections.md, E3.3). */
    freshnessTargetHours: Type.Optional(Type.Union([FreshnessHours, Type.Null()])),
  },
  closed,
);
export type AccountChange = Static<typeof AccountChange>;

/** What a client wrote over an account, as stored. */
export const AccountEdits = Type.Object(
  {
    accountName: Type.Optional(name),
    providerName: Type.Optional(name),
    details: Type.Optional(AccountDetailsInput),
    type: Type.Optional(FaceAccountType),
    accountType,
  },
  closed,
);
export type AccountEdits = Static<typeof AccountEdits>;
