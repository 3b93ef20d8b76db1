import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { openStorage } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { freePort } from "../../tests/free-port.ts";
import { startArguments } from "../start-command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const DevFile = Type.Object({
  server: Type.String(),
  tenant: Type.Object({ partnerId: Type.String(), partnerSecret: Type.String(), appKey: Type.String() }),
  api: Type.Object({ token: Type.String() }),
  oidc: Type.Object({
    issuer: Type.String(),
    identity: Type.String(),
    resource: Type.String(),
    clients: Type.Array(
      Type.Object({
        client_id: Type.String(),
        client_secret: Type.Optional(Type.String()),
        keys: Type.Array(Type.Object({ kty: Type.String() }, { additionalProperties: true })),
      }),
    ),
  }),
});

/** `npm start` in a process of its own. */
export interface BenchServer {
  readonly origin: string;
  readonly tenant: { readonly partnerId: string; readonly partnerSecret: string; readonly appKey: string };
  readonly apiToken: string;
  /** The identity server and the development clients. */
  readonly oidc: Static<typeof DevFile>["oidc"];
  /** Its database, for what is measured beside it. */
  readonly database: Parameters<typeof openStorage>[0];
  /** CPU time of its process so far. */
  readonly cpuMs: () => number;
  /** Resident memory of its process, without the database's. */
  readonly residentBytes: () => number;
  readonly stop: () => Promise<void>;
}

const TICK_MS = 10; // USER_HZ of Linux

const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
};

const residentOf = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;

// The usual limits, counted as always, of a size that this many requests of one client do not reach.
const RATE_LIMITS = ["links", "opens", "inputs", "tokens", "data", "api"].map((name) => `${name}=100000000`).join(",");

/** Starts everything on free ports and a fresh embedded PostgreSQL. */
export const startBenchServer = async (): Promise<BenchServer> => {
  const data = await mkdtemp(join(tmpdir(), "drawbridge-bench-"));
  await chmod(data, 0o711); // as root the database runs as another user, who must pass through
  const env = {
    DRAWBRIDGE_STORY: "off",
    DRAWBRIDGE_DATA: data,
    RATE_LIMITS,
    PORT: String(await freePort()),
    PLAYGROUND_PORT: "0",
    BANK_PORT: "0",
    CONSOLE_PORT: "0",
    AUTHENTICATOR_PORT: "0",
  };
  const child = spawn(process.execPath, startArguments(), { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  for await (const chunk of child.stdout) if (String(chunk).includes("Drawbridge is running")) break;
  const { server, tenant, api, oidc } = Value.Parse(DevFile, JSON.parse(await readFile(join(data, "dev.json"), "utf8")));
  const socket = (await readFile(join(data, "postgres", "postmaster.pid"), "utf8")).split("\n")[4] ?? "";
  return {
    origin: server,
    tenant,
    apiToken: api.token,
    oidc,
    database: { host: socket, user: "drawbridge", database: "postgres" },
    cpuMs: () => cpuOf(child.pid ?? 0),
    residentBytes: () => residentOf(child.pid ?? 0),
    stop: async () => {
      child.kill("SIGINT");
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
};
