import { Sink } from "@drawbridge/contract";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { jsonUpload } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";
import { askForSinks, sinkLines, sinkPath } from "./sink-record.ts";

const Listed = Type.Object({ sinks: Type.Array(Sink) });

/** Lists the tenant's sinks with how far each is. */
export const listSinks: Command = {
  name: "sinks list",
  operand: null,
  summary: "List where the log is sent on to, and how far each place is",
  options: {},
  help: [],
  run: async ({ target, say }) => {
    const { sinks } = Value.Parse(Listed, await askForSinks(target, { path: "/v1/sinks" }));
    for (const { id, kind, url, eventsBehind, paused, failures } of sinks) {
      const state = paused ? "paused" : failures > 0 ? "failing" : "running";
      say(printable(`${id}  ${kind.padEnd(9)}  ${state.padEnd(7)}  ${String(eventsBehind).padStart(5)} behind  ${url}`));
    }
    if (sinks.length === 0) say("There are none yet: drawbridge sinks create KIND");
  },
};

/** Shows one sink. */
export const showSink: Command = {
  name: "sinks show",
  operand: "ID",
  summary: "Show one sink",
  options: {},
  help: [],
  run: async ({ target, operand, say }) => {
    for (const line of sinkLines(await askForSinks(target, { path: sinkPath(operand) }))) say(printable(line));
  },
};

const change = async ({ target, operand, say }: CommandInput, wanted: object): Promise<void> => {
  const body = await askForSinks(target, { path: sinkPath(operand), method: "PATCH", upload: jsonUpload(wanted) });
  for (const line of sinkLines(body)) say(printable(line));
};

/** Stops sending without forgetting the place in the log. */
export const pauseSink: Command = {
  name: "sinks pause",
  operand: "ID",
  summary: "Stop sending; nothing is lost",
  options: {},
  help: [],
  run: (input) => change(input, { paused: true }),
};

/** Goes on where it stopped. */
export const resumeSink: Command = {
  ...pauseSink,
  name: "sinks resume",
  summary: "Go on sending where it stopped",
  run: (input) => change(input, { paused: false }),
};

/** Changes what a sink is sent from here on. */
export const changeSink: Command = {
  name: "sinks change",
  operand: "ID",
  summary: "Change which events a sink gets from here on, or its description",
  options: { event: { type: "string", multiple: true }, description: { type: "string" } },
  help: [
    ["--event PATTERN", "only these events from here on, * for all; repeat for more"],
    ["--description TEXT", "what it is for"],
  ],
  run: async (input) => {
    const { event, description } = input.values;
    const wanted = { ...(event !== undefined && { eventTypes: event }), ...(description !== undefined && { description }) };
    if (Object.keys(wanted).length === 0) throw new CliError("usage", "Give --event or --description.");
    await change(input, wanted);
  },
};

/** Removes a sink with its keys. */
export const removeSink: Command = {
  name: "sinks remove",
  operand: "ID",
  summary: "Remove a sink with its keys and its place in the log",
  options: {},
  help: [],
  run: async ({ target, operand, say }) => {
    await askForSinks(target, { path: sinkPath(operand), method: "DELETE" });
    say(`Removed ${printable(operand)}.`);
  },
};
