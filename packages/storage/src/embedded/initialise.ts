import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StorageError } from "../storage-error.ts";
import { makePrivate, type Place } from "./place.ts";
import { isAlive, spawnOptions } from "./postmaster.ts";

const initdbArguments = ["-U", "drawbridge", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"];

/** Makes the database once; a crash in between leaves only a folder that a later start throws away. */
export const initialise = async (place: Place): Promise<void> => {
  if (existsSync(join(place.data, "PG_VERSION"))) return;
  await removeLeftovers(place);
  const fresh = `${place.data}.new-${process.pid}`;
  await makePrivate(fresh, place.asRoot);
  await run(place, "initdb", ["-D", fresh, ...initdbArguments]);
  await rename(fresh, place.data).catch(async (cause: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (existsSync(join(place.data, "PG_VERSION"))) return; // another start was faster: its database is as good
    throw new StorageError(`${place.data} is in the way: it is not empty and holds no database; move it away, or set DRAWBRIDGE_DATA`, { cause });
  });
};

const removeLeftovers = async ({ data }: Place): Promise<void> => {
  const prefix = `${basename(data)}.new-`;
  for (const name of await readdir(dirname(data))) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    await rm(join(dirname(data), name), { recursive: true, force: true });
  }
};

const run = (place: Place, program: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(join(place.native, "bin", program), [...args], { ...spawnOptions(place), stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on("error", (cause) => reject(new StorageError(`${program} could not be started: ${cause.message}`, { cause })));
    child.on("close", (code) => (code === 0 ? resolve() : reject(new StorageError(`${program} failed: ${said.trim()}`))));
  });
