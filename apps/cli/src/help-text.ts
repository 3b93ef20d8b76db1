import type { Command } from "./commands/command.ts";

const common: readonly (readonly [string, string])[] = [
  ["--server URL", "the server (else DRAWBRIDGE_SERVER, else .drawbridge/dev.json)"],
  ["--token TOKEN", "API token (else DRAWBRIDGE_TOKEN, else .drawbridge/dev.json)"],
  ["--help", "show this"],
];

const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
};

const typed = ({ name, operand }: Pick<Command, "name" | "operand">): string => (operand === null ? name : `${name} ${operand}`);

/** Help on one command. */
export const commandHelp = ({ name, operand, summary, help }: Command): string =>
  `${summary}\n\nUsage: drawbridge ${typed({ name, operand })} [options]\n\n${table([...help, ...common])}`;

/** Help on all commands. */
export const rootHelp = (commands: readonly Command[]): string =>
  [
    "Usage: drawbridge COMMAND [options]\n",
    table(commands.map((command) => [typed(command), command.summary])),
    "\n`drawbridge COMMAND --help` says more. Exit codes: 0 done, 1 refused or nothing found,\n2 wrong usage, 3 server not reachable, 4 token not accepted.",
  ].join("\n");
