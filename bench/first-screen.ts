import { loadavg } from "node:os";
import type { Page } from "playwright-core";
import { launchBrowser } from "../tests/e2e/support.ts";
import { writeSection } from "./search/report.ts";
import { startBenchServer, type BenchServer } from "./session/server.ts";

const RUNS = 7;
const BITS_PER_SECOND = 1_600_000;
const LATENCY_MS = 150; // what such a line has
const SLOWER_CPU = 4;

const newLink = async ({ origin, apiToken }: BenchServer): Promise<string> => {
  const answer = await fetch(`${origin}/v1/links`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiToken}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({ kind: "connect", user: { externalId: "first-screen" } }),
  });
  const { url }: { url: string } = await answer.json();
  return url;
};

const slowDown = async (page: Page): Promise<void> => {
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BITS_PER_SECOND / 8,
    uploadThroughput: BITS_PER_SECOND / 8,
  });
  await line.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_CPU });
};

/** From the start of the navigation until the first button can be pressed. */
const measureOnce = async (browser: Awaited<ReturnType<typeof launchBrowser>>, url: string): Promise<number> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  await slowDown(page);
  const begun = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.getByRole("button", { name: "Allow and continue" }).waitFor();
  const took = performance.now() - begun;
  await context.close();
  return took;
};

const server = await startBenchServer();
const browser = await launchBrowser(process.env);
const times: number[] = [];
for (let run = 0; run < RUNS; run += 1) times.push(await measureOnce(browser, await newLink(server)));
await browser.close();
await server.stop();
const sorted = times.toSorted((a, b) => a - b);
const seconds = (ms: number | undefined): string => `${((ms ?? 0) / 1000).toFixed(2)} s`;
const body = [
  `A person opens a link: 1.6 Mbit/s with ${LATENCY_MS} ms latency and a CPU ${SLOWER_CPU} times slower, an empty cache, 360 × 640. Median of ${RUNS} runs, from the start of the`,
  "navigation until the first button can be pressed. Rerun: `npm run bench:first-screen`. Measured on 2 cores, server, database and browser included.",
  `Load average of the machine when this ran: ${loadavg()[0]?.toFixed(1)}.`,
  "",
  "| what | measured | bar | range |",
  "| --- | --- | --- | --- |",
  `| first usable screen | ${seconds(sorted[Math.floor(RUNS / 2)])} | ≤ 2.5 s | ${seconds(sorted[0])} to ${seconds(sorted.at(-1))} |`,
].join("\n");
await writeSection("First screen", body);
console.log(body);
