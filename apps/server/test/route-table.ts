import { buildWidget } from "@drawbridge/widget";
import type { FastifyInstance, FastifySchema } from "fastify";
import { addRoutes, createServer } from "../src/app.ts";
import type { Deps } from "../src/use-cases/deps.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One route as it was registered. */
export interface Route {
  readonly method: Method;
  readonly url: string;
  readonly schema: FastifySchema;
}

const methods: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const isMethod = (text: string): text is Method => methods.has(text);

/** Methods that carry a body. */
export const changes: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/** Every face on a server that listens nowhere, and the table of its routes. */
export const createRouteTable = async (
  deps: Deps,
  road: Parameters<typeof createServer>[1] = {},
): Promise<{ readonly app: FastifyInstance; readonly routes: readonly Route[] }> => {
  const app = createServer("silent", road);
  const routes: Route[] = [];
  app.addHook("onRoute", ({ method, url, schema = {} }) => {
    for (const each of [method].flat()) if (isMethod(each)) routes.push({ method: each, url, schema });
  });
  await addRoutes(app, deps, await buildWidget());
  await app.ready();
  return { app, routes };
};
