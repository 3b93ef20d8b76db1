import { Worker } from "node:worker_threads";
import { packInstitutions, type PackedIndex, type SearchRow } from "@drawbridge/domain";
import type { Institution } from "@drawbridge/storage";
import { markOf, type KeptIndex } from "./kept-index.ts";
import { searchRow } from "./search-row.ts";

const LONG = 5_000; // rows; fewer are packed before a thread has started or a file is read

/** Packs the search index of a list, given as printed and as the rows that are offered. */
export type Pack = (list: string, offered: readonly Institution[]) => Promise<PackedIndex>;

/** Packs in this thread: soonest, and nothing else happens meanwhile. */
export const packHere: Pack = (_list, offered) => Promise.resolve(packInstitutions(searchRows(offered)));

const searchRows = (offered: readonly Institution[]): readonly SearchRow[] => offered.map(({ record }) => searchRow(record));

/** Packs a long list in a thread of its own, so that whoever is being served is not kept waiting. */
export const packAside: Pack = (list, offered) => (offered.length < LONG ? packHere(list, offered) : packInThread(list));

/** A way to pack, and the end of what it left to be written. */
export interface KeptPack {
  readonly pack: (list: string, offered: readonly Institution[], pack: Pack) => Promise<PackedIndex>;
  readonly written: () => Promise<void>;
}

/** Packs a long list only when it is not kept; nobody waits until a new one is kept. */
export const keepPacked = (kept: KeptIndex): KeptPack => {
  const writing = { last: Promise.resolve() };
  return {
    written: () => writing.last,
    pack: async (list, offered, pack) => {
      if (offered.length < LONG) return pack(list, offered);
      const mark = markOf(searchRows(offered));
      const known = await kept.read(mark);
      if (known) return known;
      const packed = await pack(list, offered);
      writing.last = writing.last.then(() => kept.write(mark, packed));
      return packed;
    },
  };
};

const packInThread = (list: string): Promise<PackedIndex> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./pack-thread.ts", import.meta.url), { workerData: list });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread that packs the directory ended with ${code}`)));
  });
