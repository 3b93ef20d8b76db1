import { availableParallelism, loadavg } from "node:os";
import { benchList, type BenchList } from "./search/institutions.ts";
import { measureHttp, type HttpFigures } from "./search/measure-http.ts";
import { measureBuild, measureLatency, type BuiltIndex, type Latency } from "./search/measure-index.ts";
import { measureQuality } from "./search/measure-quality.ts";
import { labelledQueries, type LabelledQuery } from "./search/queries.ts";
import { writeSection } from "./search/report.ts";
import { serveSearch } from "./search/serve.ts";

const SIZE = 30_000;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const qualityTable = (queries: readonly LabelledQuery[], search: (query: string) => readonly string[]): string => {
  const test = queries.filter(({ half }) => half === "test");
  const groups: readonly (readonly [string, readonly LabelledQuery[]])[] = [
    ["**test half**", test],
    ["tuning half", queries.filter(({ half }) => half === "tuning")],
    ...[...new Set(queries.map(({ kind }) => kind))].map((kind) => [`test: ${kind}`, test.filter((query) => query.kind === kind)] as const),
  ];
  const rows = groups.map(([name, group]) => {
    const { queries: count, mrr, recall } = measureQuality(group, search);
    return [name, String(count), mrr.toFixed(3), recall.toFixed(3), name === "**test half**" ? "MRR ≥ 0.9" : ""];
  });
  return table(["queries", "count", "MRR", "recall@5", "bar"], rows);
};

const speedTable = ({ buildMs, memoryMb }: BuiltIndex, latency: Latency): string =>
  table(
    ["in-process", "figure", "bar"],
    [
      ["build the index, best of three", `${buildMs.toFixed(0)} ms`, ""],
      ["memory of the index", `${memoryMb.toFixed(1)} MB`, ""],
      ["mean", `${latency.meanMs.toFixed(3)} ms`, "≤ 0.25 ms"],
      ["mean CPU time", `${latency.cpuMeanMs.toFixed(3)} ms`, ""],
      ["p50", `${latency.p50Ms.toFixed(3)} ms`, ""],
      ["p99", `${latency.p99Ms.toFixed(2)} ms`, "≤ 3 ms"],
    ],
  );

const httpTable = (figures: readonly HttpFigures[]): string =>
  table(
    ["clients", "requests/s", "p50", "p99", "server CPU each", "failed", "bar"],
    figures.map(({ clients, requestsPerSecond, p50Ms, p99Ms, cpuMs, failed }) => [
      String(clients),
      String(requestsPerSecond),
      `${p50Ms} ms`,
      `${p99Ms} ms`,
      `${cpuMs.toFixed(3)} ms`,
      String(failed),
      clients === 10 ? "≥ 5,000/s, p99 ≤ 15 ms" : "",
    ]),
  );

const intro = ({ real, sandbox, generated }: BenchList, queries: number): string =>
  `${SIZE} institutions: ${real} real ones (names of the German bank-code directory), ${sandbox} of the sandbox and ${generated} generated from a fixed seed. ` +
  `${queries} labelled queries: those in \`search-queries.json\` written by hand, the others generated (one typing error in a full name; a beginning or an acronym that at most three names share; ` +
  "full names, domains, routing numbers), aimed at real and generated names by halves. A hash of the query decides its half. Institutions of the same name are all right answers.\n\n" +
  "Rerun: `npm run bench:search`. Measured on 2 cores, database and clients included.";

const measureServer = async (list: BenchList, queries: readonly string[]): Promise<readonly HttpFigures[]> => {
  const server = await serveSearch(list.records);
  try {
    await measureHttp(server, queries, 10); // warm up
    const figures: HttpFigures[] = [];
    for (const clients of [1, 10, 50]) figures.push(await measureHttp(server, queries, clients));
    return figures;
  } finally {
    await server.close();
  }
};

const list = await benchList(SIZE);
const queries = await labelledQueries(list.records);
const texts = queries.map(({ query }) => query);
const built = measureBuild(list.records);
const search = (query: string): readonly string[] => built.index.search(query, 10).hits.map((hit) => list.records[hit.index]?.name ?? "");
const busy = " That is more work than cores, so the wall-clock times and rates below prove nothing either way; quality and memory hold.";
const load = loadavg()[0] ?? 0;
const body = [
  intro(list, queries.length),
  `Load average of the machine when this ran: ${load.toFixed(1)}.${load > availableParallelism() ? busy : ""}`,
  "### Quality",
  qualityTable(queries, search),
  "### Speed",
  speedTable(built, measureLatency(built.index, texts)),
  "### Over HTTP: `GET /session/institutions`, as the widget asks",
  httpTable(await measureServer(list, texts)),
].join("\n\n");
console.log(body);
await writeSection("Search", body);
