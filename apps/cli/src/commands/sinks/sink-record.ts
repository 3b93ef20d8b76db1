import { Sink } from "@drawbridge/contract";
import { Value } from "typebox/value";
import { callServer, problemText, type Call } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import type { Target } from "../../find-server.ts";

/** Asks about sinks; what the server refuses ends the command with its reason. */
export const askForSinks = async (target: Target, call: Call): Promise<unknown> => {
  const { status, body } = await callServer(target, call);
  if (status >= 400) throw new CliError("refused", problemText(body));
  return body;
};

/** The path of one sink. */
export const sinkPath = (id: string): string => `/v1/sinks/${encodeURIComponent(id)}`;

const stateOf = ({ paused, failures, lastError }: Sink): string => {
  if (paused) return "paused";
  return failures === 0 ? "running" : `failing, ${failures} tries: ${lastError ?? ""}`;
};

/** One sink, a fact a line. */
export const sinkLines = (body: unknown): readonly string[] => {
  const sink = Value.Parse(Sink, body);
  const facts: readonly (readonly [string, string])[] = [
    ["id", sink.id],
    ["kind", sink.kind],
    ["address", sink.subject === null ? sink.url : `${sink.url} ${sink.subject}`],
    ["events", sink.eventTypes.join(" ")],
    ["description", sink.description],
    ["state", stateOf(sink)],
    ["behind", String(sink.eventsBehind)],
    ["last took", sink.lastSuccessAt ?? "never"],
  ];
  return facts.filter(([, value]) => value !== "").map(([name, value]) => `${name.padEnd(12)} ${value}`);
};
