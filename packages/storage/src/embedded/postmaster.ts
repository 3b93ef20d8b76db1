import { spawn, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UNPRIVILEGED, type Place } from "./place.ts";

/** A PostgreSQL process that serves a data folder. */
export interface Postmaster {
  readonly pid: number;
  /** Folder of its socket, which an earlier start may have chosen differently. */
  readonly socket: string;
}

/** A PostgreSQL that we have just started. */
export interface Launched extends Postmaster {
  readonly hasExited: () => boolean;
  /** The last it wrote. */
  readonly said: () => string;
}

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

/** User and surroundings of every PostgreSQL program that we run. */
export const spawnOptions = ({ native, asRoot }: Place) => ({
  ...(asRoot && { uid: UNPRIVILEGED, gid: UNPRIVILEGED }),
  cwd: "/",
  env: { PATH: "/usr/bin:/bin", LC_ALL: "C", LD_LIBRARY_PATH: join(native, "lib"), DYLD_LIBRARY_PATH: join(native, "lib") },
});

/** True while a process runs, whoever's it is. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

/** The process that already serves this folder; null when there is none. */
export const findPostmaster = async ({ data, socket }: Place): Promise<Postmaster | null> => {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid) || !(await serves(pid, data))) return null;
  return { pid, socket: lines[4]?.trim() || socket };
};

/** A file left by a crash may name a process id that something else has by now. */
const serves = async (pid: number, data: string): Promise<boolean> => {
  if (process.platform !== "linux") return true;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes("postgres") && command.split("\0").includes(data);
};

/** Starts PostgreSQL on the folder. */
export const launch = (place: Place): Launched => {
  const options = Object.entries({ ...settings, unix_socket_directories: place.socket }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // Detached: Ctrl-C reaches the whole group of a terminal, and we stop the database ourselves, in order.
  const child = spawn(join(place.native, "bin", "postgres"), ["-D", place.data, ...options], {
    ...spawnOptions(place),
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.unref();
  const heard = listenTo(child);
  return { pid: child.pid ?? 0, socket: place.socket, hasExited: () => heard.exited, said: () => heard.text.trim() };
};

const listenTo = (child: ChildProcess): { text: string; exited: boolean } => {
  const heard = { text: "", exited: false };
  child.stderr?.on("data", (chunk: Buffer) => {
    heard.text = (heard.text + chunk.toString()).slice(-2000);
  });
  child.on("error", (error) => {
    heard.text = error.message;
    heard.exited = true;
  });
  child.on("close", () => {
    heard.exited = true;
  });
  return heard;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Stops it fast: open transactions are rolled back. */
export const stopPostmaster = async (pid: number): Promise<void> => {
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + 10_000;
  while (isAlive(pid) && Date.now() < deadline) await pause(20);
  if (isAlive(pid)) process.kill(pid, "SIGQUIT");
};
