import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { CliError } from "./cli-error.ts";

/** Where the server is and how to sign in to it. */
export interface Target {
  readonly server: string;
  readonly token: string;
}

/** What may name the server, the first that does wins: options, environment, the file that a development start writes. */
export interface TargetHints {
  readonly options: { readonly server?: string | undefined; readonly token?: string | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
}

const DevFile = Type.Object({ server: Type.String(), api: Type.Object({ token: Type.String() }) });

const readDevFile = async (path: string): Promise<Target | null> => {
  try {
    const { server, api } = Value.Parse(DevFile, JSON.parse(await readFile(path, "utf8")));
    return { server, token: api.token };
  } catch {
    return null; // not started here yet, or not in development mode
  }
};

const devOf = ({ env, root }: TargetHints): Promise<Target | null> =>
  readDevFile(env["DRAWBRIDGE_DEV_FILE"] ?? join(env["DRAWBRIDGE_DATA"] ?? join(root, ".drawbridge"), "dev.json"));

/** Finds the server; says how to name it when nothing does. */
export const findServer = async (hints: TargetHints): Promise<Target> => {
  const { options, env } = hints;
  const dev = await devOf(hints);
  const server = options.server ?? env["DRAWBRIDGE_SERVER"] ?? dev?.server;
  // The development token goes to the development server only.
  const token = options.token ?? env["DRAWBRIDGE_TOKEN"] ?? (server === dev?.server ? dev?.token : undefined);
  const origin = originOf(server);
  if (!token) throw new CliError("usage", `No API token is known for ${server}. Give --token or set DRAWBRIDGE_TOKEN.`);
  return { server: origin, token };
};

/** Finds the server for who needs no token of the API. */
export const findOrigin = async (hints: TargetHints): Promise<string> =>
  originOf(hints.options.server ?? hints.env["DRAWBRIDGE_SERVER"] ?? (await devOf(hints))?.server);

const originOf = (server: string | undefined): string => {
  if (!server) throw new CliError("usage", "No server is known. Start one with `npm start`, or name it with --server and --token.");
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol))
    throw new CliError("usage", `--server must be an http or https address, not ${server}.`);
  return new URL(server).origin;
};
