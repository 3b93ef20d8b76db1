import { Type, type Static } from "typebox";
import { BankId, closed } from "./parts.ts";

const availability = Type.Enum(["AVAILABLE", "PARTIALLY_AVAILABLE", "TEMPORARILY_UNAVAILABLE", "PERMANENTLY_UNAVAILABLE"]);

/** An entry of a provider list (connections.md, section 11). */
export const ProviderEntry = Type.Object(
  {
    id: BankId,
    name: Type.String(),
    friendlyName: Type.String(),
    country: Type.String(),
    type: Type.Enum(["api", "legacy", "test", "zoopla", "mouseprice", "autotrader"]),
    bankRef: Type.String(),
    isBeta: Type.Boolean(),
    isTest: Type.Boolean(),
    connectionGroups: Type.Array(Type.String()),
    accountTypes: Type.Array(Type.Object({ name: Type.String(), beta: Type.Boolean() }, closed)),
    accountDetails: Type.Array(Type.Enum(["accounts", "balances", "standing_orders", "transactions"])),
    userTypes: Type.Array(Type.Enum(["personal", "business"])),
    iconUrl: Type.String(),
    status: Type.Object({ sync: availability, auth: availability }, closed),
    transactionHistory: Type.Object({ months: Type.Integer(), monthsInitialConsent: Type.Integer(), description: Type.String() }, closed),
    singleSyncOnly: Type.Boolean(),
  },
  closed,
);
export type ProviderEntry = Static<typeof ProviderEntry>;

/** Names of the lists. */
export const providerLists = ["all", "api", "legacy", "test", "beta", "payments", "zoopla", "mouseprice", "autotrader"] as const;
export type ProviderList = (typeof providerLists)[number];
