import { Readable } from "node:stream";
import { LogPolicy } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { eventLog, type LogEntry, type LogFilter } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { readPolicy, savePolicy } from "../../event-log/apply-policy.ts";
import { copyHeaders } from "../../http/security-headers.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { EventsQuery, ExportQuery, idOf, readFilter, StreamQuery } from "./event-query.ts";
import { eventColumns, eventRow, printEvent } from "./event-shape.ts";
import { streamEvents } from "./event-stream.ts";
import { printRows } from "./print-csv.ts";

/** Routes of the event log: list, follow, export, and how long it is kept. */
export const eventRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/events", { schema: { querystring: EventsQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return listEvents(deps, readFilter(tenant, request.query), request.query);
    });
    app.get("/v1/events/stream", { schema: { querystring: StreamQuery } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      readFilter(tenant, request.query);
      const given = request.headers["last-event-id"] ?? request.query.after;
      reply.hijack();
      copyHeaders(reply);
      await streamEvents(deps, reply.raw, { tenant, query: request.query, lastEventId: typeof given === "string" && given !== "" ? given : null });
    });
    app.get("/v1/event-policy", async (request) => readPolicy(deps, (await tenantOfBearer(deps, request)).id));
    app.put("/v1/event-policy", { schema: { body: LogPolicy } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      await savePolicy(deps, tenant.id, request.body);
      return request.body;
    });
    app.get("/v1/events/export", { schema: { querystring: ExportQuery } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const { format, ...query } = request.query;
      const filter = readFilter(tenant, query);
      return reply
        .header("content-disposition", `attachment; filename="events.${format}"`)
        .header("cache-control", "no-store")
        .type(format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8")
        .send(Readable.from(format === "csv" ? csvOf(deps, filter) : ndjsonOf(deps, filter)));
    });
  };

/** The newest page unless told otherwise; each page reads from old to new, as one listens to a log, unless newest first is asked for. */
const listEvents = async (deps: Deps, filter: LogFilter, { order, after, limit }: EventsQuery) => {
  const cursor = idOf("evt", after);
  const latest = order === undefined && cursor === undefined;
  const rows = await eventLog(deps.storage.pool).page(filter, { order: latest ? "newest" : (order ?? "oldest"), after: cursor, limit });
  const events = latest ? rows.toReversed() : rows;
  return { events: events.map(printEvent), next: rows.length === limit ? printId("evt", events.at(-1)?.id ?? "") : null };
};

const PAGE = 1_000;

/** Page by page, as fast as the reader takes them. */
async function* pagesOf(deps: Deps, filter: LogFilter): AsyncGenerator<readonly LogEntry[]> {
  let after: string | undefined;
  for (;;) {
    const rows = await eventLog(deps.storage.pool).page(filter, { order: "oldest", after, limit: PAGE });
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id;
  }
}

async function* ndjsonOf(deps: Deps, filter: LogFilter): AsyncGenerator<string> {
  for await (const rows of pagesOf(deps, filter)) yield rows.map((row) => `${JSON.stringify(printEvent(row))}\n`).join("");
}

async function* csvOf(deps: Deps, filter: LogFilter): AsyncGenerator<string> {
  yield printRows([], eventColumns, true);
  for await (const rows of pagesOf(deps, filter)) yield printRows(rows.map(eventRow), eventColumns, false);
}
