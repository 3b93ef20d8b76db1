import { accounts, connections, owners, transactions, users, type Connection, type Tenant, type Transaction, type User } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Value } from "typebox/value";
import { tenantOrDevelopment } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { Envelope } from "../../vault/vault.ts";
import { printAccount, printCustomer, printTransaction } from "./data-shapes.ts";
import { WidgetProblem } from "./problem.ts";

const invalid = (text: string): WidgetProblem => new WidgetProblem(400, "VALIDATION_FAILED", text);
const withheld = (job: string): WidgetProblem => new WidgetProblem(403, "JOB_NOT_REQUESTED", `This connection was not made for ${job}`);

/** What a data request names, from the path (v1) or from query and header (v2). */
interface Named {
  readonly aggregator: string | undefined;
  readonly userId: string | undefined;
  readonly connectionId: string | undefined;
  readonly accountId: string | undefined;
  readonly startDate: string | undefined;
  readonly endDate: string | undefined;
}

type Strings = Readonly<Record<string, string | undefined>>;

const namedOf = (request: FastifyRequest): Named => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Fastify parses both into strings
  const named = { ...(request.query as Strings), ...(request.params as Strings) };
  const header = request.headers["ucw-connection-id"];
  const inPath = (request.params as Strings)["connectionId"];
  if ((request.query as Strings)["connectionId"] !== undefined) throw invalid('"connectionId" is not allowed');
  return {
    aggregator: named["aggregator"], userId: named["userId"], connectionId: inPath ?? (typeof header === "string" ? header : undefined),
    accountId: named["accountId"], startDate: named["startDate"] ?? named["start_time"], endDate: named["endDate"] ?? named["end_time"],
  };
};

interface Asked extends Named {
  readonly tenant: Tenant;
  readonly user: User;
}

const read = async (deps: Deps, request: FastifyRequest): Promise<Asked> => {
  const tenant = await tenantOrDevelopment(deps, request);
  const named = namedOf(request);
  if (!named.aggregator) throw invalid('"aggregator" is required');
  if (!deps.adapters.has(named.aggregator)) throw invalid(`"aggregator" must be one of [${[...deps.adapters.keys()].join(", ")}]`);
  if (!named.userId) throw invalid('"userId" is required');
  const user = await users(deps.storage.pool).byExternalId(tenant.id, named.userId);
  if (!user) throw new WidgetProblem(404, "USER_NOT_FOUND", "Can't resolve userId");
  return { ...named, tenant, user };
};

const connectionOf = async (deps: Deps, { tenant, user, connectionId }: Asked): Promise<Connection> => {
  if (!connectionId) throw invalid("UCW-Connection-Id header is required");
  const uuid = parseId("con", connectionId);
  const connection = uuid && (await connections(deps.storage.pool).byId(tenant.id, uuid));
  if (!connection || connection.userId !== user.id || connection.status !== "active") {
    throw new WidgetProblem(404, "CONNECTION_NOT_FOUND", "Connection not found");
  }
  return connection;
};

const listAccounts = async (deps: Deps, asked: Asked) => {
  const connection = await connectionOf(deps, asked);
  const rows = await accounts(deps.storage.pool).ofConnection(asked.tenant.id, connection.id);
  const withNumbers = connection.jobTypes.includes("accountNumber");
  const purpose = { tenantId: asked.tenant.id, userId: asked.user.id, ownerId: connection.id, purpose: "account_number" } as const;
  const numberOf = (sealed: unknown): string | null => (withNumbers && Value.Check(Envelope, sealed) ? deps.vault.open(sealed, purpose).reveal() : null);
  return {
    accounts: rows.filter(({ selected }) => selected).map((row) => printAccount(row, numberOf(row.numberSealed))),
    id: printId("usr", asked.user.id),
  };
};

const listOwners = async (deps: Deps, asked: Asked) => {
  const connection = await connectionOf(deps, asked);
  if (!connection.jobTypes.includes("accountOwner")) throw withheld("accountOwner");
  const rows = await accounts(deps.storage.pool).ofConnection(asked.tenant.id, connection.id);
  const ids = new Map(rows.filter(({ selected }) => selected).map(({ stableId, id }) => [stableId, printId("acc", id)]));
  const people = await owners(deps.storage.pool).ofConnection(connection.id);
  return { customers: people.map((owner, index) => printCustomer(owner, ids, index)), id: printId("usr", asked.user.id) };
};

