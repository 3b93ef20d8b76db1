import type { ConnectionChangeEntry } from "@drawbridge/contract";
import { clientWebhooks, eventLog } from "@drawbridge/storage";
import { printId } from "../../../ids.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { connectionsChanges } from "../../../webhooks/connections-bodies.ts";
import type { Access } from "../access.ts";
import { ConnectionsProblem } from "../problem.ts";
import { findUser } from "./ids.ts";

/** A page of the feed; `next` is where to go on, also when nothing has happened yet. */
export interface ChangesPage {
  readonly data: readonly ConnectionChangeEntry[];
  readonly next: string;
}

interface Position {
  readonly tx: string;
  readonly id: string;
}

const FIRST: Position = { tx: "0", id: "00000000-0000-0000-0000-000000000000" };
const cursor = /^([0-9]{1,18})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const readCursor = (text: string | null): Position => {
  if (text === null) return FIRST;
  const [, tx, id] = cursor.exec(text) ?? [];
  if (tx === undefined || id === undefined) throw new ConnectionsProblem(400, "BadRequest", "after must be meta.next of the page before");
  return { tx, id };
};

const BATCH = 500;
const LONGEST_SCAN = 5_000; // events looked at for one page; connections are a part of what happens

/**
 * What happened to connections since a page before, in the order it was committed, so that nothing is missed between
 * two pages. The same events as the webhooks of our own names (connections.md, E9.3).
 */
export const readChanges = async (
  deps: Deps,
  { tenant, sub }: Access,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<ChangesPage> => {
  const { pool } = deps.storage;
  const only = sub === null ? null : (await findUser(deps, tenant, sub)).id;
  const data: ConnectionChangeEntry[] = [];
  let place = readCursor(after);
  for (let seen = 0; seen < LONGEST_SCAN; seen += BATCH) {
    const rows = await eventLog(pool).follow(place, { tenantId: tenant.id, limit: BATCH });
    const mine = rows.filter(({ userId }) => only === null || userId === only);
    const changes = new Map((await connectionsChanges(pool, mine)).map((change) => [change.event.id, change]));
    const people = await clientWebhooks(pool).peopleOf([...new Set(mine.flatMap(({ userId }) => userId ?? []))]);
    for (const { tx, id, userId } of rows) {
      place = { tx, id };
      const change = changes.get(id);
      if (!change) continue;
      const { eventType, at, connectionId, payload } = change;
      data.push({ id: printId("evt", id), eventType, at, connectionId, userId: people.get(userId ?? "")?.hexId ?? null, payload });
      if (data.length === limit) return { data, next: printCursor(place) };
    }
    if (rows.length < BATCH) break;
  }
  return { data, next: printCursor(place) };
};

const printCursor = ({ tx, id }: Position): string => `${tx}.${id}`;
