import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JWK } from "jose";
import { keepFirst, readKeys } from "./key-file.ts";
import { addFile, addNumbered, fileOf, namesIn, numberOf, type KeyFolder } from "./key-folder.ts";
import { keyKinds, type KeyPurpose } from "./key-kinds.ts";

/** Keys of a purpose that were made together. */
export interface KeyVersion {
  /** 0: with the installation. */
  readonly number: number;
  readonly keys: readonly JWK[];
  /** Null: with the installation. */
  readonly madeAt: Date | null;
  /** False: servers know it, and nothing is made with it yet. */
  readonly mayBeUsed: boolean;
}

const besideOf = (keyFile: string, more: string): string => `${keyFile.replace(/\.json$/, "")}${more}`;
const placeOf = (keyFile: string, purpose: KeyPurpose): KeyFolder => ({ folder: besideOf(keyFile, `-${purpose}`), keyFile });

/** Its presence says that a version is used; the keys themselves are never touched. */
const markOf = (number: number): string => fileOf(number).replace(".json", ".used");

const laterVersions = async (keyFile: string, purpose: KeyPurpose): Promise<readonly KeyVersion[]> => {
  const { folder } = placeOf(keyFile, purpose);
  const names = namesIn(folder);
  const numbers = names.filter((name) => /^\d{4,}\.json$/.test(name)).map(numberOf);
  return Promise.all(
    numbers.map(async (number) => {
      const { madeAt, keys } = keyKinds[purpose].read(JSON.parse(await readFile(join(folder, fileOf(number)), "utf8")));
      return { number, keys, madeAt: new Date(madeAt), mayBeUsed: names.includes(markOf(number)) };
    }),
  );
};

/** Made on the first start; once later keys are used, they may be taken away for good. */
const firstVersion = async (keyFile: string, purpose: KeyPurpose, later: readonly KeyVersion[]): Promise<readonly KeyVersion[]> => {
  const { make, firstFile, firstOf, readFirst } = keyKinds[purpose];
  const path = `${besideOf(keyFile, firstFile)}.json`;
  const found = await readKeys(path);
  if (found === null && (firstOf === null || later.some(({ mayBeUsed }) => mayBeUsed))) return [];
  const text = found ?? (await keepFirst(path, JSON.stringify(firstOf?.(await make()), null, 2)));
  const keys = readFirst(JSON.parse(text));
  return keys.length === 0 ? [] : [{ number: 0, keys, madeAt: null, mayBeUsed: true }];
};

/** All versions: the one that is used first, then the others, newest first. Servers know all of them. */
export const openKeyVersions = async (keyFile: string, purpose: KeyPurpose): Promise<readonly KeyVersion[]> => {
  const later = await laterVersions(keyFile, purpose);
  const all = [...later, ...(await firstVersion(keyFile, purpose, later))].toSorted((a, b) => b.number - a.number);
  const used = all.find(({ mayBeUsed }) => mayBeUsed);
  return used ? [used, ...all.filter((version) => version !== used)] : all;
};

/** A new version, which servers know that start from now on; answers its number. */
export const addKeyVersion = async (keyFile: string, purpose: KeyPurpose, now: Date): Promise<number> => {
  const place = placeOf(keyFile, purpose);
  const stored = { madeAt: now.toISOString(), keys: await keyKinds[purpose].make() };
  return addNumbered(place, JSON.stringify(stored, null, 2), () => namesIn(place.folder));
};

/** Lets a version be used, in servers that start from now on. */
export const letBeUsed = async (keyFile: string, purpose: KeyPurpose, number: number): Promise<void> => {
  await addFile(placeOf(keyFile, purpose), markOf(number), "");
};
