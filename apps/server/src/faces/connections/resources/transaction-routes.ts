import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { faceTransactions, type FaceTransaction } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Deps } from "../../../use-cases/deps.ts";
import { askedOfToken, type Asked, type Exchange } from "./asked.ts";
import { many, one } from "./envelope.ts";
import { unknownThing, uuidOf } from "./ids.ts";
import { Query } from "./read-query.ts";
import { directionOf, readTransactionQuery } from "./transaction-query.ts";
import { printTransaction, printUnenriched } from "./transaction-shape.ts";

const Id = Type.Object({ id: Type.String() });

/** One way to look at transactions: whose scopes, printed how. */
interface View {
  readonly path: string;
  readonly scope: string;
  readonly print: (transaction: FaceTransaction) => unknown;
}

const views: readonly View[] = [
  { path: "/transactions/unenriched", scope: "transactions_unenriched:read", print: printUnenriched },
  { path: "/transactions", scope: "transactions:read", print: printTransaction },
];

const scopesOf = (scope: string): readonly string[] => ["all", "in", "out", "*"].map((suffix) => `${scope}:${suffix}`);

/** Transactions to read (connections.md, 2.3). */
export const transactionRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    for (const view of views) {
      app.get(view.path, (request, reply) => listTransactions(deps, { request, reply }, view));
      app.get(`${view.path}/:id`, { schema: { params: Id } }, async (request, reply) => {
        const asked = await askedOfToken(deps, { request, reply }, [scopesOf(view.scope)]);
        return one(request, view.print(await findTransaction(deps, asked, { id: request.params.id, scope: view.scope })));
      });
    }
  };

/** One of the person's transactions that the token may see. */
export const findTransaction = async (
  deps: Deps,
  { access, user }: Asked,
  { id, scope }: { readonly id: string; readonly scope: string },
): Promise<FaceTransaction> => {
  const found = await faceTransactions(deps.storage.pool).find(user.tenantId, user.id, uuidOf(id, "transaction"));
  const direction = directionOf(access, scope);
  const seen = found && (direction === null || found.amount.startsWith("-") === (direction === "debit"));
  if (!seen) throw unknownThing("transaction");
  return found;
};

const listTransactions = async (deps: Deps, { request, reply }: Exchange, { scope, print }: View) => {
  const { access, user } = await askedOfToken(deps, { request, reply }, [scopesOf(scope)]);
  const query = new Query(request);
  const filter = readTransactionQuery(query, directionOf(access, scope));
  const { pool } = deps.storage;
  const total = await faceTransactions(pool).count(user.tenantId, user.id, filter);
  if (query.flag("onlyCount") === true) return { data: { count: total }, meta: { correlationId: request.id } };
  const found = await faceTransactions(pool).list(user.tenantId, user.id, filter);
  return many(deps, request, { data: found.map(print), total, page: filter });
};
