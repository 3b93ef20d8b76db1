import { TransactionChange, TransactionInput, TransactionInputs, type TransactionEdits } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { faceTransactions, newId, type FaceTransaction, type HandTransaction } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Deps } from "../../../use-cases/deps.ts";
import { forgetId, wasForgotten } from "../../../use-cases/forget-id.ts";
import { ConnectionsProblem } from "../problem.ts";
import { askedOfToken, type Asked } from "./asked.ts";
import { one } from "./envelope.ts";
import { unknownThing, uuidOf } from "./ids.ts";
import { fromMinor, refuseOtherCurrency } from "./money.ts";
import { findAccount } from "./read-accounts.ts";
import { findTransaction } from "./transaction-routes.ts";
import { printTransaction, transactionEditsOf } from "./transaction-shape.ts";

const Id = Type.Object({ id: Type.String() });
const write = [["transactions:read:all"], ["transactions:write:all"]];
const scope = "transactions:read";

/** Transactions of accounts kept by hand, and what a client writes over the bank's (connections.md, 2.3). */
export const transactionWrites =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/transactions", { schema: { body: TransactionInput } }, async (request, reply) => {
      const asked = await askedOfToken(deps, { request, reply }, write);
      const [made] = await createTransactions(deps, asked, [request.body]);
      return reply.code(201).send(one(request, made));
    });
    app.post("/transactions-collection", { schema: { body: TransactionInputs } }, async (request, reply) => {
      const asked = await askedOfToken(deps, { request, reply }, write);
      return reply.code(201).send(one(request, await createTransactions(deps, asked, request.body)));
    });
    app.patch("/transactions/:id", { schema: { params: Id, body: TransactionChange } }, async (request, reply) => {
      const asked = await askedOfToken(deps, { request, reply }, write);
      const before = await findTransaction(deps, asked, { id: request.params.id, scope });
      await changeTransaction(deps, before, request.body);
      return one(request, printTransaction(await findTransaction(deps, asked, { id: before.id, scope })));
    });
    app.delete("/transactions/:id", { schema: { params: Id } }, async (request, reply) => {
      // Deleting sees nothing, so the write scope is enough.
      const asked = await askedOfToken(deps, { request, reply }, [["transactions:write:all"]]);
      await deleteTransaction(deps, asked, uuidOf(request.params.id, "transaction"));
      return reply.code(204).send();
    });
  };

const readWhen = (text: string): Date => {
  const at = new Date(/^[0-9-]{10}$/.test(text) ? `${text}T12:00:00.000Z` : text);
  if (Number.isNaN(at.getTime())) throw new ConnectionsProblem(400, "BadRequest", `${text} is not a date`);
  return at;
};

const editsIn = ({ categoryId, categoryIdConfirmed, shortDescription, notes, projectId }: TransactionEdits): TransactionEdits => ({
  ...(categoryId !== undefined && { categoryId }),
  ...(categoryIdConfirmed !== undefined && { categoryIdConfirmed }),
  ...(shortDescription !== undefined && { shortDescription }),
  ...(notes !== undefined && { notes }),
  ...(projectId !== undefined && { projectId }),
});

const ofTheBank = (what: string): ConnectionsProblem => new ConnectionsProblem(403, "Forbidden", `${what} comes from the bank and cannot be written`);

const draft = async (deps: Deps, { user }: Asked, body: TransactionInput): Promise<HandTransaction> => {
  const { id: accountId, connectionId, currency } = await findAccount(deps, user, body.accountId);
  if (connectionId !== null) throw ofTheBank("What happens on this account");
  refuseOtherCurrency(body.amount.currency, currency);
  const { amount, date, longDescription, status = "posted" } = body;
  return {
    id: newId(),
    accountId,
    currency,
    status,
    amount: fromMinor(amount.value, currency),
    description: longDescription,
    transactedAt: readWhen(date),
    edits: editsIn(body),
  };
};

/** All of them or none. */
const createTransactions = async (deps: Deps, asked: Asked, bodies: readonly TransactionInput[]) => {
  const drafts = await Promise.all(bodies.map((body) => draft(deps, asked, body)));
  await deps.storage.transaction(async (tx) => {
    for (const each of drafts) await faceTransactions(tx).create(asked.user.tenantId, each);
  });
  return Promise.all(drafts.map(async ({ id }) => printTransaction(await findTransaction(deps, asked, { id, scope }))));
};

const changeTransaction = async (deps: Deps, before: FaceTransaction, body: TransactionChange): Promise<void> => {
  const { amount, date, longDescription, status } = body;
  const edits = { ...transactionEditsOf(before), ...editsIn(body) };
  const repository = faceTransactions(deps.storage.pool);
  const tenantId = before.tenantId;
  if (before.byHand) {
    refuseOtherCurrency(amount?.currency, before.currency);
    await repository.change(tenantId, before.id, {
      amount: amount ? fromMinor(amount.value, before.currency) : before.amount,
      description: longDescription ?? before.description,
      status: status ?? before.status,
      transactedAt: date === undefined ? before.transactedAt : readWhen(date),
      edits,
    });
    return;
  }
  if (amount ?? date ?? longDescription ?? status) throw ofTheBank("Amount, date, description and status of this transaction");
  await repository.edit(tenantId, before.id, edits);
};

const deleteTransaction = async (deps: Deps, { user }: Asked, id: string): Promise<void> => {
  const { tenantId } = user;
  const known = await faceTransactions(deps.storage.pool).find(tenantId, user.id, id);
  const name = { tenantId, kind: "transaction", id: `${user.id} ${id}` } as const;
  if (!known && (await wasForgotten(deps, name))) return;
  if (!known) throw unknownThing("transaction");
  if (!known.byHand) throw ofTheBank("This transaction");
  await deps.storage.transaction(async (tx) => {
    await faceTransactions(tx).remove(tenantId, id);
    await forgetId(deps, tx, name);
  });
};
