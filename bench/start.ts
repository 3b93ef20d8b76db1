import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";
import { openStorage } from "@drawbridge/storage";
import { buildWidget } from "@drawbridge/widget";
import { freePort } from "../tests/free-port.ts";
import { startArguments } from "./start-command.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const RUNS = 5;
const INSTITUTIONS = 30_000;

interface Running {
  readonly healthyMs: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** From the start of the process to the first 200 of `/health`. */
const start = async (data: string): Promise<Running> => {
  const port = await freePort();
  const ports = {
    PORT: String(port),
    PLAYGROUND_PORT: "0",
    BANK_PORT: "0",
    CONSOLE_PORT: "0",
    AUTHENTICATOR_PORT: "0",
  };
  const begun = performance.now();
  const child = spawn(process.execPath, startArguments(), {
    cwd: root,
    env: { PATH: process.env["PATH"], DRAWBRIDGE_DATA: data, DRAWBRIDGE_STORY: "off", ...ports },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  while (
    !(await fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new RangeError(`ended early: ${said}`);
    await pause(5);
  }
  const healthyMs = performance.now() - begun;
  while (!said.includes("Drawbridge is running")) await pause(20);
  return {
    healthyMs,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGINT");
      await ended;
    },
  };
};

const freshFolder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "drawbridge-bench-start-"));
  chmodSync(path, 0o711);
  return path;
};

const postmasterLines = (data: string): readonly string[] => readFileSync(join(data, "postgres", "postmaster.pid"), "utf8").split("\n");

const first = [
  "North",
  "River",
  "Stone",
  "Oak",
  "Harbour",
  "Union",
  "Summit",
  "Valley",
  "Liberty",
  "Heritage",
  "Pioneer",
  "Cedar",
  "Golden",
  "Coastal",
  "Prairie",
  "Crown",
];
const second = [
  "Community",
  "Savings",
  "Federal",
  "Mutual",
  "National",
  "Farmers",
  "Merchants",
  "Citizens",
  "Trust",
  "Cooperative",
  "Teachers",
  "Workers",
];
const third = ["Bank", "Credit Union", "Building Society", "Savings Bank", "Banking Group"];

const fillDirectory = async (data: string): Promise<void> => {
  const storage = await openStorage({ host: postmasterLines(data)[4] ?? "", user: "drawbridge", database: "postgres" });
  const { rows } = await storage.pool.query<{ n: number }>("select count(*) as n from institutions");
  const records = Array.from({ length: INSTITUTIONS - (rows[0]?.n ?? 0) }, (_, n) => ({
    slug: `bench-${n}`,
    name: `${first[n % first.length]} ${second[(n >> 4) % second.length]} ${third[n % third.length]} of Town${n % 7000}`,
    domain: `town${n}.example`,
    url: `https://town${n}.example`,
    country: "US",
    keywords: [`k${n % 500}`],
    routingNumbers: [String(100_000_000 + n)],
    logo: null,
    popularity: n % 100,
    isTest: false,
    health: "healthy",
    providers: [],
  }));
  await storage.pool.query(
    `insert into institutions (id, slug, source, checksum, record)
     select id, record ->> 'slug', 'bench', 'bench', record
     from unnest($1::uuid[], $2::json[]) as given (id, record)`,
    [records.map(() => randomUUID()), records.map((record) => JSON.stringify(record))],
  );
  await storage.close();
};

