import { Type } from "typebox";
import type { CallServer } from "./call-server.ts";
import type { DevFile } from "./dev-file.ts";
import { bearer } from "./doors/open-request.ts";
import { PlaygroundError } from "./playground-error.ts";

const Item = Type.Record(Type.String(), Type.Unknown());
/** `{depositAccount: {…}}`: the kind names the only key. */
const Wrapped = Type.Record(Type.String(), Item);
const Accounts = Type.Object({ accounts: Type.Array(Wrapped) });
const Identity = Type.Object({ customers: Type.Array(Item) });
const Transactions = Type.Object({ transactions: Type.Array(Wrapped) });

type Item = Readonly<Record<string, unknown>>;

/** A part of the data, or why it was not given: a link that did not ask for it is refused it. */
export type Part = { readonly items: readonly Item[] } | { readonly refused: string };

/** What the page shows of one connection. */
export interface ConnectionData {
  readonly accounts: Part;
  readonly owners: Part;
  readonly transactions: Part;
}

/** Whose data, and how to ask for it. */
export interface DataRequest {
  readonly userId: string;
  readonly connectionId: string;
  readonly dev: DevFile;
  readonly call: CallServer;
}

/** Reads everything about a connection that its job types allow. */
export const readData = async ({ userId, connectionId, dev, call }: DataRequest): Promise<ConnectionData> => {
  const headers = { ...bearer(dev), "ucw-connection-id": connectionId };
  const path = (name: string, more = {}): string => `/api/data/${name}?${new URLSearchParams({ aggregator: "sandbox", userId, ...more })}`;
  const transactionsOf = async (accountId: string): Promise<readonly Item[]> =>
    unwrap((await call(Transactions, { path: path("transactions", { accountId }), headers })).transactions);

  const accounts = await attempt(async () => unwrap((await call(Accounts, { path: path("accounts"), headers })).accounts));
  const owners = await attempt(async () => (await call(Identity, { path: path("identity"), headers })).customers);
  const ids = "items" in accounts ? accounts.items.map((account) => String(account["accountId"])) : [];
  const transactions = await attempt(async () => (await Promise.all(ids.map(transactionsOf))).flat());
  return { accounts, owners, transactions };
};

const unwrap = (wrapped: readonly Readonly<Record<string, Item>>[]): readonly Item[] =>
  wrapped.flatMap((each) => Object.entries(each).map(([kind, item]) => ({ kind, ...item })));

const attempt = async (read: () => Promise<readonly Item[]>): Promise<Part> => {
  try {
    return { items: await read() };
  } catch (error) {
    if (error instanceof PlaygroundError) return { refused: error.message };
    throw error;
  }
};
