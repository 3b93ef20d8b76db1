import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { chown, link, mkdir, open, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A folder of keys, one file for each, numbered from 0001; a file is never changed. */
export interface KeyFolder {
  readonly folder: string;
  /** Whose file it is, the server's user is: new keys must be readable to it, whoever makes them. */
  readonly keyFile: string;
}

/** Whether a file could not be used for this reason, such as `ENOENT`. */
export const isCode = (error: unknown, code: string): boolean => error instanceof Error && "code" in error && error.code === code;

/** What is in a folder; nothing when there is none. */
export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isCode(error, "ENOENT")) return [];
    throw error; // unreadable keys are not missing keys
  }
};

/** The name of the file of a number. */
export const fileOf = (number: number): string => `${String(number).padStart(4, "0")}.json`;

/** The number in a file's name; -1: it has none. */
export const numberOf = (name: string): number => Number(/^(\d{4,})\./.exec(name)?.[1] ?? -1);

/** What is written stays through a power cut only once its folder is written, too. */
export const keepFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const linkUnlessThere = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
};

/** Root gives what it makes to the server's user. */
const giveTo = async (path: string, keyFile: string): Promise<void> => {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(keyFile);
  await chown(path, uid, gid);
};

/** Writes a file that is there as a whole or not at all; false: its name was taken. */
export const addFile = async ({ folder, keyFile }: KeyFolder, name: string, text: string): Promise<boolean> => {
  const beside = join(folder, name.replace(/\.[a-z]+$/, `.new-${randomBytes(4).toString("hex")}`));
  await writeFile(beside, text, { mode: 0o600, flush: true });
  await giveTo(beside, keyFile);
  await keepFolder(folder);
  const mine = await linkUnlessThere(beside, join(folder, name));
  await keepFolder(folder);
  await unlink(beside);
  return mine;
};

/** Writes a file under the next number that none of the taken names has; answers the number. */
export const addNumbered = async (place: KeyFolder, text: string, taken: () => readonly string[]): Promise<number> => {
  await mkdir(place.folder, { recursive: true, mode: 0o700 });
  await giveTo(place.folder, place.keyFile);
  for (;;) {
    const number = Math.max(0, ...taken().map(numberOf)) + 1;
    if (await addFile(place, fileOf(number), text)) return number;
  }
};
