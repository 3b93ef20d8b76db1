import { parseArgs } from "node:util";
import { CliError, exitCodes } from "./cli-error.ts";
import { adminCommands } from "./commands/admin/admin-commands.ts";
import { createCode } from "./commands/authenticator/create-code.ts";
import { listAstClients, revokeAstClient, showAstClient } from "./commands/authenticator/manage-ast-clients.ts";
import { listDevices, lockDevice, removeDevice, renameDevice, unlockDevice } from "./commands/authenticator/manage-devices.ts";
import { checkAudit, checkpointAudit, exportAudit, verifyAudit } from "./commands/authenticator/verify-audit.ts";
import { verifyReceipt } from "./commands/authenticator/verify-receipt.ts";
import { createClient } from "./commands/clients/create-client.ts";
import { listClients } from "./commands/clients/list-clients.ts";
import { removeClient } from "./commands/clients/remove-client.ts";
import { rotateClient } from "./commands/clients/rotate-client.ts";
import { showClient } from "./commands/clients/show-client.ts";
import { deviceCommands } from "./commands/device/device-commands.ts";
import { importInstitutions } from "./commands/import-institutions.ts";
import { recomputeAnalytics } from "./commands/recompute-analytics.ts";
import { keysCommands } from "./commands/keys/keys-commands.ts";
import { inviteOperator } from "./commands/operators/invite-operator.ts";
import { searchInstitutions } from "./commands/search-institutions.ts";
import { createSink } from "./commands/sinks/create-sink.ts";
import { changeSink, listSinks, pauseSink, removeSink, resumeSink, showSink } from "./commands/sinks/manage-sinks.ts";
import type { Command } from "./commands/command.ts";
import { findOrigin, findServer } from "./find-server.ts";
import { commandHelp, rootHelp } from "./help-text.ts";

/** What the command line touches. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that holds `.drawbridge`. */
  readonly root: string;
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
}

const commands: readonly Command[] = [
  importInstitutions,
  searchInstitutions,
  recomputeAnalytics,
  listClients,
  createClient,
  showClient,
  rotateClient,
  removeClient,
  createCode,
  listDevices,
  lockDevice,
  unlockDevice,
  renameDevice,
  removeDevice,
  listAstClients,
  showAstClient,
  revokeAstClient,
  ...adminCommands,
  verifyReceipt,
  verifyAudit,
  checkpointAudit,
  exportAudit,
  checkAudit,
  ...deviceCommands,
  ...keysCommands,
  inviteOperator,
  listSinks,
  createSink,
  showSink,
  changeSink,
  pauseSink,
  resumeSink,
  removeSink,
];

const shared = { server: { type: "string" }, token: { type: "string" }, help: { type: "boolean", short: "h" } } as const;

/** No option is of one letter but -h: whatever else begins with one dash is the operand, such as a random value. */
const withOperandLast = (args: readonly string[], { operand }: Command): string[] => {
  const [first = "", ...rest] = args;
  return operand !== null && /^-[^-]./.test(first) ? [...rest, "--", first] : [...args];
};

const parse = (args: readonly string[], command: Command) => {
  try {
    return parseArgs({ args: withOperandLast(args, command), options: { ...command.options, ...shared }, allowPositionals: true });
  } catch (error) {
    throw new CliError("usage", `${error instanceof Error ? error.message : "wrong usage"}\n\n${commandHelp(command)}`);
  }
};

const nowhere = { server: "", token: "" } as const;

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const runCommand = async (command: Command, args: readonly string[], { env, root, say }: Surroundings): Promise<void> => {
  const { values, positionals } = parse(args, command);
  if (values.help === true) {
    say(commandHelp(command));
    return;
  }
  const operand = operandOf(command, positionals);
  const hints = { options: { server: textOf(values.server), token: textOf(values.token) }, env, root };
  const target = command.local ? nowhere : command.asDevice ? { server: await findOrigin(hints), token: "" } : await findServer(hints);
  await command.run({ target, operand, values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plainOf(value)])), env, say });
};

const operandOf = (command: Command, positionals: readonly string[]): string => {
  const [first = ""] = positionals;
  if (positionals.length === (command.operand === null ? 0 : 1)) return first;
  const wanted = command.operand === null ? "Give nothing after the command" : `Give exactly one ${command.operand}`;
  throw new CliError("usage", `${wanted}.\n\n${commandHelp(command)}`);
};

type Parsed = string | boolean | undefined | readonly (string | boolean)[];

/** An option that may be repeated is a list of texts. */
const plainOf = (value: Parsed): string | boolean | readonly string[] | undefined =>
  typeof value === "object" ? value.filter((one) => typeof one === "string") : value;

const dispatch = async (args: readonly string[], surroundings: Surroundings): Promise<void> => {
  const [topic = "--help", verb = ""] = args;
  for (const words of [3, 2]) {
    const command = commands.find(({ name }) => name === args.slice(0, words).join(" "));
    if (command) return runCommand(command, args.slice(words), surroundings);
  }
  const asked = args.length === 0 || args.includes("--help") || args.includes("-h") || topic === "help";
  if (!asked) throw new CliError("usage", `There is no command "${topic}${verb && ` ${verb}`}".\n\n${rootHelp(commands)}`);
  surroundings.say(rootHelp(commands));
};

/** Runs the command line; answers the exit code. */
export const runCli = async (args: readonly string[], surroundings: Surroundings): Promise<number> => {
  try {
    await dispatch(args, surroundings);
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    surroundings.complain(error.message);
    return exitCodes[error.exit];
  }
};
