export * from "./account.ts";
export * from "./answers.ts";
export * from "./credential.ts";
export * from "./customer.ts";
export * from "./transaction.ts";
