import { accounts, connections, users, type Account, type Connection, type Tenant, type User } from "@drawbridge/storage";
import type { Adapter } from "@drawbridge/adapter-kit";
import type { FastifyRequest } from "fastify";
import type { AuthGroupName } from "../../auth-groups.ts";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { namedOf, type Named } from "./data-query.ts";
import { tenantOfGroup } from "./group-tenant.ts";
import { invalid, WidgetProblem } from "./problem.ts";

/** A request whose tenant and provider are known, and whom it names. */
export interface Asking {
  readonly named: Named;
  readonly adapter: Adapter;
  readonly tenant: Tenant;
  readonly userId: string;
}

/** The same, of a user who is there. */
export interface Asked extends Asking {
  readonly user: User;
}

/** What a route allows. */
export interface Allowed {
  readonly group: AuthGroupName;
  /** Names its query may have, beside those of its path. */
  readonly query: readonly string[];
}

const adapterOf = (deps: Deps, aggregator: string | undefined): Adapter => {
  if (aggregator === undefined) throw invalid('"aggregator" is required');
  const adapter = deps.adapters.get(aggregator);
  if (!adapter) throw invalid(`"aggregator" must be one of [${[...deps.adapters.keys()].join(", ")}]`);
  return adapter;
};

/** Reads who asks for what; the tenant comes first, so that a stranger learns nothing from the other answers. */
export const readAsking = async (deps: Deps, request: FastifyRequest, { group, query }: Allowed): Promise<Asking> => {
  const tenant = await tenantOfGroup(deps, request, group);
  const named = namedOf(request, ["aggregator", "userId", ...query]);
  const adapter = adapterOf(deps, named.aggregator);
  if (named.userId === undefined) throw invalid('"userId" is required');
  return { named, adapter, tenant, userId: named.userId };
};

/** The user a request names. */
export const withUser = async (deps: Deps, asking: Asking): Promise<Asked> => {
  const user = await users(deps.storage.pool).byExternalId(asking.tenant.id, asking.userId);
  if (!user) throw new WidgetProblem(404, "USER_NOT_FOUND", "Can't resolve userId");
  return { ...asking, user };
};

/** Reads who asks for what of which user. */
export const readAsked = async (deps: Deps, request: FastifyRequest, allowed: Allowed): Promise<Asked> =>
  withUser(deps, await readAsking(deps, request, allowed));

const noConnection = (): WidgetProblem => new WidgetProblem(404, "CONNECTION_NOT_FOUND", "Connection not found");

/** The active connection a request names; another user's or tenant's is as unknown as none. */
export const connectionOf = async (deps: Deps, { tenant, user, named, adapter }: Asked): Promise<Connection> => {
  if (named.connectionId === undefined) throw invalid("UCW-Connection-Id header is required");
  const uuid = parseId("con", named.connectionId);
  const connection = uuid && (await connections(deps.storage.pool).byId(tenant.id, uuid));
  const known = connection && connection.userId === user.id && connection.provider === adapter.id && connection.status === "active";
  if (!known) throw noConnection();
  return connection;
};

/** The account a request names, with its connection. */
export const accountOf = async (deps: Deps, asked: Asked): Promise<{ readonly account: Account; readonly connection: Connection }> => {
  const { tenant, user, named, adapter } = asked;
  if (named.accountId === undefined) throw invalid('"accountId" is required');
  const header = named.connectionId === undefined ? null : await connectionOf(deps, asked);
  const uuid = parseId("acc", named.accountId);
  const account = uuid && (await accounts(deps.storage.pool).byId(tenant.id, uuid));
  const connection = account && account.selected && (await connections(deps.storage.pool).byId(tenant.id, account.connectionId));
  const known = connection && connection.userId === user.id && connection.provider === adapter.id && connection.status === "active";
  if (!known || (header && header.id !== connection.id)) throw new WidgetProblem(404, "CONNECTION_NOT_FOUND", "Account not found");
  return { account, connection };
};

/** Refuses data that no session of the connection asked for (R10). */
export const requireJob = (connection: Connection, jobs: readonly string[]): void => {
  if (connection.jobTypes.some((job) => jobs.includes(job))) return;
  throw new WidgetProblem(403, "JOB_NOT_REQUESTED", `This connection was not made for ${jobs.join(" or ")}`);
};

/** Refuses an adapter that lacks an ability, in the words of the endpoint. */
export const requireAbility = (
  adapter: Pick<Adapter, "id"> & Partial<Adapter>,
  ability: keyof Adapter,
  words: "Data adapter not implemented for" | "Unsupported aggregator",
): void => {
  if (!adapter[ability]) throw invalid(`${words} ${adapter.id}`);
};
