import { Type } from "typebox";
import { Value } from "typebox/value";
import { callServer, jsonUpload, problemText } from "../call-server.ts";
import { CliError } from "../cli-error.ts";
import { printable } from "../printable.ts";
import type { Command, CommandInput } from "./command.ts";

const Report = Type.Object({ sessions: Type.Integer(), changedSessions: Type.Integer(), changedSums: Type.Integer() });

const run = async ({ target, say }: CommandInput): Promise<void> => {
  const { status, body } = await callServer(target, { path: "/v1/analytics/recomputations", upload: jsonUpload({}) });
  if (status !== 201) throw new CliError("refused", printable(problemText(body)));
  const { sessions, changedSessions, changedSums } = Value.Parse(Report, body);
  const verdict =
    changedSessions + changedSums === 0 ? "nothing differed" : `${changedSessions} sessions and ${changedSums} sums differed and were mended`;
  say(`${sessions} sessions worked out anew from the log: ${verdict}.`);
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
