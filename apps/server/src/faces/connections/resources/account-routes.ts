import { AccountChange, AccountInput, type ConnectionsAccount } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { faceAccounts, newId, type FaceAccount } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type, type Static } from "typebox";
import type { Deps } from "../../../use-cases/deps.ts";
import { forgetId, wasForgotten } from "../../../use-cases/forget-id.ts";
import { ConnectionsProblem } from "../problem.ts";
import { editsOf, kindOfType } from "./account-shape.ts";
import { askedOfToken, type Asked, type Exchange } from "./asked.ts";
import { many, one } from "./envelope.ts";
import { findConnection, unknownThing, uuidOf } from "./ids.ts";
import { fromMinor, refuseOtherCurrency } from "./money.ts";
import { findAccount, printAccounts } from "./read-accounts.ts";
import { pageOf, Query } from "./read-query.ts";

const Id = Type.Object({ id: Type.String() });
const read = [["accounts:read"]];
const write = [["accounts:read"], ["accounts:write:all"]];

/** Version segment of the resource server; without one it answers as v2. */
export type ResourceVersion = "v2" | "v3";

/** Accounts: of the banks, and kept by hand (connections.md, 2.3). */
export const accountRoutes =
  (deps: Deps, version: ResourceVersion) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/accounts", (request, reply) => listAccounts(deps, { request, reply }, { extras: version === "v2" }));
    if (version === "v2") app.get("/accounts-list", (request, reply) => listAccounts(deps, { request, reply }, null));
    app.get("/accounts/:id", { schema: { params: Id } }, async (request, reply) => {
      const asked = await askedOfToken(deps, { request, reply }, read);
      return one(request, await printOne(deps, asked, { id: request.params.id, withSpans: version === "v2" }));
    });
    app.post("/accounts", { schema: { body: AccountInput } }, async (request, reply) => {
      const asked = await askedOfToken(deps, { request, reply }, write);
      const id = await createAccount(deps, asked, request.body);
      return reply.code(201).send(one(request, await printOne(deps, asked, { id, withSpans: false })));
    });
    app.patch("/accounts/:id", { schema: { params: Id, body: AccountChange } }, async (request, reply) => {
      const asked = await askedOfToken(deps, { request, reply }, write);
      const account = await findAccount(deps, asked.user, request.params.id);
      await changeAccount(deps, asked, { account, change: request.body });
      return one(request, await printOne(deps, asked, { id: account.id, withSpans: false }));
    });
    app.delete("/accounts/:id", { schema: { params: Id } }, async (request, reply) => {
      const asked = await askedOfToken(deps, { request, reply }, [["accounts:write:all"]]);
      await deleteAccount(deps, asked, uuidOf(request.params.id, "account"));
      return reply.code(204).send();
    });
  };

/** `extras` null: never; otherwise what holds when the query does not say. */
const listAccounts = async (deps: Deps, { request, reply }: Exchange, usual: { readonly extras: boolean } | null) => {
  const asked = await askedOfToken(deps, { request, reply }, read);
  const query = new Query(request);
  const page = pageOf(query, { usual: 1000, most: 1000 });
  const connectionId = await connectionOf(deps, asked, request);
  const withSpans = usual !== null && (query.flag("showTransactionData") ?? usual.extras);
  const { total, accounts } = await faceAccounts(deps.storage.pool).list(asked.user.tenantId, asked.user.id, { connectionId, ...page });
  return many(deps, request, { data: await printAccounts(deps, asked, { accounts, withSpans }), total, page });
};

const connectionOf = async (deps: Deps, { user }: Asked, request: FastifyRequest): Promise<string | null> => {
  const text = new Query(request).text("connectionId");
  return text === null ? null : (await findConnection(deps, user, text)).id;
};

const printOne = async (
  deps: Deps,
  asked: Asked,
  { id, withSpans }: { readonly id: string; readonly withSpans: boolean },
): Promise<ConnectionsAccount> => {
  const [printed] = await printAccounts(deps, asked, { accounts: [await findAccount(deps, asked.user, id)], withSpans });
  if (!printed) throw unknownThing("account");
  return printed;
};

const changeAccount = (
  deps: Deps,
  { user: { tenantId } }: Asked,
  { account, change }: { readonly account: FaceAccount; readonly change: AccountChange },
): Promise<void> => {
  const { freshnessTargetHours, ...written } = change;
  const before = editsOf(account);
  const edits = { ...before, ...written, ...(written.details && { details: { ...before.details, ...written.details } }) };
  return deps.storage.transaction(async (tx) => {
    await faceAccounts(tx).edit(tenantId, account.id, edits);
    if (freshnessTargetHours !== undefined) await faceAccounts(tx).setFreshnessTarget(tenantId, account.id, freshnessTargetHours);
  });
};

const createAccount = async (deps: Deps, { user }: Asked, body: Static<typeof AccountInput>): Promise<string> => {
  const { accountName, providerName, type, accountType, details, balance } = body;
  const currency = body.currency ?? "GBP";
  refuseOtherCurrency(balance.amount.currency, currency);
  const id = newId();
  await faceAccounts(deps.storage.pool).create({
    id,
    tenantId: user.tenantId,
    userId: user.id,
    kind: kindOfType[type],
    name: accountName,
    currency,
    balance: fromMinor(balance.amount.value, currency),
    balanceAsOf: dayAt(balance.date),
    edits: { accountName, providerName, type, ...(accountType && { accountType }), ...(details && { details }) },
  });
  return id;
};

/** The start of a day; one that no calendar has is refused. */
export const dayAt = (day: string): Date => {
  const at = new Date(`${day}T00:00:00.000Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day) throw new ConnectionsProblem(400, "BadRequest", `${day} is not a date`);
  return at;
};

/** Only what is kept by hand; the second time there is nothing to do. */
const deleteAccount = async (deps: Deps, { user }: Asked, id: string): Promise<void> => {
  const { tenantId } = user;
  const known = await faceAccounts(deps.storage.pool).find(tenantId, user.id, id);
  const name = { tenantId, kind: "account", id: `${user.id} ${id}` } as const;
  if (!known && (await wasForgotten(deps, name))) return;
  if (!known) throw unknownThing("account");
  if (known.connectionId !== null)
    throw new ConnectionsProblem(403, "Forbidden", "The account belongs to a connection: delete the connection, or let the person choose again");
  await deps.storage.transaction(async (tx) => {
    await faceAccounts(tx).remove(tenantId, user.id, id);
    await forgetId(deps, tx, name);
  });
};
