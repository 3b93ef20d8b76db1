import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import pg, { type PoolConfig } from "pg";
import { StorageError } from "../storage-error.ts";
import { completeBinaries, findBinaries } from "./binaries.ts";
import { choosePlace, makePrivate, UNPRIVILEGED, type Place } from "./place.ts";

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  /** How to connect: the socket folder as host. */
  readonly config: PoolConfig;
  /** Postmaster's process id. */
  readonly pid: number;
  /** Stops the database and everything it started. */
  readonly stop: () => Promise<void>;
}

/** Where to keep it, and who hears about unusual decisions. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log?: (line: string) => void;
}

const OWNER_LOCK = 715_500; // held by the one server process that owns the embedded database

const settings: Readonly<Record<string, string>> = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  shared_buffers: "64MB",
  max_connections: "120",
  max_wal_size: "512MB",
  dynamic_shared_memory_type: "posix",
  logging_collector: "off",
  log_min_messages: "fatal",
  jit: "off",
  timezone: "UTC",
};

/**
 * Starts the PostgreSQL that comes with the npm package, or adopts one whose server process was killed. Only a Unix
 * socket, no TCP port. Throws `StorageError` when another Drawbridge is using the same data folder.
 */
export const startEmbeddedPostgres = async ({ dataDir, log = () => undefined }: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const native = findBinaries();
  await completeBinaries(native);
  const place = await choosePlace(dataDir, { native, log });
  await makePrivate(place.socket, place.asRoot);
  const config: PoolConfig = { host: place.socket, user: "drawbridge", database: "postgres" };
  const running = await runningPid(place);
  if (running !== null) return own({ config, pid: running, place, adopted: true });
  await initialise(place);
  const child = launch(place);
  await untilReady(child, config);
  return own({ config, pid: child.pid ?? 0, place, adopted: false });
};

interface Running {
  readonly config: PoolConfig;
  readonly pid: number;
  readonly place: Place;
  readonly adopted: boolean;
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const isPostgres = async (pid: number): Promise<boolean> => {
  if (process.platform !== "linux") return true;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes("postgres");
};

/** Process id of a postmaster that already serves this folder; null when there is none. */
const runningPid = async ({ data }: Place): Promise<number | null> => {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => null);
  const pid = Number(text?.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !alive(pid)) return null;
  return (await isPostgres(pid)) ? pid : null;
};

/** Takes the owner's lock: free on an orphan, held when a second server starts. */
const own = async (running: Running): Promise<EmbeddedPostgres> => {
  const owner = new pg.Client(running.config);
  owner.on("error", () => undefined);
  await owner.connect();
  const { rows } = await owner.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [OWNER_LOCK]);
  if (!rows[0]?.taken) {
    await owner.end();
    throw new StorageError(
      `another Drawbridge already runs on the data folder ${running.place.data}; stop it, or set DRAWBRIDGE_DATA to another folder`,
    );
  }
  return {
    config: running.config,
    pid: running.pid,
    stop: async () => {
      await owner.end().catch(() => undefined);
      await stopPostmaster(running.pid);
    },
  };
};

const credentials = (asRoot: boolean) => (asRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {});

const environment = ({ native }: Place) => ({
  PATH: "/usr/bin:/bin",
  LC_ALL: "C",
  LD_LIBRARY_PATH: join(native, "lib"),
  DYLD_LIBRARY_PATH: join(native, "lib"),
});

const run = (place: Place, program: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(join(place.native, "bin", program), [...args], {
      ...credentials(place.asRoot), cwd: "/", env: environment(place), stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on("error", (cause) => reject(new StorageError(`${program} could not be started: ${cause.message}`, { cause })));
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new StorageError(`${program} failed: ${said.trim()}`))));
  });

/** Makes the database once; a crash in between leaves only a folder that the next start throws away. */
const initialise = async (place: Place): Promise<void> => {
  if (existsSync(join(place.data, "PG_VERSION"))) return;
  const fresh = `${place.data}.new`;
  await rm(fresh, { recursive: true, force: true });
  await makePrivate(fresh, place.asRoot);
  await run(place, "initdb", ["-D", fresh, "-U", "drawbridge", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]);
  await rm(place.data, { recursive: true, force: true });
  await rename(fresh, place.data);
};

const launch = (place: Place): ChildProcess => {
  const options = Object.entries({ ...settings, unix_socket_directories: place.socket }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // Detached: Ctrl-C reaches the whole group of a terminal, and we stop the database ourselves, in order.
  const child = spawn(join(place.native, "bin", "postgres"), ["-D", place.data, ...options], {
    ...credentials(place.asRoot), cwd: "/", env: environment(place), detached: true, stdio: ["ignore", "ignore", "pipe"],
  });
  child.unref();
  return child;
};

const LONGEST_START_MS = 60_000; // recovery after a crash may replay a lot

const untilReady = async (child: ChildProcess, config: PoolConfig): Promise<void> => {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const deadline = Date.now() + LONGEST_START_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new StorageError(`PostgreSQL did not start: ${said.trim()}`);
    if (await answers(config)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new StorageError(`PostgreSQL did not answer within ${LONGEST_START_MS / 1000} s: ${said.trim()}`);
};

const answers = async (config: PoolConfig): Promise<boolean> => {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
};

const stopPostmaster = async (pid: number): Promise<void> => {
  if (!alive(pid)) return;
  process.kill(pid, "SIGINT"); // fast shutdown: open transactions are rolled back
  const deadline = Date.now() + 10_000;
  while (alive(pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  if (alive(pid)) process.kill(pid, "SIGQUIT");
};
