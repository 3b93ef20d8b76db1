import { Type } from "typebox";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { ProviderAccount } from "@drawbridge/contract";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { DataAccess } from "../access/data-access.ts";
import type { BankBook } from "../book/bank-book.ts";
import { dropLine } from "./fault-reply.ts";
import { sendFailure } from "./failure-reply.ts";
import { pageOf } from "./page-of.ts";
import { admitReader, revokeAccess, type ReaderDeps } from "./reader.ts";

const Cursor = Type.Optional(Type.String({ maxLength: 200 }));
const AccountsQuery = Type.Object({
  numbers: Type.Optional(Type.Boolean()),
  cursor: Cursor,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});
const OwnersQuery = Type.Object({ cursor: Cursor });
const TransactionsParams = Type.Object({ stableId: Type.String({ maxLength: 200 }) });
const TransactionsQuery = Type.Object({
  from: Type.Optional(Type.String({ maxLength: 40 })),
  to: Type.Optional(Type.String({ maxLength: 40 })),
  cursor: Cursor,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});

/** Reading with a token: accounts, owners, transactions; and giving the token back. */
export function dataRoutes(scope: FastifyInstance, deps: ReaderDeps): void {
  const app = scope.withTypeProvider<TypeBoxTypeProvider>();
  app.get("/data/accounts", { schema: { querystring: AccountsQuery } }, async (request, reply) => {
    const access = await admitReader(request, reply, deps);
    if (access === null) return reply;
    if (deps.book.user(access.username)?.dropAt === "accounts") return dropLine(reply);
    const { cursor, limit = 100, numbers = false } = request.query;
    const page = pageOf(allowedAccounts(deps.book, access), { cursor, limit });
    if (page === null) return sendBadRequest(reply, "Unknown cursor.");
    return {
      accounts: numbers ? page.items : page.items.map(withoutNumbers),
      nextCursor: page.nextCursor,
    };
  });
  app.get("/data/owners", { schema: { querystring: OwnersQuery } }, async (request, reply) => {
    const access = await admitReader(request, reply, deps);
    if (access === null) return reply;
    const page = pageOf(allowedOwners(deps.book, access), {
      cursor: request.query.cursor,
      limit: 100,
    });
    if (page === null) return sendBadRequest(reply, "Unknown cursor.");
    return { owners: page.items, nextCursor: page.nextCursor };
  });
  transactionsRoute(scope, deps);
  app.delete("/data/consent", async (request, reply) => revokeAccess(request, reply, deps));
}

function transactionsRoute(scope: FastifyInstance, deps: ReaderDeps): void {
  const schema = { params: TransactionsParams, querystring: TransactionsQuery };
  const app = scope.withTypeProvider<TypeBoxTypeProvider>();
  app.get("/data/accounts/:stableId/transactions", { schema }, async (request, reply) => {
    const access = await admitReader(request, reply, deps);
    if (access === null) return reply;
    const { stableId } = request.params;
    const accounts = allowedAccounts(deps.book, access);
    const index = accounts.findIndex((each) => each.stableId === stableId);
    if (index === -1) return sendFailure(reply, { failure: "unexpected", detail: "No such account.", status: 404 });
    // The last account fails and the others do not, so what could be read is worth keeping.
    if (deps.book.user(access.username)?.partial === true && index === accounts.length - 1) {
      return sendFailure(reply, {
        failure: "partial_data",
        detail: "Transactions of this account cannot be read.",
      });
    }
    const { from, to, cursor, limit = 500 } = request.query;
    const range = { from: readInstant(from, new Date(0)), to: readInstant(to, deps.now()) };
    if (range.from === null || range.to === null) return sendBadRequest(reply, "from and to are ISO 8601 instants.");
    const list = deps.book.transactionsOf(access.institution, access.username, {
      stableId,
      from: range.from,
      to: range.to,
    });
    const page = pageOf(list, { cursor, limit });
    if (page === null) return sendBadRequest(reply, "Unknown cursor.");
    return { transactions: page.items, nextCursor: page.nextCursor };
  });
}

function allowedAccounts(book: BankBook, access: DataAccess): readonly ProviderAccount[] {
  const all = book.accountsOf(access.institution, access.username);
  const { accountIds } = access;
  return accountIds === null ? all : all.filter((account) => accountIds.includes(account.stableId));
}

function allowedOwners(book: BankBook, access: DataAccess): ReturnType<BankBook["ownersOf"]> {
  const allowed = new Set(allowedAccounts(book, access).map((account) => account.stableId));
  return book
    .ownersOf(access.institution, access.username)
    .map((owner) => ({
      ...owner,
      accountStableIds: owner.accountStableIds.filter((id) => allowed.has(id)),
    }))
    .filter((owner) => owner.accountStableIds.length > 0);
}

const withoutNumbers = (account: ProviderAccount): ProviderAccount => ({
  ...account,
  number: null,
  routingNumber: null,
});

function readInstant(text: string | undefined, otherwise: Date): Date | null {
  if (text === undefined) return otherwise;
  const instant = new Date(text);
  return /^\d{4}-\d{2}-\d{2}/u.test(text) && !Number.isNaN(instant.getTime()) ? instant : null;
}

const sendBadRequest = (reply: FastifyReply, detail: string): FastifyReply => sendFailure(reply, { failure: "unexpected", detail, status: 400 });
