import type { Adapter, ReadOutcome, Secret } from "@drawbridge/adapter-kit";

/** An adapter that notes the newest access: a later failure must not lose what the provider rotated before it. */
export const trackAccess = (adapter: Adapter, first: Secret): { readonly adapter: Adapter; readonly newest: () => Secret } => {
  const noted = { access: first };
  const note = <T>(answer: ReadOutcome<T>): ReadOutcome<T> => {
    if (answer.outcome === "read") noted.access = answer.access;
    return answer;
  };
  const { accounts, owners, transactions } = adapter;
  return {
    newest: () => noted.access,
    adapter: {
      ...adapter,
      accounts: { list: async (request) => note(await accounts.list(request)) },
      ...(owners && { owners: { list: async (request) => note(await owners.list(request)) } }),
      ...(transactions && { transactions: { list: async (request) => note(await transactions.list(request)) } }),
    },
  };
};
