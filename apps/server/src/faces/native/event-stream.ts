import type { ServerResponse } from "node:http";
import { wantsEvent } from "@drawbridge/domain";
import { eventLog, type LogEntry, type Tenant } from "@drawbridge/storage";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { positionOf, type StreamQuery } from "./event-query.ts";
import { printEvent } from "./event-shape.ts";

const BEAT_MS = 20_000; // below any proxy's idle limit
const LONGEST_STILL_MS = 60_000; // a listener that reads nothing for so long is cut off, and resumes where it was
const MOST_WAITING = 20_000; // events; listeners share them, so a slow one costs little until then
const AT_ONCE = 100;
const PAGE = 500;

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

/** Writes to one listener, never faster than it reads. */
const createWriter = (response: ServerResponse, wanted: (entry: LogEntry) => boolean, start: Position | null) => {
  const state = { seen: start, stillSince: null as number | null };
  return {
    /** Leaves out what it was told already. */
    write: async (entries: readonly LogEntry[]): Promise<void> => {
      const { seen } = state;
      const fresh = entries.filter((entry) => seen === null || isAfter(entry, seen));
      const last = fresh.at(-1);
      if (last) state.seen = { tx: last.tx, id: last.id };
      const text = fresh.filter(wanted).map(print).join("");
      if (text === "" || response.destroyed || response.write(text)) return;
      state.stillSince = performance.now();
      await drained(response);
      state.stillSince = null;
    },
    /** Keeps the road open, and closes it to whoever does not read. */
    beat: (): void => {
      if (state.stillSince === null) response.write(": beat\n\n");
      else if (performance.now() - state.stillSince > LONGEST_STILL_MS) response.destroy();
    },
  };
};

/**
 * Pushes a tenant's events until the listener leaves: first what it missed since its last event, then what happens, as
 * fast as it reads. Nobody waits for it: one that stands still is cut off and may resume.
 */
export const streamEvents = async (deps: Deps, response: ServerResponse, { tenant, query, lastEventId }: StreamRequest): Promise<void> => {
  const start = lastEventId === null ? null : await positionOf(deps, tenant, lastEventId);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" });
  response.write("retry: 1000\n\n");
  // The log does not have the event any more, or never had it: the reader must know that it may have missed some.
  if (lastEventId !== null && !start) response.write("event: gap\ndata: {}\n\n");
  const writer = createWriter(response, matcher(query), start);
  const state = { waiting: [] as LogEntry[], busy: true };

  const pump = async (): Promise<void> => {
    if (state.busy) return;
    state.busy = true;
    while (state.waiting.length > 0 && !response.destroyed) await writer.write(state.waiting.splice(0, AT_ONCE));
    state.busy = false;
  };
  const beat = setInterval(writer.beat, BEAT_MS);
  const ending = { stop: (): void => undefined };
  response.on("error", () => undefined);
  response.on("close", () => {
    clearInterval(beat);
    ending.stop();
  });
  ending.stop = await deps.logTail.listen(tenant.id, (entries) => {
    state.waiting.push(...entries);
    if (state.waiting.length > MOST_WAITING) response.destroy();
    void pump();
  });
  if (response.destroyed) return ending.stop(); // it left meanwhile
  if (start) await catchUp(deps, { tenant, from: start, write: writer.write, isOver: () => response.destroyed });
  state.busy = false;
  await pump();
};

interface CatchUp {
  readonly tenant: Tenant;
  readonly from: Position;
  readonly write: (entries: readonly LogEntry[]) => Promise<void>;
  readonly isOver: () => boolean;
}

const catchUp = async (deps: Deps, { tenant, from, write, isOver }: CatchUp): Promise<void> => {
  let position = from;
  while (!isOver()) {
    const entries = await eventLog(deps.storage.pool).follow(position, { tenantId: tenant.id, limit: PAGE });
    const last = entries.at(-1);
    if (!last) return;
    await write(entries);
    position = { tx: last.tx, id: last.id };
  }
};
