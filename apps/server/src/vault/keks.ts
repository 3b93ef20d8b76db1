import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { addNumbered, fileOf, isCode, keepFolder, namesIn, numberOf, type KeyFolder } from "./key-folder.ts";

/**
 * Key-encryption keys, one file each in a folder, numbered from 0001. The newest seals, all open. A file is never
 * changed: keys are added and withdrawn while servers run, and no two commands can undo each other. What was in the
 * key file from the start is number 0.
 */
export interface Kek {
  readonly id: string;
  readonly number: number;
  readonly key: Uint8Array;
  /** Null: with the installation. */
  readonly madeAt: Date | null;
}

/** The keys as they are at the moment of the call. */
export interface Keks {
  /** The one that seals. */
  readonly newest: () => Kek;
  readonly find: (id: string) => Kek | null;
  /** Newest first. */
  readonly list: () => readonly Kek[];
  /** A new key, which seals from now on, in every process that looks into this folder. */
  readonly add: (now: Date) => Promise<Kek>;
  /** Puts a key aside, where no process finds it; the newest one is refused. */
  readonly withdraw: (id: string) => Promise<void>;
}

/** Keys that are missing, or a change to them that cannot be made. */
export class KekError extends Error {
  override readonly name = "KekError";
}

const Stored = Type.Object({ id: Type.String(), key: Type.String(), madeAt: Type.Union([Type.String(), Type.Null()]) });
const ASIDE = "withdrawn";

const readKek = (path: string, number: number): Kek => {
  const { id, key, madeAt } = Value.Parse(Stored, JSON.parse(readFileSync(path, "utf8")));
  return { id, number, key: Buffer.from(key, "base64url"), madeAt: madeAt === null ? null : new Date(madeAt) };
};

/** Null: it was withdrawn between the look into the folder and this one, or is half written. */
const readIfThere = (path: string, number: number): Kek | null => {
  try {
    return readKek(path, number);
  } catch (error) {
    if (isCode(error, "ENOENT") || (error instanceof SyntaxError && !path.endsWith(".json"))) return null;
    throw error;
  }
};

/** Where keys are. */
export interface KekPlace extends KeyFolder {
  /** The key in the key file; null: there is none. */
  readonly first: Kek | null;
}

/** Reads the keys of a folder, and the first one beside it. */
export const openKeks = ({ folder, keyFile, first }: KekPlace): Keks => {
  const known = new Map<string, Kek>();
  const load = (name: string): readonly Kek[] => {
    const kek = known.get(name) ?? readIfThere(join(folder, name), numberOf(name));
    if (kek) known.set(name, kek);
    return kek ? [kek] : [];
  };
  const numbers = () => namesIn(folder).filter((name) => /^\d{4,}\.json$/.test(name));
  const firstNow = () => (first && !existsSync(join(folder, ASIDE, fileOf(0))) ? [first] : []);
  const list = () => [...numbers().flatMap(load), ...firstNow()].toSorted((a, b) => b.number - a.number);
  const keks = {
    list,
    newest: () => newestOf({ names: numbers(), load, first: firstNow }),
    find: (id: string) => findIn({ folder, id, list, load, known }),
  };
  return { ...keks, add: (now) => addKek({ folder, keyFile }, now), withdraw: (id) => withdrawKek(folder, keks, id) };
};

interface Newest {
  readonly names: readonly string[];
  readonly load: (name: string) => readonly Kek[];
  readonly first: () => readonly Kek[];
}

// Looked up at every sealing: a key that was replaced must seal nothing any more, in any process.
const newestOf = ({ names, load, first }: Newest): Kek => {
  for (const name of names.toSorted((a, b) => numberOf(b) - numberOf(a))) {
    const [kek] = load(name);
    if (kek) return kek;
  }
  const [kek] = first();
  if (!kek) throw new KekError("there is no key-encryption key");
  return kek;
};

interface Search {
  readonly folder: string;
  readonly id: string;
  readonly list: () => readonly Kek[];
  readonly load: (name: string) => readonly Kek[];
  readonly known: ReadonlyMap<string, Kek>;
}

/** A key whose last step a power cut undid may have sealed by then: it is found under the name it was written with. */
const findIn = ({ folder, id, list, load, known }: Search): Kek | null =>
  known.values().find((kek) => kek.id === id) ??
  list().find((kek) => kek.id === id) ??
  namesIn(folder)
    .filter((name) => /^\d{4,}\.new-/.test(name))
    .flatMap(load)
    .find((kek) => kek.id === id) ??
  null;

const addKek = async (place: KeyFolder, now: Date): Promise<Kek> => {
  const stored = { id: `kek_${randomBytes(6).toString("hex")}`, key: randomBytes(32).toString("base64url"), madeAt: now.toISOString() };
  const taken = () => [...namesIn(place.folder), ...namesIn(join(place.folder, ASIDE))];
  const number = await addNumbered(place, JSON.stringify(stored, null, 2), taken);
  return readKek(join(place.folder, fileOf(number)), number);
};

const withdrawKek = async (folder: string, keks: Pick<Keks, "newest" | "find">, id: string): Promise<void> => {
  const kek = keks.find(id);
  if (!kek) throw new KekError(`there is no key-encryption key ${id}`);
  if (kek.id === keks.newest().id) throw new KekError(`${id} is the key that seals; rotate first`);
  const aside = join(folder, ASIDE);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  if (kek.number > 0) await rename(join(folder, fileOf(kek.number)), join(aside, fileOf(kek.number)));
  else await setFirstAside(aside, kek);
  await keepFolder(aside);
  await keepFolder(folder);
};

/** The first key stands in the key file, which is not touched; its copy says that it is withdrawn. */
const setFirstAside = async (aside: string, { id, key }: Kek): Promise<void> => {
  const beside = join(aside, `${fileOf(0)}.new-${randomBytes(4).toString("hex")}`);
  await writeFile(beside, JSON.stringify({ id, key: Buffer.from(key).toString("base64url"), madeAt: null }, null, 2), { mode: 0o600, flush: true });
  await rename(beside, join(aside, fileOf(0)));
};
