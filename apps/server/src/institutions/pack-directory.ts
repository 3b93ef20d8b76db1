import { Worker } from "node:worker_threads";
import { packInstitutions, type PackedIndex } from "@drawbridge/domain";
import type { Institution } from "@drawbridge/storage";
import { searchRow } from "./search-row.ts";

const WORTH_A_THREAD = 5_000; // rows; fewer are packed before a thread has started

/** Packs the search index of a list, given as printed and as the rows that are offered. */
export type Pack = (list: string, offered: readonly Institution[]) => Promise<PackedIndex>;

/** Packs in this thread: soonest, and nothing else happens meanwhile. */
export const packHere: Pack = (_list, offered) => Promise.resolve(packInstitutions(offered.map(({ record }) => searchRow(record))));

/** Packs a long list in a thread of its own, so that whoever is being served is not kept waiting. */
export const packAside: Pack = (list, offered) => (offered.length < WORTH_A_THREAD ? packHere(list, offered) : packInThread(list));

const packInThread = (list: string): Promise<PackedIndex> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./pack-thread.ts", import.meta.url), { workerData: list });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread that packs the directory ended with ${code}`)));
  });
