import { open, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { refusalsCsv } from "@drawbridge/domain";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { callServer, problemText } from "../call-server.ts";
import { CliError } from "../cli-error.ts";
import { printable } from "../printable.ts";
import type { Command, CommandInput } from "./command.ts";

const LARGEST = 32 * 1024 * 1024;
const SHOWN = 20;
const types: Readonly<Record<string, string>> = { ".csv": "text/csv", ".json": "application/json" };

const Report = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  missing: Type.Integer(),
  retired: Type.Integer(),
});
const Refusal = Type.Object({
  refusedCount: Type.Integer(),
  refused: Type.Array(Type.Object({ line: Type.Integer(), slug: Type.String(), field: Type.String(), reason: Type.String() })),
});

const readList = async (path: string): Promise<{ readonly body: Uint8Array<ArrayBuffer>; readonly type: string }> => {
  const type = types[extname(path).toLowerCase()];
  if (!type) throw new CliError("usage", `${path} must end in .csv or .json.`);
  const file = await open(path).catch(() => {
    throw new CliError("usage", `${path} cannot be read.`);
  });
  try {
    const { size } = await file.stat();
    if (size > LARGEST) throw new CliError("usage", `${path} is larger than 32 MB; cut it into several lists.`);
    return { body: new Uint8Array(await file.readFile()), type };
  } finally {
    await file.close();
  }
};

const refusalText = ({ refused, refusedCount }: Static<typeof Refusal>): string => {
  const lines = refused
    .slice(0, SHOWN)
    .map(({ line, slug, field, reason }) => `  line ${line}${slug && ` (${slug})`}: ${field && `${field} `}${reason}`);
  return [...lines, ...(refusedCount > lines.length ? [`  … and ${refusedCount - lines.length} more`] : [])].map(printable).join("\n");
};

const explain = async (body: unknown, report: unknown): Promise<string> => {
  if (!Value.Check(Refusal, body)) return printable(problemText(body));
  if (typeof report === "string") await writeFile(report, refusalsCsv(body.refused));
  return `${printable(problemText(body))}\n${refusalText(body)}${typeof report === "string" ? `\nThe refused rows are in ${report}.` : ""}`;
};

const run = async ({ target, operand, values, say }: CommandInput): Promise<void> => {
  const upload = await readList(operand);
  const query = new URLSearchParams({ dryRun: String(values["dry-run"] === true), removeMissing: String(values["remove-missing"] === true) });
  if (typeof values["list"] === "string") query.set("list", values["list"]);
  const { status, body } = await callServer(target, { path: `/v1/institutions/imports?${query}`, upload });
  if (status !== 201) throw new CliError("refused", await explain(body, values["report"]));
  const { rows, added, changed, unchanged, missing, retired } = Value.Parse(Report, body);
  say(
    `${values["dry-run"] === true ? "Looked at" : "Imported"} ${rows} rows: ${added} added, ${changed} changed, ${unchanged} unchanged, ${retired} retired.`,
  );
  if (missing > retired) say(`${missing - retired} institutions are no longer in the list; --remove-missing stops offering them.`);
};

/** Sends a list of institutions to the server. */
export const importInstitutions: Command = {
  name: "institutions import",
  operand: "FILE",
  summary: "Import a CSV or JSON list of institutions, whole or not at all",
  options: { "dry-run": { type: "boolean" }, "remove-missing": { type: "boolean" }, list: { type: "string" }, report: { type: "string" } },
  help: [
    ["--dry-run", "say what would change, change nothing"],
    ["--remove-missing", "stop offering what the list no longer has; existing connections keep it"],
    ["--list NAME", "name of the list, when you keep several (default: default)"],
    ["--report FILE", "write the refused rows to a CSV file"],
  ],
  run,
};
