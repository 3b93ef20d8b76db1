import type { ServerResponse } from "node:http";
import { wantsEvent } from "@drawbridge/domain";
import { eventLog, type LogEntry, type Tenant } from "@drawbridge/storage";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { positionOf, type StreamQuery } from "./event-query.ts";
import { printEvent } from "./event-shape.ts";

const BEAT_MS = 20_000; // below any proxy's idle limit
const PAGE = 500;
const MOST_UNREAD_BYTES = 1_048_576; // a listener that does not read is dropped, and resumes where it was

interface Position {
  readonly tx: string;
  readonly id: string;
}

const isAfter = (entry: Position, seen: Position): boolean => BigInt(entry.tx) > BigInt(seen.tx) || (entry.tx === seen.tx && entry.id > seen.id);

const matcher = ({ sessionId, userId, institutionId, connectionId, type }: StreamQuery): ((entry: LogEntry) => boolean) => {
  const types = type?.split(",");
  const [session, user] = [sessionId && parseId("ses", sessionId), userId && parseId("usr", userId)];
  const idIn = (value: unknown): unknown => (typeof value === "object" && value !== null ? Reflect.get(value, "id") : undefined);
  return (entry) =>
    (!types || wantsEvent(types, entry.type)) &&
    (!session || entry.sessionId === session) &&
    (!user || entry.userId === user) &&
    (institutionId === undefined || idIn(entry.data["institution"]) === institutionId) &&
    (connectionId === undefined || idIn(entry.data["connection"]) === connectionId);
};

const print = (entry: LogEntry): string => `id: ${printId("evt", entry.id)}\nevent: event\ndata: ${JSON.stringify(printEvent(entry))}\n\n`;

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });

/** One listener of a tenant's log. */
export interface StreamRequest {
  readonly tenant: Tenant;
  readonly query: StreamQuery;
  /** The last event it saw. */
  readonly lastEventId: string | null;
}

/**
 * Pushes a tenant's events until the listener leaves: first what it missed since its last event, as fast as it reads,
 * then what happens. Nobody waits for it: one that leaves a megabyte unread is cut off and may resume.
 */
export const streamEvents = async (deps: Deps, response: ServerResponse, { tenant, query, lastEventId }: StreamRequest): Promise<void> => {
  const wanted = matcher(query);
  const start = lastEventId === null ? null : await positionOf(deps, tenant, lastEventId);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" });
  response.write("retry: 1000\n\n");
  // The log does not have the event any more, or never had it: the reader must know that it may have missed some.
  if (lastEventId !== null && !start) response.write("event: gap\ndata: {}\n\n");
  const progress: { seen: Position | null; waiting: LogEntry[] | null } = { seen: start, waiting: [] };

  const send = (entries: readonly LogEntry[]): void => {
    const fresh = entries.filter((entry) => progress.seen === null || isAfter(entry, progress.seen));
    const last = fresh.at(-1);
    if (last) progress.seen = { tx: last.tx, id: last.id };
    const text = fresh.filter(wanted).map(print).join("");
    if (text !== "" && !response.destroyed) response.write(text);
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
  };
  const stop = await deps.logTail.listen(tenant.id, (entries) => {
    if (progress.waiting === null) return send(entries);
    progress.waiting.push(...entries);
    if (progress.waiting.length > MOST_WAITING) response.destroy();
  });
  const beat = setInterval(() => response.write(": beat\n\n"), BEAT_MS);
  response.on("error", () => undefined);
  response.on("close", () => {
    clearInterval(beat);
    stop();
  });
  if (start) await catchUp(deps, response, { tenant, from: start, send });
  send(progress.waiting ?? []);
  progress.waiting = null;
};

const MOST_WAITING = 50_000;

interface CatchUp {
  readonly tenant: Tenant;
  readonly from: Position;
  readonly send: (entries: readonly LogEntry[]) => void;
}

const catchUp = async (deps: Deps, response: ServerResponse, { tenant, from, send }: CatchUp): Promise<void> => {
  let position = from;
  while (!response.destroyed) {
    const entries = await eventLog(deps.storage.pool).follow(position, { tenantId: tenant.id, limit: PAGE });
    const last = entries.at(-1);
    if (!last) return;
    send(entries);
    position = { tx: last.tx, id: last.id };
    if (response.writableNeedDrain && !response.destroyed) await drained(response);
  }
};
