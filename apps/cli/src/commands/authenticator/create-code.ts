import { Type } from "typebox";
import { Value } from "typebox/value";
import { callServer, jsonUpload, problemText } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";
import { causeOf, causeOptions, findUser, secondPersonOf } from "./find-user.ts";

const Made = Type.Object({
  id: Type.String(),
  activationCode: Type.String(),
  oneTimePassword: Type.Optional(Type.Union([Type.String(), Type.Boolean()])),
  expiresAt: Type.String(),
});

/** Switches of the command and the fields they are. */
const switches = { "registers-app": "registersApp", "one-time-password": "oneTimePassword", "awaits-commit": "awaitsCommit" } as const;

const lifeOf = (seconds: CommandInput["values"][string]): { readonly lifeSeconds?: number } => {
  if (typeof seconds !== "string") return {};
  if (!/^\d{1,9}$/.test(seconds)) throw new CliError("usage", "--life is a number of seconds.");
  return { lifeSeconds: Number(seconds) };
};

const run = async ({ target, operand, values, say }: CommandInput): Promise<void> => {
  const wish = { purpose: values["purpose"] ?? "activation", channel: values["channel"] ?? "screen" };
  const turnedOn = Object.entries(switches).flatMap(([option, field]) => (values[option] === true ? [[field, true] as const] : []));
  const fields = { ...wish, ...lifeOf(values["life"]), ...Object.fromEntries(turnedOn), ...causeOf(values) };
  const path = `/v1/users/${await findUser(target, operand)}/activation-codes`;
  const { status, body } = await callServer(target, { path, upload: jsonUpload(fields) });
  const waits = secondPersonOf(body);
  if (waits !== null) return say(waits);
  if (status !== 201) throw new CliError("refused", printable(problemText(body)));
  const { id, activationCode, oneTimePassword, expiresAt } = Value.Parse(Made, body);
  say(`id       ${printable(id)}`);
  say(`code     ${printable(activationCode)}`);
  if (typeof oneTimePassword === "string") say(`one-time ${printable(oneTimePassword)}  (send it over another channel)`);
  say(`until    ${printable(expiresAt)}`);
  say("The code is shown this once.");
};

/** Makes an activation code for a person. */
export const createCode: Command = {
  name: "codes create",
  operand: "USER",
  summary: "Make an activation code for a user (usr_… or external id)",
  options: {
    purpose: { type: "string" },
    channel: { type: "string" },
    life: { type: "string" },
    "one-time-password": { type: "boolean" },
    "awaits-commit": { type: "boolean" },
    "registers-app": { type: "boolean" },
    ...causeOptions.options,
  },
  help: [
    ...causeOptions.help,
    ["--purpose P", "activation (default), reactivation or add_user"],
    ["--channel C", "screen (default, 15 minutes) or letter (7 days)"],
    ["--life SECONDS", "how long it lives instead: at least 60; up to a day on a screen, up to 10 days in a letter"],
    ["--one-time-password", "a one-time password goes with it, for another channel"],
    ["--awaits-commit", "the device waits until `devices commit` confirms it"],
    ["--registers-app", "whoever uses the code registers the version of their app"],
  ],
  run,
};
