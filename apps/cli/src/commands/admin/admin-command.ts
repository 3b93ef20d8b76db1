import { readFile } from "node:fs/promises";
import { callServer, jsonUpload, problemText, type Call } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import type { Target } from "../../find-server.ts";
import { printable } from "../../printable.ts";
import { findUser, reasonOf } from "../authenticator/find-user.ts";
import type { Command, CommandInput } from "../command.ts";

/** What a row of the tables makes its request from. */
export interface Given {
  readonly operand: string;
  readonly values: CommandInput["values"];
  /** The id of the person the operand, or an option, names. */
  readonly user: (name?: string) => Promise<string>;
}

/** A body or query before it is sent: what is undefined is left out. */
type Fields = Readonly<Record<string, unknown>>;

/** A request to the native API, in the words of its table. */
export interface Wanted {
  readonly path: string;
  readonly method?: "DELETE" | "PATCH" | "POST" | "PUT";
  readonly body?: Fields;
  readonly query?: Fields;
}

/** One command: a request, and its options as the help prints them. `why`: it changes something and says for what reason. */
export interface AdminRow {
  readonly name: string;
  readonly operand: string | null;
  readonly summary: string;
  readonly options?: readonly (readonly [string, string])[];
  readonly why?: true;
  readonly want: (given: Given) => Wanted | Promise<Wanted>;
}

const whyOptions = [
  ["--reason TEXT", "why; kept in the audit trail"],
  ["--by NAME", "who asks (default: drawbridge)"],
] as const;

const defined = (fields: Fields = {}): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** An option's text; undefined when it was not given. */
export const textOf = (values: CommandInput["values"], name: string): string | undefined => {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
};

/** An option's text, which must be there. */
export const needed = (values: CommandInput["values"], name: string): string => {
  const text = textOf(values, name);
  if (text === undefined) throw new CliError("usage", `Give --${name}.`);
  return text;
};

/** The content of --text or --data; never of both. */
export const contentOf = (values: CommandInput["values"]): { readonly data: string; readonly isText: boolean } => {
  const text = textOf(values, "text");
  if (text === undefined) return { data: needed(values, "data"), isText: false };
  if (textOf(values, "data") !== undefined) throw new CliError("usage", "Give --text or --data, not both.");
  return { data: Buffer.from(text).toString("base64url"), isText: true };
};

/** An option's number. */
export const numberOf = (values: CommandInput["values"], name: string): number | undefined => {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(text)) throw new CliError("usage", `--${name} is a whole number.`);
  return Number(text);
};

/** The words of an option between its commas; undefined without it. */
export const listOf = (values: CommandInput["values"], name: string): readonly string[] | undefined =>
  textOf(values, name)
    ?.split(",")
    .map((word) => word.trim());

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null; // said by who asked, whatever it was
  }
};

/** The JSON object in the file of an option; undefined without one. */
export const fileOf = async (values: CommandInput["values"], name: string): Promise<Fields | undefined> => {
  const path = textOf(values, name);
  if (path === undefined) return undefined;
  const read = await readJson(path);
  if (typeof read === "object" && read !== null && !Array.isArray(read)) return { ...read };
  throw new CliError("usage", `--${name}: ${printable(path)} is no file with a JSON object.`);
};

/** The JSON array in the file of an option; undefined without one. */
export const rowsOf = async (values: CommandInput["values"], name: string): Promise<readonly unknown[] | undefined> => {
  const path = textOf(values, name);
  if (path === undefined) return undefined;
  const read = await readJson(path);
  if (Array.isArray(read)) return read;
  throw new CliError("usage", `--${name}: ${printable(path)} is no file with a JSON array.`);
};

/** A segment of a path. */
export const segment = (text: string): string => encodeURIComponent(text);

const callOf = ({ path, method, body, query }: Wanted, cause: Fields): Call => {
  const inQuery = method === "DELETE" ? { ...query, ...cause } : query;
  const asked = new URLSearchParams(Object.entries(defined(inQuery)).map(([name, value]) => [name, String(value)])).toString();
  const upload = method !== undefined && method !== "DELETE" ? { upload: jsonUpload({ ...defined(body), ...cause }) } : {};
  return { path: asked === "" ? path : `${path}?${asked}`, ...(method && { method }), ...upload };
};

const printAll = (say: CommandInput["say"], body: unknown): void => {
  if (body === null) return say("done");
  for (const line of JSON.stringify(body, null, 2).split("\n")) say(printable(line));
};

const run =
  ({ want, why }: AdminRow) =>
  async ({ target, operand, values, say }: CommandInput): Promise<void> => {
    const cause = why ? { reason: reasonOf(values), by: textOf(values, "by") ?? "drawbridge" } : {};
    const call = callOf(await want({ operand, values, user: (name = operand) => findUser(target, name) }), cause);
    printAll(say, await answerOf(target, call));
  };

const answerOf = async (target: Target, call: Call): Promise<unknown> => {
  const { status, body } = await callServer(target, call);
  if (status >= 300) throw new CliError("refused", printable(problemText(body)));
  return body;
};

/** An option whose help ends with "…" may be repeated; one without a value is a switch. */
const optionOf = (shown: string) => {
  const [flag = "", value] = shown.split(" ");
  return [flag.slice(2), { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple: shown.endsWith("…") }] as const;
};

/** A row as a command of the command line. */
export const adminCommand = (row: AdminRow): Command => {
  const help = [...(row.options ?? []), ...(row.why ? whyOptions : [])];
  const options = Object.fromEntries(help.map(([shown]) => optionOf(shown)));
  return { name: row.name, operand: row.operand, summary: row.summary, options, help, run: run(row) };
};
