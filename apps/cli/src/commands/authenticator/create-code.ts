import { Type } from "typebox";
import { Value } from "typebox/value";
import { callServer, jsonUpload, problemText } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";
import { findUser, reasonOf } from "./find-user.ts";

const Made = Type.Object({ id: Type.String(), activationCode: Type.String(), expiresAt: Type.String() });

const run = async ({ target, operand, values, say }: CommandInput): Promise<void> => {
  const wish = { purpose: values["purpose"] ?? "activation", channel: values["channel"] ?? "screen" };
  const fields = { ...wish, ...(values["registers-app"] === true && { registersApp: true }), reason: reasonOf(values), by: "drawbridge" };
  const path = `/v1/users/${await findUser(target, operand)}/activation-codes`;
  const { status, body } = await callServer(target, { path, upload: jsonUpload(fields) });
  if (status !== 201) throw new CliError("refused", printable(problemText(body)));
  const { id, activationCode, expiresAt } = Value.Parse(Made, body);
  say(`id       ${printable(id)}`);
  say(`code     ${printable(activationCode)}`);
  say(`until    ${printable(expiresAt)}`);
  say("The code is shown this once.");
};

/** Makes an activation code for a person. */
export const createCode: Command = {
  name: "codes create",
  operand: "USER",
  summary: "Make an activation code for a user (usr_… or external id)",
  options: { purpose: { type: "string" }, channel: { type: "string" }, "registers-app": { type: "boolean" }, reason: { type: "string" } },
  help: [
    ["--reason TEXT", "why; kept in the audit trail"],
    ["--purpose P", "activation (default), reactivation or add_user"],
    ["--channel C", "screen (default, 15 minutes) or letter (7 days)"],
    ["--registers-app", "whoever uses the code registers the version of their app"],
  ],
  run,
};
