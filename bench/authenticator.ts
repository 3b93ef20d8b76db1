import { loadavg } from "node:os";
import { keyKind, pinKind, type Approver } from "./authenticator/approvals.ts";
import { measureDispatcher } from "./authenticator/dispatcher.ts";
import { measureSockets } from "./authenticator/idle-sockets.ts";
import { measureLogins } from "./authenticator/logins.ts";
import { enrol, post } from "./authenticator/people.ts";
import { writeSection } from "./search/report.ts";
import { measure, type Figures } from "./session/measure.ts";
import { startBenchServer } from "./session/server.ts";

const LOGINS = 30;
const CLIENTS = 10;
const EACH = 40; // of the 50 that may wait for a person
const ROUNDS = 20_000;
const SOCKETS = [1_000, 10_000];

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const server = await startBenchServer();
try {
  const [before = 0] = loadavg();
  await post(server, "/v1/device-policies", { mostDevices: 10, mostWaiting: 50, mostUnwelcome: 20, notMe: ["alert"], twoPersonUnlock: false });
  const login = await measureLogins(server, LOGINS);
  const people: Approver[] = [];
  for (let client = 0; client < CLIENTS; client += 1) people.push(await enrol(server, `bench-approver-${client}`));
  const approvals: { readonly name: string; readonly figures: Figures }[] = [];
  for (const kind of [keyKind(server, people), pinKind(server, people)]) {
    await measure(kind, { clients: CLIENTS, each: 5, cpuMs: server.cpuMs });
    for (const clients of [1, CLIENTS]) {
      approvals.push({ name: kind.name, figures: await measure(kind, { clients, each: EACH, cpuMs: server.cpuMs }) });
    }
  }
  const { device } = await enrol(server, "bench-model");
  const { without, figures } = await measureSockets(server, device, SOCKETS);
  const dispatcher = measureDispatcher(ROUNDS);
  const [after = 0] = loadavg();
  const body = [
    "`npm start` in a process of its own with a fresh embedded PostgreSQL; clients in another process. Logins are made by the real client core, which stretches the PIN with Argon2id; approvals by clients that do not stretch it, one request after the other, each with a fresh proof of its key.",
    `Rerun: \`npm run bench:authenticator\`. Measured on 2 cores, database and clients included. Load average of the machine before and after: ${before.toFixed(1)} and ${after.toFixed(1)}; above 2, others had their share.`,
    "### Login with the PIN",
    table(
      ["logins", "round trips", "p50", "p95", "client CPU each", "server CPU each"],
      [[String(login.logins), String(login.roundTrips), ms(login.p50Ms), ms(login.p95Ms), ms(login.clientCpuMs), ms(login.serverCpuMs)]],
    ),
    "### Approvals, from taking up to the receipt",
    table(
      ["approval", "clients", "p50", "p95", "approvals/s", "server CPU each"],
      approvals.map(({ name, figures: { clients, p50Ms, p95Ms, perSecond, cpuMs } }) => [
        name,
        String(clients),
        ms(p50Ms),
        ms(p95Ms),
        perSecond.toFixed(0),
        ms(cpuMs),
      ]),
    ),
    "### Idle devices on a WebSocket each",
    `Without any: ${mb(without)} resident, database not included.`,
    table(
      ["devices", "resident", "memory each", "connects/s"],
      figures.map(({ sockets, residentBytes, bytesEach, connectsPerSecond }) => [
        String(sockets),
        mb(residentBytes),
        `${(bytesEach / 1024).toFixed(1)} kB`,
        connectsPerSecond.toFixed(0),
      ]),
    ),
    "### Dispatcher, in one process without a network",
    table(["inputs/s", "events said/s"], [[dispatcher.inputsPerSecond.toFixed(0), dispatcher.eventsPerSecond.toFixed(0)]]),
  ].join("\n\n");
  console.log(body);
  await writeSection("Authenticator", body);
} finally {
  await server.stop();
}
