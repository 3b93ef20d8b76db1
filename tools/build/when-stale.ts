import { execFile } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type * as Vite from "vite";

/** What an app is built from and where its page goes. */
export interface PageBuild {
  /** Address of the app's build script, which builds when it is run by itself. */
  readonly script: string;
  /** Files and folders that matter, relative to it. */
  readonly sources: readonly string[];
  readonly build: (vite: typeof Vite, dist: string) => Promise<unknown>;
}

/** Builds a page when a source is newer than the last build; answers the folder it is in. */
export const buildWhenStale = async ({ script, sources, build }: PageBuild): Promise<string> => {
  const path = fileURLToPath(script);
  const root = dirname(path);
  const dist = join(root, "dist");
  const shell = join(dist, "index.html");
  const builtAt = existsSync(shell) ? statSync(shell).mtimeMs : 0;
  if (newest(sources.map((name) => join(root, name))) <= builtAt) return dist;
  // A server that finds its pages stale builds them in processes of their own: the builder is large and would stay.
  if (process.argv[1] !== path) await promisify(execFile)(process.execPath, [path]);
  else {
    const next = `${dist}.${process.pid}`;
    await build(await import("vite"), next);
    publish(next, dist);
  }
  return dist;
};

/** Puts a finished build in the place of the last one; of two that are done at once, either may stay. */
const publish = (next: string, dist: string): void => {
  const last = `${next}.last`;
  try {
    renameSync(dist, last);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isMissing) throw error; // there is none yet, or another build has just taken it away
  }
  try {
    renameSync(next, dist);
  } catch (error) {
    if (!existsSync(dist)) throw error;
  }
  for (const path of [next, last]) rmSync(path, { recursive: true, force: true });
};

const newest = (paths: readonly string[]): number => Math.max(0, ...paths.map(changedAt));

const changedAt = (path: string): number => {
  const stats = statSync(path);
  return stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stats.mtimeMs;
};
