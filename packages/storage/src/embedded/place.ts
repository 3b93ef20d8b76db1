import { createHash } from "node:crypto";
import { chown, mkdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
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
    const mode = await stat(folder).then((s) => s.mode, () => 0o777);
    if ((mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
};

const shortHash = (path: string): string => createHash("sha256").update(resolve(path)).digest("hex").slice(0, 8);

/** Chooses folders the server's user can reach, and says so when they are not the ones asked for. */
export const choosePlace = async (
  dataDir: string,
  { native, log }: { readonly native: string; readonly log: (line: string) => void },
): Promise<Place> => {
  const asRoot = process.getuid?.() === 0;
  const socket = join(tmpdir(), `drawbridge-${shortHash(dataDir)}`);
  await mkdir(dataDir, { recursive: true });
  const ours = { native, data: join(dataDir, "postgres"), socket, asRoot };
  if (!asRoot) return ours;
  const elsewhere = join("/var/tmp", `drawbridge-${shortHash(dataDir)}`);
  const dataOk = await reachable(dataDir);
  const binariesOk = await reachable(native);
  if (dataOk && binariesOk) return ours;
  await mkdir(elsewhere, { recursive: true });
  if (!dataOk) log(`the database user cannot reach ${dataDir}: the database is kept in ${elsewhere} (set DRAWBRIDGE_DATA to choose)`);
  return {
    ...ours,
    native: binariesOk ? native : await copyBinaries(native, elsewhere),
    data: dataOk ? ours.data : join(elsewhere, "postgres"),
  };
};

/** Makes a folder that only the database's user can enter. */
export const makePrivate = async (folder: string, asRoot: boolean): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (asRoot) await chown(folder, UNPRIVILEGED, UNPRIVILEGED);
};
