import { createInstitutionIndex, type InstitutionIndex } from "@drawbridge/domain";
import type { InstitutionRecord } from "@drawbridge/storage";

/** A built index with what it took. */
export interface BuiltIndex {
  readonly index: InstitutionIndex;
  readonly buildMs: number;
  readonly memoryMb: number;
}

const used = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1_000_000;
};

/** Builds the index three times; the best time counts, the first one is kept. */
export const measureBuild = (records: readonly InstitutionRecord[]): BuiltIndex => {
  const rows = records.map((record) => ({ ...record, domains: [record.domain].filter((domain) => domain !== "") }));
  const build = (): { readonly index: InstitutionIndex; readonly ms: number } => {
    const started = performance.now();
    return { index: createInstitutionIndex(rows), ms: performance.now() - started };
  };
  const before = used();
  const { index, ms } = build();
  const memoryMb = used() - before;
  return { index, memoryMb, buildMs: Math.min(ms, build().ms, build().ms) };
};

/** Times of single searches. */
export interface Latency {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMeanMs: number;
}

const ROUNDS = 10;

/** Every query in turn, ten rounds after one to warm up, wall-clock time of each search. */
export const measureLatency = (index: InstitutionIndex, queries: readonly string[]): Latency => {
  for (const query of queries) index.search(query, 20);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const query of queries) {
      const started = performance.now();
      index.search(query, 20);
      times.push(performance.now() - started);
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    meanMs: times.reduce((sum, time) => sum + time, 0) / times.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuMeanMs: (user + system) / 1000 / times.length,
  };
};
