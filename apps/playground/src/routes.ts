import type { FastifyPluginCallbackTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import type { CallServer } from "./call-server.ts";
import { readDevFile } from "./dev-file.ts";
import { doors } from "./doors/doors.ts";
import { bearer, OpenRequest } from "./doors/open-request.ts";
import { readData } from "./read-data.ts";

/** What the back end needs. */
export interface RouteOptions {
  readonly devFile: string;
  readonly serverOrigin: string;
  readonly bankOrigin: string;
  readonly origin: () => string;
  readonly call: CallServer;
}

const DataQuery = Type.Object({
  userId: Type.String({ minLength: 1 }),
  connectionId: Type.String({ minLength: 1 }),
});
const EventsQuery = Type.Object({
  sessionId: Type.Optional(Type.String({ pattern: "^[\\w-]+$" })),
});
const Anything = Type.Record(Type.String(), Type.Unknown());

/** The integrator's back end: the only place that knows the tenant's secrets. */
export const routes: FastifyPluginCallbackTypebox<RouteOptions> = (app, options, done) => {
  const { devFile, serverOrigin, bankOrigin, origin, call } = options;

  // Where an integrator hears what happened. The console shows what was sent; a real one verifies the signature first.
  app.post("/webhooks", { bodyLimit: 65_536 }, (_request, reply) => reply.code(204).send());

  app.get("/api/settings", () => ({ serverOrigin, bankOrigin }));

  app.post("/api/open", { schema: { body: OpenRequest } }, async ({ body }) => {
    const dev = await readDevFile(devFile);
    return { url: await doors[body.door](body, { call, dev, serverOrigin, origin: origin() }) };
  });

  app.get("/api/data", { schema: { querystring: DataQuery } }, async ({ query }) => readData({ ...query, dev: await readDevFile(devFile), call }));

  app.get("/api/events", { schema: { querystring: EventsQuery } }, async ({ query }) => {
    const filter = new URLSearchParams({ limit: "100", ...query });
    return call(Anything, {
      path: `/v1/events?${filter}`,
      headers: bearer(await readDevFile(devFile)),
    });
  });
  done();
};
