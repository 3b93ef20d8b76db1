import { readFile } from "node:fs/promises";
import type { JSONWebKeySet } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { CommandInput } from "../command.ts";

const Keys = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Any())) });

/** The text of a file that is named on the command line. */
export const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new CliError("usage", `The file ${printable(path)} cannot be read.`);
  }
};

const keysIn = (text: string, path: string) => {
  try {
    return Value.Parse(Keys, JSON.parse(text));
  } catch {
    throw new CliError("usage", `${printable(path)} is no JSON Web Key Set.`);
  }
};

/** The server's public keys, from the file of `--keys`. */
export const readKeySet = async (values: CommandInput["values"]): Promise<JSONWebKeySet> => {
  const path = values["keys"];
  if (typeof path !== "string") throw new CliError("usage", "Give the server's public keys: --keys FILE (from its /device/v1/keys)");
  return { keys: keysIn(await readText(path), path).keys };
};

/** How the help of a command names them. */
export const keysHelp = ["--keys FILE", "the server's public keys, as its /device/v1/keys gave them"] as const;
