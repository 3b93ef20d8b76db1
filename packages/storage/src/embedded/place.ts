import { createHash } from "node:crypto";
import { chmod, lchown, lstat, mkdir, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { StorageError } from "../storage-error.ts";
import { copyBinaries } from "./binaries.ts";

/** The unprivileged user PostgreSQL runs as when we are root: it refuses to run as root itself. */
export const UNPRIVILEGED = 65_534;

/** Where the database lives, and where its binaries are. */
export interface Place {
  readonly native: string;
  readonly data: string;
  readonly socket: string;
  readonly asRoot: boolean;
}

/** True when another user may pass through every folder on the way. */
const reachable = async (path: string): Promise<boolean> => {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const mode = await stat(folder).then(
      (s) => s.mode,
      () => 0o777,
    );
    if ((mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
};

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);

const LONGEST_SOCKET_ROOT = 60; // a socket's whole path has room for 103 bytes on the smallest system

/** A folder for sockets whose path is short and that the database's user can pass through. */
const socketRoot = async (asRoot: boolean): Promise<string> => {
  const folder = tmpdir();
  return folder.length <= LONGEST_SOCKET_ROOT && (!asRoot || (await reachable(folder))) ? folder : "/tmp";
};

/** Makes the data folder; open to pass through when root made it, since the database runs as another user. */
const makeDataFolder = async (dataDir: string, asRoot: boolean): Promise<string> => {
  try {
    const made = await mkdir(dataDir, { recursive: true });
    if (made) await chmod(dataDir, asRoot ? 0o711 : 0o700);
    return await realpath(dataDir);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(`the data folder ${dataDir} cannot be used (${why}); set DRAWBRIDGE_DATA to a folder that can be written`, { cause });
  }
};

/** Chooses folders the database's user can reach, and says so when they are not the ones asked for. */
export const choosePlace = async (
  dataDir: string,
  { native, log }: { readonly native: string; readonly log: (line: string) => void },
): Promise<Place> => {
  const asRoot = process.getuid?.() === 0;
  const folder = await makeDataFolder(dataDir, asRoot);
  const key = shortHash(`${process.getuid?.() ?? 0}:${folder}`);
  const socket = join(await socketRoot(asRoot), `drawbridge-${key}`);
  const ours = { native, data: join(folder, "postgres"), socket, asRoot };
  await refuseForeign(ours.data, asRoot);
  if (!asRoot) return ours;
  const elsewhere = join("/var/tmp", `drawbridge-${key}`);
  const dataOk = await reachable(folder);
  const binariesOk = await reachable(native);
  if (dataOk && binariesOk) return ours;
  await takeFolder(elsewhere, { owner: 0, mode: 0o711 });
  if (!dataOk) log(`The database's user cannot reach ${dataDir}: the database is kept in ${elsewhere} (set DRAWBRIDGE_DATA to choose).`);
  if (!binariesOk) log(`The database's user cannot reach the installed PostgreSQL: a copy is kept in ${elsewhere}.`);
  return {
    ...ours,
    native: binariesOk ? native : await copyBinaries(native, elsewhere),
    data: dataOk ? ours.data : join(elsewhere, "postgres"),
  };
};

const ownerOf = (asRoot: boolean): number => (asRoot ? UNPRIVILEGED : (process.getuid?.() ?? 0));

/** A database made by another user can be neither read nor replaced by us. */
const refuseForeign = async (data: string, asRoot: boolean): Promise<void> => {
  const found = await lstat(data).catch(() => null);
  if (!found || found.uid === ownerOf(asRoot) || process.platform === "win32") return;
  const who = found.uid === UNPRIVILEGED ? "root" : `the user with the id ${found.uid}`;
  throw new StorageError(`the database in ${data} was made by ${who}; start Drawbridge as that user, or set DRAWBRIDGE_DATA to another folder`);
};

/** Makes a folder under a shared one; refuses a link or a folder that somebody else put there first. */
const takeFolder = async (folder: string, { owner, mode }: { readonly owner: number; readonly mode: number }): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const self = process.getuid?.() ?? owner;
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== self)) {
    throw new StorageError(`${folder} was made by someone else; remove it, or set DRAWBRIDGE_DATA to another folder`);
  }
  if (found.uid !== owner) await lchown(folder, owner, owner);
  await chmod(folder, mode);
};

/** Makes a folder that only the database's user can enter. */
export const makePrivate = (folder: string, asRoot: boolean): Promise<void> => takeFolder(folder, { owner: ownerOf(asRoot), mode: 0o700 });
