import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { CliError } from "../../cli-error.ts";
import { parseChaos } from "../../device/chaos.ts";
import { flows } from "../../device/flows.ts";
import { runScript } from "../../device/run-script.ts";
import { parseScript, type Script } from "../../device/script.ts";
import type { Command, CommandInput } from "../command.ts";

const shared = {
  pin: { type: "string" },
  state: { type: "string" },
  tenant: { type: "string" },
  chaos: { type: "string" },
} as const;

const sharedHelp: Command["help"] = [
  ["--pin PIN", "the device's PIN (else DRAWBRIDGE_DEVICE_PIN)"],
  ["--state FILE", "sealed key store (else DRAWBRIDGE_DEVICE_STATE, else ~/.drawbridge/device)"],
  ["--tenant SLUG", "tenant of the app (default development)"],
  ["--chaos LIST", "lost-banner, clock-skew=SECONDS, counter-drift=CODES, server-restart"],
];

const textOf = (value: CommandInput["values"][string]): string | undefined => (typeof value === "string" ? value : undefined);

/** What the terminal and the environment say, for scripts to name. */
const variablesOf = ({ values, operand, env }: CommandInput): Readonly<Record<string, string>> => {
  const set = Array.isArray(values["set"]) ? values["set"] : [];
  const given = set.map((pair: string): readonly [string, string] => {
    const at = pair.indexOf("=");
    if (at < 1) throw new CliError("usage", `--set wants NAME=VALUE, not ${pair}.`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const pin = textOf(values["pin"]) ?? env["DRAWBRIDGE_DEVICE_PIN"];
  return {
    tenant: textOf(values["tenant"]) ?? "development",
    user: operand,
    ...(pin !== undefined && { pin }),
    ...Object.fromEntries(given),
  };
};

const runFlow = async (input: CommandInput, script: Script, more: Readonly<Record<string, string>> = {}): Promise<void> => {
  const { target, values, env, say } = input;
  const variables = { ...variablesOf(input), ...more };
  const file = textOf(values["state"]) ?? env["DRAWBRIDGE_DEVICE_STATE"] ?? join(homedir(), ".drawbridge", "device");
  const options = { server: target.server, tenantId: variables["tenant"] ?? "development", file };
  await runScript({ options, script, variables, chaos: parseChaos(textOf(values["chaos"]) ?? ""), say });
};

/** A text option that must be there. */
const needed = (values: CommandInput["values"], name: string): string => {
  const value = textOf(values[name]);
  if (value === undefined) throw new CliError("usage", `Give --${name}.`);
  return value;
};

interface Flow {
  readonly name: string;
  readonly summary: string;
  readonly operand?: string;
  readonly options?: Command["options"];
  readonly help?: Command["help"];
  readonly run: (input: CommandInput) => Promise<void>;
}

const deviceCommand = ({ name, summary, operand, options = {}, help = [], run }: Flow): Command => ({
  name: `device ${name}`,
  operand: operand ?? null,
  summary,
  options: { ...shared, ...options },
  help: [...help, ...sharedHelp],
  asDevice: true,
  run,
});

const base64Url = (text: string): string => Buffer.from(text).toString("base64url");

const offlineCode = deviceCommand({
  name: "offline-code",
  summary: "Show a code made without the network",
  options: { data: { type: "string" } },
  help: [["--data TEXT", "what the code is over (default nothing)"]],
  run: (input) => runFlow(input, flows.offlineCode, { data: base64Url(textOf(input.values["data"]) ?? "") }),
});

const properties = deviceCommand({
  name: "properties",
  operand: "KEY",
  summary: "Read a property, or write one with --value",
  options: { owner: { type: "string" }, value: { type: "string" } },
  help: [
    ["--value TEXT", "write this"],
    ["--owner OWNER", "USER (default), DEVICE or GROUP"],
  ],
  run: (input) => {
    const value = textOf(input.values["value"]);
    const named = { key: input.operand, owner: textOf(input.values["owner"]) ?? "USER" };
    return value === undefined
      ? runFlow(input, flows.readProperty, named)
      : runFlow(input, flows.writeProperty, { ...named, data: base64Url(value) });
  },
});

const watch = deviceCommand({
  name: "watch",
  summary: "Log in and show what is offered, for --seconds",
  options: { seconds: { type: "string" } },
  help: [["--seconds N", "how long to wait for a banner (default 30)"]],
  run: (input) => {
    const seconds = Number(textOf(input.values["seconds"]) ?? "30");
    if (!(seconds >= 1 && seconds <= 3600)) throw new CliError("usage", "--seconds is 1 to 3600.");
    return runFlow(input, [...flows.watch, { wait: "TriggerBanner", seconds }]);
  },
});

const run = deviceCommand({
  name: "run",
  operand: "SCRIPT",
  summary: "Run a script of events on the simulated device (a JSON file)",
  options: { set: { type: "string", multiple: true } },
  help: [["--set NAME=VALUE", "what ${NAME} in the script stands for; may be repeated"]],
  run: async (input) => {
    const text = await readFile(input.operand, "utf8").catch(() => {
      throw new CliError("usage", `${input.operand} cannot be read.`);
    });
    await runFlow(input, parseScript(text));
  },
});

/** The simulated device: the real client core on a key store in a file, one flow a command, or a script. */
export const deviceCommands: readonly Command[] = [
  deviceCommand({
    name: "enrol",
    operand: "USER",
    summary: "Activate the simulated device for a user (external id)",
    options: { code: { type: "string" } },
    help: [["--code CODE", "activation code (drawbridge codes create USER)"]],
    run: (input) => runFlow(input, flows.enrol, { code: needed(input.values, "code") }),
  }),
  deviceCommand({ name: "login", summary: "Log in with the PIN", run: (input) => runFlow(input, flows.login) }),
  deviceCommand({
    name: "approve",
    summary: "Wait for an operation and approve it",
    options: { token: { type: "string" } },
    help: [["--token CODE", "the code another party gave, where the operation asks for it"]],
    run: (input) => {
      const token = textOf(input.values["token"]);
      return runFlow(input, flows.approve, token === undefined ? {} : { token });
    },
  }),
  deviceCommand({
    name: "refuse",
    summary: "Wait for an operation and refuse it",
    options: { reason: { type: "string" } },
    help: [["--reason R", "unknown (default), incorrect_data, unexpected_operation or not_me"]],
    run: (input) => runFlow(input, flows.refuse, { reason: textOf(input.values["reason"]) ?? "unknown" }),
  }),
  watch,
  offlineCode,
  deviceCommand({
    name: "change-pin",
    summary: "Change the PIN",
    options: { "new-pin": { type: "string" } },
    help: [["--new-pin PIN", "the PIN from now on"]],
    run: (input) => runFlow(input, flows.changePin, { newPin: needed(input.values, "new-pin") }),
  }),
  properties,
  deviceCommand({ name: "delete", summary: "Take the user off the device, here and on the server", run: (input) => runFlow(input, flows.delete) }),
  run,
];
