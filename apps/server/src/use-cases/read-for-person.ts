import type { Adapter } from "@drawbridge/adapter-kit";
import type { PersonPresent } from "@drawbridge/contract";

/** An adapter that tells the bank for whom it reads; null: nobody is there, and nothing is told (connections.md, section 6). */
export const readForPerson = (adapter: Adapter, person: PersonPresent | null): Adapter => {
  if (!person) return adapter;
  const { accounts, owners, transactions } = adapter;
  return {
    ...adapter,
    accounts: { list: (request) => accounts.list({ ...request, person }) },
    ...(owners && { owners: { list: (request) => owners.list({ ...request, person }) } }),
    ...(transactions && { transactions: { list: (request) => transactions.list({ ...request, person }) } }),
  };
};