const DAY_MS = 86_400_000;

const dateOf = (text: string | undefined, name: string): Date | null => {
  if (text === undefined) return null;
  const time = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(`"${name}" must be in iso format`);
  return new Date(time);
};

const PAGE = 1000; // rows a query; the answer is never cut

const listTransactions = async (deps: Deps, asked: Asked) => {
  if (!asked.accountId) throw invalid('"accountId" is required');
  const from = dateOf(asked.startDate, "startDate") ?? new Date(deps.now().getTime() - 120 * DAY_MS);
  const to = new Date((dateOf(asked.endDate, "endDate") ?? new Date(deps.now().getTime() + 5 * DAY_MS)).getTime() + DAY_MS - 1);
  const uuid = parseId("acc", asked.accountId);
  const account = uuid && (await accounts(deps.storage.pool).byId(asked.tenant.id, uuid));
  if (!account || !account.selected) throw new WidgetProblem(404, "CONNECTION_NOT_FOUND", "Account not found");
  const connection = await connectionOf(deps, { ...asked, connectionId: printId("con", account.connectionId) });
  const allowed = connection.jobTypes.some((job) => job === "transactions" || job === "transactionHistory");
  if (!allowed) throw withheld("transactions");
  const rows: Transaction[] = [];
  for (let after: string | null = null; ; after = rows.at(-1)?.id ?? null) {
    const page = await transactions(deps.storage.pool).page({ accountId: account.id, from, to, after, limit: PAGE });
    rows.push(...page);
    if (page.length < PAGE) break;
  }
  return { transactions: rows.map((row) => printTransaction(row, account.kind)) };
};

const removeConnection = async (deps: Deps, asked: Asked): Promise<void> => {
  if (!asked.connectionId) throw invalid('"connectionId" is required');
  const uuid = parseId("con", asked.connectionId);
  const connection = uuid && (await connections(deps.storage.pool).byId(asked.tenant.id, uuid));
  if (!connection || connection.userId !== asked.user.id) throw new WidgetProblem(404, "CONNECTION_NOT_FOUND", "Connection not found");
  await revokeAtProvider(deps, connection);
  await deps.storage.transaction((tx) => connections(tx).remove(asked.tenant.id, connection.id));
};

const revokeAtProvider = async (deps: Deps, { accessSealed, tenantId, userId, id, provider }: Connection): Promise<void> => {
  const revoke = deps.adapters.get(provider)?.revoke;
  if (!revoke || !Value.Check(Envelope, accessSealed)) return;
  const answer = await revoke(deps.vault.open(accessSealed, { tenantId, userId, ownerId: id, purpose: "access" }));
  if (answer.outcome === "failed") deps.log.warn({ connectionId: id, detail: answer.detail }, "access could not be revoked at the provider");
};

const removeUser = async (deps: Deps, { tenant, user }: Asked): Promise<void> => {
  for (const connection of await connections(deps.storage.pool).ofUser(tenant.id, user.id)) await revokeAtProvider(deps, connection);
  await users(deps.storage.pool).remove(tenant.id, user.id);
};

/** Data and deletion, v1 and v2 (widget-and-data.md, section 7). */
export const dataRoutes = (deps: Deps) => async (app: FastifyInstance): Promise<void> => {
  app.addHook("onSend", async (_request, reply) => {
    reply.header("cache-control", "no-store");
  });
  const person = "/api/data/aggregator/:aggregator/user/:userId";
  const gets = [
    ["/api/data/accounts", `${person}/connection/:connectionId/accounts`, listAccounts],
    ["/api/data/identity", `${person}/connection/:connectionId/identity`, listOwners],
    ["/api/data/transactions", `${person}/account/:accountId/transactions`, listTransactions],
  ] as const;
  for (const [v2, v1, list] of gets) {
    for (const path of [v1, v2]) app.get(path, async (request) => list(deps, await read(deps, request)));
  }
  const deletes = [
    ["/api/user", "/api/aggregator/:aggregator/user/:userId", removeUser],
    ["/api/connection", "/api/aggregator/:aggregator/user/:userId/connection/:connectionId", removeConnection],
  ] as const;
  for (const [v2, v1, remove] of deletes) {
    for (const path of [v1, v2]) {
      app.delete(path, async (request, reply) => {
        await remove(deps, await read(deps, request));
        return reply.code(204).send();
      });
    }
  }
};
