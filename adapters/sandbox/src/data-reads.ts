import type { Adapter, ReadOutcome, ReadRequest } from "@drawbridge/adapter-kit";
import { ProviderAccount, ProviderOwner, ProviderTransaction } from "@drawbridge/contract";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { toFailure } from "./bank-answer.ts";
import type { CallWithAccess } from "./bank-call.ts";

// Compiled: pages are long, and a schema that is only interpreted took most of the time of a reading.
const page = Compile(Type.Record(Type.String(), Type.Unknown()));
const pageCursor = Compile(Type.Union([Type.String(), Type.Null()]));
const accountList = Compile(Type.Array(ProviderAccount));
const ownerList = Compile(Type.Array(ProviderOwner));
const transactionList = Compile(Type.Array(ProviderTransaction));
const PAGE_SIZE = "500"; // the bank's largest

interface List<Item> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Where in the answer the items are, and what they must be. */
  readonly key: string;
  readonly list: { readonly Check: (items: unknown) => items is Item[] };
}

/** The reads of the bank's data, and the end of access to it. */
export const createDataReads = (call: CallWithAccess): Required<Pick<Adapter, "accounts" | "owners" | "transactions" | "revoke">> => {
  const read = async <Item>({ access, cursor, person }: ReadRequest, { path, query, key, list }: List<Item>): Promise<ReadOutcome<Item>> => {
    const params = new URLSearchParams({ ...query, ...(cursor !== null && { cursor }) });
    const answer = await call(access, { method: "GET", path: `${path}?${params.toString()}`, ...(person && { person }) });
    if ("outcome" in answer) return answer;
    const { [key]: items, nextCursor } = page.Check(answer.body) ? answer.body : {};
    if (!list.Check(items) || !pageCursor.Check(nextCursor)) return toFailure(answer.body, answer.status);
    return { outcome: "read", items, nextCursor, access: answer.access };
  };
  return {
    accounts: {
      list: async (request) => {
        const query = { numbers: String(request.withNumbers) };
        const answer = await read(request, { path: "/data/accounts", query, key: "accounts", list: accountList });
        return request.withNumbers || answer.outcome === "failed" ? answer : { ...answer, items: answer.items.map(withoutNumbers) };
      },
    },
    owners: { list: (request) => read(request, { path: "/data/owners", key: "owners", list: ownerList }) },
    transactions: {
      list: (request) =>
        read(request, {
          path: `/data/accounts/${encodeURIComponent(request.accountStableId)}/transactions`,
          query: { from: request.from.toISOString(), to: request.to.toISOString(), limit: PAGE_SIZE },
          key: "transactions",
          list: transactionList,
        }),
    },
    revoke: async (access) => {
      const answer = await call(access, { method: "DELETE", path: "/data/consent" });
      if ("status" in answer && answer.status === 204) return { outcome: "revoked" };
      const failure = "outcome" in answer ? answer : toFailure(answer.body, answer.status);
      return failure.failure === "access_revoked" ? { outcome: "revoked" } : failure;
    },
  };
};

/** What nobody asked for is not passed on, whatever the bank sends. */
const withoutNumbers = (account: ProviderAccount): ProviderAccount => ({ ...account, number: null, routingNumber: null });
