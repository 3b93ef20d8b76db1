import type { Adapter, ReadOutcome, ReadRequest } from "@drawbridge/adapter-kit";
import { ProviderAccount, ProviderOwner, ProviderTransaction } from "@drawbridge/contract";
import { Type, type Static, type TSchema } from "typebox";
import { Value } from "typebox/value";
import { toFailure } from "./bank-answer.ts";
import type { CallWithAccess } from "./bank-call.ts";

const Page = Type.Record(Type.String(), Type.Unknown());
const Cursor = Type.Union([Type.String(), Type.Null()]);
const PAGE_SIZE = "500"; // the bank's largest

interface List<Item extends TSchema> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Where in the answer the items are, and what each of them is. */
  readonly key: string;
  readonly item: Item;
}

/** The reads of the bank's data, and the end of access to it. */
export const createDataReads = (call: CallWithAccess): Required<Pick<Adapter, "accounts" | "owners" | "transactions" | "revoke">> => {
  const read = async <Item extends TSchema>(
    { access, cursor, person }: ReadRequest,
    { path, query, key, item }: List<Item>,
  ): Promise<ReadOutcome<Static<Item>>> => {
    const params = new URLSearchParams({ ...query, ...(cursor !== null && { cursor }) });
    const answer = await call(access, { method: "GET", path: `${path}?${params.toString()}`, ...(person && { person }) });
    if ("outcome" in answer) return answer;
    const { [key]: items, nextCursor } = Value.Check(Page, answer.body) ? answer.body : {};
    if (!Value.Check(Type.Array(item), items) || !Value.Check(Cursor, nextCursor)) return toFailure(answer.body, answer.status);
    return { outcome: "read", items, nextCursor, access: answer.access };
  };
  return {
    accounts: {
      list: async (request) => {
        const query = { numbers: String(request.withNumbers) };
        const page = await read(request, { path: "/data/accounts", query, key: "accounts", item: ProviderAccount });
        return request.withNumbers || page.outcome === "failed" ? page : { ...page, items: page.items.map(withoutNumbers) };
      },
    },
    owners: { list: (request) => read(request, { path: "/data/owners", key: "owners", item: ProviderOwner }) },
    transactions: {
      list: (request) =>
        read(request, {
          path: `/data/accounts/${encodeURIComponent(request.accountStableId)}/transactions`,
          query: { from: request.from.toISOString(), to: request.to.toISOString(), limit: PAGE_SIZE },
          key: "transactions",
          item: ProviderTransaction,
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
