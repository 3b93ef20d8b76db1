import { defineAdapter, type Adapter } from "@drawbridge/adapter-kit";
import { createAccessCall, createCall } from "./bank-call.ts";
import { createDataReads } from "./data-reads.ts";
import { createFormFlow } from "./form-flow.ts";
import { createBankIssuer, createRedirectFlow, type RedirectOptions } from "./redirect-flow.ts";

/** Where the sandbox bank is, and the key this server is known by there. */
export type SandboxAdapterOptions = RedirectOptions;

/** The sandbox bank as a provider: every way to sign in, every question, every read. */
export const createSandboxAdapter = (options: SandboxAdapterOptions): Adapter => {
  const call = createCall(options);
  const bank = createBankIssuer(options);
  return defineAdapter({
    id: "sandbox",
    displayName: "Sandbox",
    origins: [options.bankOrigin],
    jobs: ["accountNumber", "accountOwner", "transactions", "transactionHistory"],
    challenges: ["text", "choice", "multi", "image", "otp", "push"],
    credentials: createFormFlow(call),
    redirect: createRedirectFlow(bank),
    ...createDataReads(createAccessCall(call, bank, options)),
  });
};
