import { analyticsReader } from "@drawbridge/storage";
import type { Deps } from "../use-cases/deps.ts";
import { keepFacts } from "./keep-facts.ts";

const ROWS = 20_000; // of the log, read at one go
const CHUNK = 1_000; // sessions a transaction

const chunksOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, index) => all.slice(index * CHUNK, (index + 1) * CHUNK));

type Stretch = { readonly from: string; readonly to: string; readonly sessions: readonly string[] };

/**
 * Brings the numbers up to date with the log; answers how many sessions were read. A job does it and not the append:
 * every session of a tenant would wait there for the same rows of sums. Its watermark is a transaction, not an id or a
 * time, so an event that commits late is not passed over. One process does it at a time, the others leave at once; one
 * that is killed has moved nothing it had not finished.
 */
export const followLog = async ({ storage }: Pick<Deps, "storage">): Promise<number> => {
  let read = 0;
  for (;;) {
    const stretch = await storage.transaction(async (tx): Promise<Stretch | null> => {
      const reader = analyticsReader(tx);
      if (!(await reader.tryLock())) return null;
      const from = await reader.at();
      const to = await reader.boundAfter(from, ROWS);
      return { from, to, sessions: await reader.changed(from, to) };
    });
    if (!stretch || stretch.sessions.length === 0) return read;
    for (const sessionIds of chunksOf(stretch.sessions)) {
      await storage.transaction(async (tx) => {
        await analyticsReader(tx).lock();
        await keepFacts(tx, sessionIds);
      });
    }
    await storage.transaction(async (tx) => {
      await analyticsReader(tx).lock();
      await analyticsReader(tx).moveTo(stretch.to);
    });
    read += stretch.sessions.length;
  }
};
