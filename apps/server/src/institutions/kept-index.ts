import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { deserialize, serialize } from "node:v8";
import { SEARCH_FORMAT, type PackedIndex, type SearchRow } from "@drawbridge/domain";

/** The packed search index as it lies in the data folder between starts: reading it takes a tenth of packing it. */
export interface KeptIndex {
  /** What was packed from exactly these rows; null when nothing readable was. */
  readonly read: (mark: Buffer) => Promise<PackedIndex | null>;
  /** Keeps it for the next start; where nothing can be written, the next start packs again. */
  readonly write: (mark: Buffer, packed: PackedIndex) => Promise<void>;
}

const MARK = 32; // bytes of SHA-256

const digest = (content: string | Uint8Array): Buffer => createHash("sha256").update(content).digest();

/** Differs whenever the rows do, or the way this release packs them, or the engine that wrote them down. */
export const markOf = (rows: readonly SearchRow[]): Buffer => digest(`${SEARCH_FORMAT} ${process.versions.v8} ${JSON.stringify(rows)}`);

/** A file of the mark, the digest of the rest, and the rest; one that is not whole counts as none. */
export const openKeptIndex = (path: string): KeptIndex => ({
  read: async (mark) => {
    const file = await readFile(path).catch(() => Buffer.alloc(0));
    const body = file.subarray(2 * MARK);
    const isSound = file.subarray(0, MARK).equals(mark) && file.subarray(MARK, 2 * MARK).equals(digest(body));
    return isSound ? deserialize(body) : null;
  },
  write: async (mark, packed) => {
    const body = serialize(packed);
    const next = `${path}.${randomUUID()}`; // several servers may share the folder
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(next, [mark, digest(body), body], { mode: 0o600 });
      await rename(next, path);
    } catch {
      // A full or read-only disk must not keep the server from its work.
      await rm(next, { force: true }).catch(() => undefined);
    }
  },
});
