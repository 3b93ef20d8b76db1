import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig, type Config } from "../config.ts";

/** What the key commands are run with: the environment of a server, on its machine. */
export interface KeysCall {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly say: (line: string) => void;
}

/** Something that cannot be done now; the message says why, and what to do. */
export class KeysRefusal extends Error {
  override readonly name = "KeysRefusal";
}

/** Where the server keeps what it keeps. */
export type Place = Pick<Config, "dataDir" | "databaseUrl">;

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Where the server of this environment keeps what it keeps. */
export const placeOf = ({ env }: KeysCall): Place => readConfig(root, { ...env });

/** The key file of a server that was started there; a folder that is spelt wrong gets none. */
export const keyFileOf = (call: KeysCall): string => {
  const path = join(placeOf(call).dataDir, "kms.json");
  if (!existsSync(path)) throw new KeysRefusal(`There is no ${path}. Set DRAWBRIDGE_DATA as it is set for the server.`);
  return path;
};
