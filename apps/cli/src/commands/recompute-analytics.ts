import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { callServer, jsonUpload, problemText } from "../call-server.ts";
import { CliError } from "../cli-error.ts";
import { printable } from "../printable.ts";
import type { Command, CommandInput } from "./command.ts";

const Report = Type.Object({
  sessions: Type.Integer(),
  changedSessions: Type.Integer(),
  changedSums: Type.Integer(),
  next: Type.Union([Type.String(), Type.Null()]),
});
type Report = Static<typeof Report>;

const askPiece = async ({ target }: CommandInput, after: string | null): Promise<Report> => {
  const { status, body } = await callServer(target, { path: "/v1/analytics/recomputations", upload: jsonUpload(after === null ? {} : { after }) });
  if (status !== 201) throw new CliError("refused", printable(problemText(body)));
  return Value.Parse(Report, body);
};

/** The server works in pieces of some seconds each, so that a log of any size is no request that runs out of time. */
const run = async (input: CommandInput): Promise<void> => {
  let [sessions, changedSessions, changedSums, next]: [number, number, number, string | null] = [0, 0, 0, null];
  do {
    const piece = await askPiece(input, next);
    sessions += piece.sessions;
    changedSessions += piece.changedSessions;
    changedSums += piece.changedSums;
    next = piece.next;
    if (next !== null) input.say(next.startsWith("sums:") ? `Sums up to ${printable(next.slice(5))}` : `${sessions} sessions`);
  } while (next !== null);
  const verdict =
    changedSessions + changedSums === 0 ? "nothing differed" : `${changedSessions} sessions and ${changedSums} sums differed and were mended`;
  input.say(`${sessions} sessions worked out anew from the log: ${verdict}.`);
};

/** Works a tenant's numbers out anew from its log. */
export const recomputeAnalytics: Command = {
  name: "analytics recompute",
  operand: null,
  summary: "Work all numbers out anew from the event log",
  options: {},
  help: [],
  run,
};