/** kB of a line of a process's memory account; 0 when the process has gone. */
const kiloBytes = (pid: number, line: "Rss" | "Pss"): number => {
  try {
    return Number(new RegExp(`^${line}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

const childrenOf = (parent: number): readonly number[] =>
  readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      if (!pid || !existsSync(`/proc/${pid}/stat`)) return false;
      return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]) === parent;
    });

interface Memory {
  readonly server: number;
  readonly all: number;
  readonly allRss: number;
}

const memoryOf = (server: number, data: string): Memory => {
  const postmaster = Number(postmasterLines(data)[0]);
  const all = [server, postmaster, ...childrenOf(postmaster)];
  const sum = (line: "Rss" | "Pss"): number => all.reduce((total, pid) => total + kiloBytes(pid, line), 0) / 1024;
  return { server: kiloBytes(server, "Pss") / 1024, all: sum("Pss"), allRss: sum("Rss") };
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const coldRun = async (): Promise<number> => {
  const data = freshFolder();
  const running = await start(data);
  await running.stop();
  rmSync(data, { recursive: true, force: true });
  return running.healthyMs;
};

const SETTLE_MS = 3_000;

const warmRun = async (data: string): Promise<{ readonly ms: number; readonly memory: Memory }> => {
  const running = await start(data);
  await pause(SETTLE_MS);
  const memory = memoryOf(running.pid, data);
  await running.stop();
  return { ms: running.healthyMs, memory };
};

const sdkSize = async () => {
  const result = await build({
    root: join(root, "packages/connect-sdk"),
    configFile: false,
    logLevel: "silent",
    build: { write: false, target: "es2022", lib: { entry: join(root, "packages/connect-sdk/src/index.ts"), formats: ["es"] } },
  });
  const outputs = Array.isArray(result) ? result.flatMap(({ output }) => output) : "output" in result ? result.output : [];
  const code = outputs.map((part) => (part.type === "chunk" ? part.code : "")).join("");
  return sizesOf(Buffer.from(code));
};

const sizesOf = (content: Buffer) => ({ gzip: gzipSync(content, { level: 9 }).length / 1000, brotli: brotliCompressSync(content).length / 1000 });

const widgetSizes = async () => {
  const dist = await buildWidget();
  const entry = /src="[^"]*\/([^"/]+\.js)"/.exec(readFileSync(join(dist, "index.html"), "utf8"))?.[1] ?? "";
  const styles = readdirSync(dist)
    .filter((name) => name.endsWith(".css"))
    .map((name) => readFileSync(join(dist, name)));
  return { entry: sizesOf(readFileSync(join(dist, entry))), styles: sizesOf(Buffer.concat(styles)) };
};

const HEADING = "## Start, memory, size";

const write = (section: string): void => {
  const path = join(root, "bench", "results.md");
  const before = existsSync(path) ? readFileSync(path, "utf8") : "# Results\n";
  const others = before.split(/^(?=## )/m).filter((part) => !part.startsWith(HEADING));
  writeFileSync(path, `${[...others.map((part) => part.trim()), section.trim()].join("\n\n")}\n`);
};

await start(freshFolder()).then(({ stop }) => stop()); // fills the compile cache and builds what is stale, as a first start does once
const cold: number[] = [];
for (let run = 0; run < RUNS; run += 1) cold.push(await coldRun());
const data = freshFolder();
const filling = await start(data);
await fillDirectory(data);
await filling.stop();
const warm: { readonly ms: number; readonly memory: Memory }[] = [];
for (let run = 0; run < RUNS; run += 1) warm.push(await warmRun(data));
rmSync(data, { recursive: true, force: true });
const widget = await widgetSizes();
const sdk = await sdkSize();

const seconds = (values: readonly number[]): string => `${(median(values) / 1000).toFixed(2)} s`;
const range = (values: readonly number[]): string => `${(Math.min(...values) / 1000).toFixed(2)} to ${(Math.max(...values) / 1000).toFixed(2)}`;
const mega = (pick: (memory: Memory) => number): string => `${median(warm.map(({ memory }) => pick(memory))).toFixed(0)} MB`;
const warmMs = warm.map(({ ms }) => ms);
write(`${HEADING}

Median of ${RUNS} runs on ${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), Node ${process.versions.node}: server, sandbox bank and playground in
one process, from the start of the process to the first 200 of \`/health\`. \`npm run bench:start\` measures it again.
Load average of the machine when this ran: ${(loadavg()[0] ?? 0).toFixed(1)}; starts are only comparable with the bars on a machine with nothing else to do.

| what | measured | bar | range |
|---|---|---|---|
| warm start, ${INSTITUTIONS.toLocaleString("en")} institutions (all but the seed generated) | ${seconds(warmMs)} | ≤ 1.5 s | ${range(warmMs)} |
| cold start, fresh data folder, packages built | ${seconds(cold)} | ≤ 6 s | ${range(cold)} |
| resident memory, server and database, shared pages once (PSS) | ${mega(({ all }) => all)} | ≤ 350 MB | server alone ${mega(({ server }) => server)} |
| the same with shared pages counted in every process (RSS) | ${mega(({ allRss }) => allRss)} | | |
| widget entry script | ${widget.entry.gzip.toFixed(1)} kB gzip, ${widget.entry.brotli.toFixed(1)} kB brotli | ≤ 60 kB gzip | styles ${widget.styles.gzip.toFixed(1)} kB gzip |
| connect SDK | ${sdk.gzip.toFixed(1)} kB gzip, ${sdk.brotli.toFixed(1)} kB brotli | ≤ 6 kB | |
`);
console.log(readFileSync(join(root, "bench", "results.md"), "utf8").split(HEADING)[1]);
