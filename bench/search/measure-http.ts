import autocannon from "autocannon";
import type { SearchServer } from "./serve.ts";

/** What a number of clients saw. */
export interface HttpFigures {
  readonly clients: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the server's thread for one request: what is left of the figure on a busy machine. */
  readonly cpuMs: number;
  readonly failed: number;
}

const SECONDS = 5;

/** Clients that ask one labelled query after the other, each over one connection kept open; they run in a thread of their own. */
export const measureHttp = async ({ origin, headers }: SearchServer, queries: readonly string[], clients: number): Promise<HttpFigures> => {
  const requests = queries.map((query) => ({ path: `/session/institutions?limit=20&search=${encodeURIComponent(query)}`, headers: { ...headers } }));
  const cpu = process.threadCpuUsage();
  const result = await autocannon({ url: origin, connections: clients, duration: SECONDS, requests, workers: 1 });
  const { user, system } = process.threadCpuUsage(cpu);
  return {
    clients,
    cpuMs: (user + system) / 1000 / result.requests.total,
    requestsPerSecond: Math.round(result.requests.average),
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.errors + result.timeouts + result.non2xx,
  };
};
