import { createHash } from "node:crypto";
import { providerLists, type ProviderEntry, type ProviderList } from "@drawbridge/contract";
import type { Institution } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../../use-cases/deps.ts";
import { unknownThing } from "./ids.ts";
import { entriesOf } from "./provider-entry.ts";
import { Query } from "./read-query.ts";

interface Printed {
  readonly body: string;
  readonly etag: string;
}

/** Which entries belong to a list. Nobody offers payments or is in trial. */
const belongs: Readonly<Record<ProviderList, (entry: ProviderEntry) => boolean>> = {
  all: () => true,
  api: ({ type }) => type === "api",
  legacy: ({ type }) => type === "legacy",
  test: ({ isTest }) => isTest,
  beta: ({ isBeta }) => isBeta,
  payments: () => false,
  zoopla: ({ type }) => type === "zoopla",
  mouseprice: ({ type }) => type === "mouseprice",
  autotrader: ({ type }) => type === "autotrader",
};

const print = (deps: Deps, list: ProviderList, offered: readonly Institution[]): Printed => {
  const body = JSON.stringify(offered.flatMap((institution) => entriesOf(deps, institution)).filter(belongs[list]));
  return { body, etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"` };
};

const lists: ReadonlyMap<string, ProviderList> = new Map(providerLists.map((name) => [`${name}-connections`, name]));

/** Lists of what can be connected, bare arrays (connections.md, section 11). Printed once for each state of the directory. */
export const providerListRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    const printed = new WeakMap<readonly Institution[], Map<ProviderList, Printed>>();
    const listOf = (name: ProviderList): Printed => {
      const offered = deps.directory.offered();
      const known = printed.get(offered) ?? new Map<ProviderList, Printed>();
      printed.set(offered, known);
      const found = known.get(name) ?? print(deps, name, offered);
      known.set(name, found);
      return found;
    };
    for (const [path, name] of lists) {
      app.get(`/oidc/.well-known/${path}`, async (request, reply) => {
        const clientId = new Query(request).text("clientId");
        // Every client of this server may use what is offered; an unknown one may use nothing.
        if (clientId !== null && !(await deps.identity.clients.find(clientId))) throw unknownThing("client");
        const { body, etag } = listOf(name);
        reply.header("etag", etag).header("cache-control", "public, max-age=60");
        if (request.headers["if-none-match"] === etag) return reply.code(304).send();
        return reply.type("application/json; charset=utf-8").send(body);
      });
    }
  };
