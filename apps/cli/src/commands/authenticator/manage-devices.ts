import { Type } from "typebox";
import { Value } from "typebox/value";
import { callServer, jsonUpload, problemText, type Call } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import type { Target } from "../../find-server.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";
import { causeOf, causeOptions, findUser, secondPersonOf } from "./find-user.ts";

const Device = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String(),
  app: Type.Object({ name: Type.String(), version: Type.String() }),
  pinLock: Type.Object({ state: Type.String(), secondsLeft: Type.Number() }),
  lastUsedAt: Type.Union([Type.String(), Type.Null()]),
});
const Devices = Type.Object({ devices: Type.Array(Device) });

const ask = async (target: Target, call: Call): Promise<unknown> => {
  const { status, body } = await callServer(target, call);
  if (status >= 300) throw new CliError("refused", printable(problemText(body)));
  return body;
};

const list = async ({ target, operand, say }: CommandInput): Promise<void> => {
  const { devices } = Value.Parse(Devices, await ask(target, { path: `/v1/users/${await findUser(target, operand)}/devices` }));
  if (devices.length === 0) throw new CliError("refused", "This user has no device.");
  for (const { id, name, state, app, pinLock, lastUsedAt } of devices) {
    const pin = pinLock.secondsLeft > 0 ? `PIN ${pinLock.state} ${pinLock.secondsLeft} s` : `PIN ${pinLock.state}`;
    say(printable(`${id}  ${state}  ${name}  ${app.name} ${app.version}  ${pin}  last used ${lastUsedAt ?? "never"}`));
  }
};

const pathOf = (operand: string, rest = ""): string => `/v1/devices/${encodeURIComponent(operand)}${rest}`;
const because = (values: CommandInput["values"]): string => new URLSearchParams(causeOf(values)).toString();

/** Lists a person's devices. */
export const listDevices: Command = {
  name: "devices list",
  operand: "USER",
  summary: "List the devices of a user (usr_… or external id)",
  options: {},
  help: [],
  run: list,
};

/** Locks a device. */
export const lockDevice: Command = {
  name: "devices lock",
  operand: "DEVICE",
  summary: "Lock a device: its session ends, and nothing can be approved on it",
  ...causeOptions,
  run: async ({ target, operand, values, say }) => {
    await ask(target, { method: "PUT", path: pathOf(operand, "/lock"), upload: jsonUpload(causeOf(values)) });
    say("locked");
  },
};

/** Lifts the lock. */
export const unlockDevice: Command = {
  name: "devices unlock",
  operand: "DEVICE",
  summary: "Lift the lock of a device, or with --pin that of its PIN",
  options: { ...causeOptions.options, pin: { type: "boolean" } },
  help: [...causeOptions.help, ["--pin", "the PIN was locked or blocked, not the device"]],
  run: async ({ target, operand, values, say }) => {
    const answer = await ask(target, {
      method: "DELETE",
      path: pathOf(operand, `/${values["pin"] === true ? "pin-lock" : "lock"}?${because(values)}`),
    });
    say(secondPersonOf(answer) ?? "unlocked");
  },
};

/** Gives a device another name. */
export const renameDevice: Command = {
  name: "devices rename",
  operand: "DEVICE",
  summary: "Give a device another name",
  options: { ...causeOptions.options, name: { type: "string" } },
  help: [["--name NAME", "the new name"], ...causeOptions.help],
  run: async ({ target, operand, values, say }) => {
    const { name } = values;
    if (typeof name !== "string" || name === "") throw new CliError("usage", "Give the new name: --name NAME");
    await ask(target, { method: "PATCH", path: pathOf(operand), upload: jsonUpload({ name, ...causeOf(values) }) });
    say("renamed");
  },
};

/** Takes a device out for good. */
export const removeDevice: Command = {
  name: "devices remove",
  operand: "DEVICE",
  summary: "Remove a device for good",
  ...causeOptions,
  run: async ({ target, operand, values, say }) => {
    await ask(target, { method: "DELETE", path: pathOf(operand, `?${because(values)}`) });
    say("removed");
  },
};
