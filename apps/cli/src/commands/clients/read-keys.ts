import { readFile } from "node:fs/promises";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { CliError } from "../../cli-error.ts";

const KeySet = Type.Object({ keys: Type.Array(Type.Object({ kty: Type.String() }, { additionalProperties: true }), { minItems: 1 }) });

/** Reads a JWK Set; only its public parts leave this machine. */
export const readKeys = async (path: string): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }> => {
  const text = await readFile(path, "utf8").catch(() => {
    throw new CliError("usage", `${path} cannot be read.`);
  });
  const content = parse(text);
  if (!Value.Check(KeySet, content)) throw new CliError("usage", `${path} must be a JWK Set: {"keys": [...]}.`);
  return { keys: content.keys.map(publicPart) };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const shown: ReadonlySet<string> = new Set(["kty", "n", "e", "crv", "x", "y", "kid", "alg", "use"]);

const publicPart = (key: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(key).filter(([name]) => shown.has(name)));
