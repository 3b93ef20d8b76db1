import { loadavg } from "node:os";
import { openStorage, type Storage } from "@drawbridge/storage";
import { limitsWith } from "../apps/server/src/http/limits.ts";
import { createRateLimits } from "../apps/server/src/http/rate-limit.ts";
import { writeSection } from "./search/report.ts";
import { measureLivePath, type LivePath } from "./session/live-path.ts";
import { measure, quantile, timesOf, type Figures, type Kind } from "./session/measure.ts";
import { formBank, generateKind, inputKind, linkKind, openKind } from "./session/requests.ts";
import { startBenchServer, type BenchServer } from "./session/server.ts";

const WARM_UP = 100;
const EACH: Readonly<Record<number, number>> = { 1: 300, 10: 60 };

interface Row {
  readonly name: string;
  readonly bar: string;
  readonly figures: readonly Figures[];
}

const rowOf = async <T>(server: BenchServer, kind: Kind<T>): Promise<Row> => {
  await measure(kind, { clients: 1, each: WARM_UP, cpuMs: server.cpuMs });
  const figures: Figures[] = [];
  for (const [clients, each] of Object.entries(EACH)) figures.push(await measure(kind, { clients: Number(clients), each, cpuMs: server.cpuMs }));
  return { name: kind.name, bar: kind.bar, figures };
};

const ms = (value: number): string => `${value.toFixed(value < 1 ? 3 : 1)} ms`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const requestTable = (rows: readonly Row[]): string =>
  table(
    ["request", "clients", "p50", "p95", "requests/s", "server CPU each", "bar"],
    rows.flatMap(({ name, bar, figures }) =>
      figures.map(({ clients, p50Ms, p95Ms, perSecond, cpuMs }) => [
        name,
        String(clients),
        ms(p50Ms),
        ms(p95Ms),
        perSecond.toFixed(0),
        ms(cpuMs),
        clients === 1 ? bar : "",
      ]),
    ),
  );

const pathTable = (paths: readonly LivePath[]): string =>
  table(
    ["writers", "live path p50", "raw p50", "live path/s", "raw/s", "rate of raw", "bar"],
    paths.map(({ writers, liveMs, rawMs, livePerSecond, rawPerSecond }) => [
      String(writers),
      ms(liveMs),
      ms(rawMs),
      livePerSecond.toFixed(0),
      rawPerSecond.toFixed(0),
      `${((livePerSecond / rawPerSecond) * 100).toFixed(0)} %`,
      "≥ 60 %",
    ]),
  );

/** What the count of one request costs the session path and the interfaces. */
const limitTable = async (storage: Storage): Promise<string> => {
  const limits = createRateLimits(storage, limitsWith({ inputs: { requests: 100_000_000 }, data: { requests: 100_000_000 } }));
  const cost = async (limit: "inputs" | "data"): Promise<readonly number[]> => {
    const count = async (): Promise<void> => void (await limits.count(limit, "bench"));
    await timesOf(WARM_UP, count);
    return timesOf(1000, count);
  };
  const [inProcess, shared] = [await cost("inputs"), await cost("data")];
  return table(
    ["count", "p50", "p95", "bar"],
    [
      ["in the process (inputs, opens, searches)", ms(quantile(inProcess, 0.5)), ms(quantile(inProcess, 0.95)), "p50 < 1 ms"],
      ["in PostgreSQL (links, tokens, data)", ms(quantile(shared, 0.5)), ms(quantile(shared, 0.95)), ""],
    ],
  );
};

const intro = (before: number, after: number): string =>
  "`npm start` in a process of its own with a fresh embedded PostgreSQL, sandbox bank and playground in the same process; clients in another process keep " +
  "their connections open and send one request after the other. Inputs are choices that ask nothing of a bank; rate limits are counted, and large.\n\n" +
  "Live path: session state, one event and one job in one transaction, as every input writes them (with the look for subscribed webhooks and the notification of " +
  "streams), against the three statements alone, in turns on the same PostgreSQL.\n\n" +
  `Rerun: \`npm run bench:session\`. Measured on 2 cores, database and clients included. Load average of the machine before and after: ${before.toFixed(1)} and ${after.toFixed(1)}; above 2, others had their share.`;

const server = await startBenchServer();
const storage = await openStorage(server.database);
try {
  const bank = await formBank(server);
  const [before = 0] = loadavg();
  const rows = [
    await rowOf(server, await generateKind(server)),
    await rowOf(server, linkKind(server)),
    await rowOf(server, openKind(server)),
    await rowOf(server, inputKind(server, bank)),
  ];
  const paths = [await measureLivePath(storage, 1), await measureLivePath(storage, 10), await measureLivePath(storage, 50)];
  const limits = await limitTable(storage);
  const [after = 0] = loadavg();
  const body = [intro(before, after), "### Requests", requestTable(rows), "### Live path", pathTable(paths), "### Rate limits", limits].join("\n\n");
  console.log(body);
  await writeSection("Session path", body);
} finally {
  await storage.close();
  await server.stop();
}
