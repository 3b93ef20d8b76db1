import { Type, type Static } from "typebox";

const closed = { additionalProperties: false } as const;
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** Account kinds as stored; each face projects them to its own words (FDX subtype, Connect type, Connections type). */
export const accountKinds = [
  "checking",
  "savings",
  "money_market",
  "cd",
  "credit_card",
  "line_of_credit",
  "mortgage",
  "loan",
  "auto_loan",
  "student_loan",
  "investment",
  "ira",
  "401k",
  "pension",
  "insurance",
  "annuity",
  "property",
  "vehicle",
] as const;
export type AccountKind = (typeof accountKinds)[number];

/** Kinds whose data is old after 40 days only (connections.md, 4.3). */
export const slowAccountKinds: readonly AccountKind[] = ["property", "vehicle", "mortgage", "loan", "auto_loan", "student_loan", "line_of_credit"];

/** An amount of money: a decimal string with its ISO 4217 currency. Never a float. */
export const Money = Type.Object({ amount: Type.String(), currency: Type.String() }, closed);
export type Money = Static<typeof Money>;

/** An account as an adapter reports it. `stableId` identifies it at the provider across sign-ins. */
export const ProviderAccount = Type.Object(
  {
    stableId: Type.String(),
    kind: Type.Enum(accountKinds),
    name: Type.String(),
    currency: Type.String(),
    status: Type.Enum(["open", "closed"]),
    /** Last digits or any display form that does not reveal the number. */
    masked: Type.String(),
    balance: Nullable(Type.String()),
    available: Nullable(Type.String()),
    /** ISO 8601 instant of the balance. */
    balanceAsOf: Type.String(),
    openedOn: Nullable(Type.String()),
    interestRate: Nullable(Type.String()),
    creditLimit: Nullable(Type.String()),
    /** Present only when numbers were asked for. */
    number: Nullable(Type.String()),
    routingNumber: Nullable(Type.String()),
  },
  closed,
);
export type ProviderAccount = Static<typeof ProviderAccount>;

/** A transaction as an adapter reports it. `amount` is signed: negative leaves the account. */
export const ProviderTransaction = Type.Object(
  {
    stableId: Type.String(),
    accountStableId: Type.String(),
    amount: Type.String(),
    currency: Type.String(),
    description: Type.String(),
    category: Nullable(Type.String()),
    status: Type.Enum(["posted", "pending"]),
    /** ISO 8601 instants. */
    transactedAt: Type.String(),
    postedAt: Nullable(Type.String()),
  },
  closed,
);
export type ProviderTransaction = Static<typeof ProviderTransaction>;

/** A holder of accounts as an adapter reports it. */
export const ProviderOwner = Type.Object(
  {
    stableId: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    emails: Type.Array(Type.String()),
    phones: Type.Array(Type.String()),
    addresses: Type.Array(
      Type.Object(
        {
          line1: Type.String(),
          line2: Nullable(Type.String()),
          city: Type.String(),
          region: Type.String(),
          postalCode: Type.String(),
          country: Type.String(),
        },
        closed,
      ),
    ),
    accountStableIds: Type.Array(Type.String()),
  },
  closed,
);
export type ProviderOwner = Static<typeof ProviderOwner>;
