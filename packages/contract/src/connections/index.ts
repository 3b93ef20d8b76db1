export * from "./account.ts";
export * from "./auth-request.ts";
export * from "./connection.ts";
export { BankConnectionId, BankId, ConnectionsError, UserHexId } from "./parts.ts";
export * from "./provider.ts";
export * from "./transaction.ts";
export * from "./webhook.ts";
