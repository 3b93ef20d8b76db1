import { Type } from "typebox";
import { Value } from "typebox/value";
import { callServer, jsonUpload, problemText } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import type { Command } from "../command.ts";

const Made = Type.Object({ invitationUrl: Type.String(), expiresAt: Type.String() });

/** Makes the one-time link of a new operator, or of one who needs a new password and app. */
export const inviteOperator: Command = {
  name: "operators invite",
  operand: "EMAIL",
  summary: "Make a one-time link to the console for an operator; it also gives new secrets to one there is",
  options: { role: { type: "string" } },
  help: [["--role ROLE", "viewer (default), support or admin"]],
  run: async ({ target, operand, values, say }) => {
    const body = { email: operand, role: typeof values["role"] === "string" ? values["role"] : "viewer" };
    const answer = await callServer(target, { path: "/v1/operators/invitations", upload: jsonUpload(body) });
    if (!Value.Check(Made, answer.body)) throw new CliError("refused", problemText(answer.body));
    say(`${answer.body.invitationUrl}\nIt works once, until ${answer.body.expiresAt}. Hand it over yourself.`);
  },
};
