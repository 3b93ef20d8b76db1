import { BalanceInput } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { connections, faceAccounts } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Deps } from "../../../use-cases/deps.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import { ConnectionsProblem } from "../problem.ts";
import { dayAt } from "./account-routes.ts";
import { printAccountSync } from "./account-sync-shape.ts";
import { askedOfToken } from "./asked.ts";
import { settingsOf } from "./client-settings.ts";
import { many, one } from "./envelope.ts";
import { amountOf, fromMinor, refuseOtherCurrency } from "./money.ts";
import { findAccount } from "./read-accounts.ts";
import { pageOf, Query } from "./read-query.ts";

const Id = Type.Object({ id: Type.String() });
const DAY_MS = 86_400_000;

/** Balances by day, and how fresh each account is (connections.md, 2.3). */
export const balanceRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/accounts/:id/balances", { schema: { params: Id } }, async (request, reply) => {
      const { user } = await askedOfToken(deps, { request, reply }, [["accounts:read"]]);
      const { id, currency } = await findAccount(deps, user, request.params.id);
      const page = pageOf(new Query(request), { usual: 1000, most: 1000 });
      const { total, balances } = await faceAccounts(deps.storage.pool).balances(id, page);
      return many(deps, request, { data: balances.map(({ day, amount }) => ({ amount: amountOf(amount, currency), date: day })), total, page });
    });
    app.post("/accounts/:id/balances", { schema: { params: Id, body: BalanceInput } }, async (request, reply) => {
      const { user } = await askedOfToken(deps, { request, reply }, [["accounts:read"], ["accounts:write:all"]]);
      const account = await findAccount(deps, user, request.params.id);
      const { amount, date } = request.body;
      if (account.connectionId !== null) throw new ConnectionsProblem(403, "Forbidden", "The balance of this account comes from the bank");
      refuseOtherCurrency(amount.currency, account.currency);
      if (dayAt(date).getTime() > clockOf(deps, user.tenantId).getTime() + DAY_MS)
        throw new ConnectionsProblem(400, "BadRequest", `${date} is in the future`);
      await deps.storage.transaction((tx) =>
        faceAccounts(tx).setBalance(user.tenantId, account.id, { day: date, amount: fromMinor(amount.value, account.currency) }),
      );
      return reply.code(201).send(one(request, { amount: { value: amount.value, currency: account.currency }, date }));
    });
    app.get("/accounts/syncs", async (request, reply) => {
      const { access, user } = await askedOfToken(deps, { request, reply }, [["accounts:read"]]);
      const page = pageOf(new Query(request), { usual: 1000, most: 1000 });
      const { freshnessTargetHours: targets } = await settingsOf(deps, access);
      const now = clockOf(deps, user.tenantId);
      const { total, accounts } = await faceAccounts(deps.storage.pool).list(user.tenantId, user.id, { connectionId: null, ...page });
      const byId = new Map((await connections(deps.storage.pool).ofUser(user.tenantId, user.id)).map((connection) => [connection.id, connection]));
      const data = accounts.map((account) => printAccountSync(account, { connection: byId.get(account.connectionId ?? "") ?? null, targets, now }));
      return many(deps, request, { data, total, page });
    });
  };
