import { randomBytes } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { isCode } from "./key-folder.ts";

/** The text of a key file; null: there is none. */
export const readKeys = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error; // unreadable keys are not missing keys
  }
};

/** Writes the file unless another start was faster; answers what is in it: keys must never differ between two openers. */
export const keepFirst = async (path: string, text: string): Promise<string> => {
  const beside = `${path}.new-${randomBytes(4).toString("hex")}`;
  await writeFile(beside, text, { mode: 0o600, flush: true });
  await link(beside, path).catch((error: unknown) => {
    if (!isCode(error, "EEXIST")) throw error;
  });
  await unlink(beside);
  return readFile(path, "utf8");
};
