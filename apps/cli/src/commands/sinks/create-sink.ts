import { readFile } from "node:fs/promises";
import { sinkKinds } from "@drawbridge/contract";
import { jsonUpload } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";
import { askForSinks, sinkLines } from "./sink-record.ts";

type Values = CommandInput["values"];

/** What is sealed comes from a file: what is typed after a command stays in the shell's history. */
const readSecret = async (path: string): Promise<string> => {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) throw new CliError("usage", `${path} cannot be read.`);
  return text.trim();
};

const secretFields: Readonly<Record<string, (secret: string) => object>> = {
  segment: (key) => ({ key }),
  posthog: (key) => ({ key }),
  otlp_logs: (authorization) => ({ headers: { authorization } }),
  nats: (token) => ({ token }),
};

const bodyOf = async (kind: string, values: Values): Promise<object> => {
  if (!sinkKinds.some((known) => known === kind)) throw new CliError("usage", `${printable(kind)} is no kind of sink: ${sinkKinds.join(", ")}.`);
  const text = (option: string): object => (typeof values[option] === "string" ? { [option]: values[option] } : {});
  const events = values["event"];
  const file = values["secret-file"];
  const secret = typeof file === "string" ? secretFields[kind]?.(await readSecret(file)) : {};
  return {
    kind,
    ...text("url"),
    ...text("subject"),
    ...text("description"),
    ...text("from"),
    ...(typeof events === "object" && { eventTypes: events }),
    ...secret,
  };
};

/** Sets up a sink. */
export const createSink: Command = {
  name: "sinks create",
  operand: "KIND",
  summary: "Send the log on to segment, posthog, otlp_logs or nats",
  options: {
    url: { type: "string" },
    subject: { type: "string" },
    "secret-file": { type: "string" },
    event: { type: "string", multiple: true },
    description: { type: "string" },
    from: { type: "string" },
  },
  help: [
    ["--url URL", "where to; segment and posthog have addresses of their own"],
    ["--subject SUBJECT", "nats: the event's type is added to it"],
    ["--secret-file FILE", "the write key, API key, authorization header or token; sealed, never shown again"],
    ["--event PATTERN", "only these events, such as session.*; repeat for more"],
    ["--description TEXT", "what it is for"],
    ["--from PLACE", "now (default), beginning, or evt_… to go on after that event"],
  ],
  run: async ({ target, operand, values, say }) => {
    const body = await askForSinks(target, { path: "/v1/sinks", upload: jsonUpload(await bodyOf(operand, values)) });
    for (const line of sinkLines(body)) say(printable(line));
  },
};
