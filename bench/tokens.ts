import { loadavg } from "node:os";
import { writeSection } from "./search/report.ts";
import { measure, type Figures, type Kind } from "./session/measure.ts";
import { startBenchServer } from "./session/server.ts";
import { accountsKind, boundKind, connectedUser, connectionsKind, secretKind, signedKind, type Ready } from "./tokens/requests.ts";

const WARM_UP = 300;
const EACH: Readonly<Record<number, number>> = { 1: 500, 10: 150 };

const ms = (value: number): string => `${value.toFixed(1)} ms`;

const rowOf = ({ name, bar }: Kind<Ready>, { clients, p50Ms, p95Ms, perSecond, cpuMs }: Figures): string =>
  `| ${[name, String(clients), ms(p50Ms), ms(p95Ms), perSecond.toFixed(0), ms(cpuMs), clients === 1 ? bar : ""].join(" | ")} |`;

const server = await startBenchServer();
try {
  const userId = await connectedUser(server, "bench");
  const [before = 0] = loadavg();
  const kinds = [
    secretKind(server),
    boundKind(server, userId),
    signedKind(server, userId),
    await connectionsKind(server, userId),
    await accountsKind(server, userId),
  ];
  const rows: string[] = [];
  for (const kind of kinds) {
    await measure(kind, { clients: 1, each: WARM_UP, cpuMs: server.cpuMs });
    for (const [clients, each] of Object.entries(EACH))
      rows.push(rowOf(kind, await measure(kind, { clients: Number(clients), each, cpuMs: server.cpuMs })));
  }
  const [after = 0] = loadavg();
  const body = [
    "`npm start` in a process of its own with a fresh embedded PostgreSQL; clients in another process keep their connections open and send one request " +
      "after the other. The user has one connection with six accounts. Signed assertions are made before the clock starts; each is noted once, in an unlogged table.",
    `Rerun: \`npm run bench:tokens\`. Measured on 2 cores, database and clients included. Load average of the machine before and after: ${before.toFixed(1)} and ${after.toFixed(1)}; above 2, others had their share.`,
    ["| request | clients | p50 | p95 | requests/s | server CPU each | bar |", `|${" --- |".repeat(7)}`, ...rows].join("\n"),
  ].join("\n\n");
  console.log(body);
  await writeSection("Tokens and connections", body);
} finally {
  await server.stop();
}
