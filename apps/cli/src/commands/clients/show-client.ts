import type { Command } from "../command.ts";
import { askForClients, clientLines, clientPath } from "./client-record.ts";

/** Shows one client. */
export const showClient: Command = {
  name: "clients show",
  operand: "ID",
  summary: "Show a client, without its secret",
  options: {},
  help: [],
  run: async ({ target, operand, say }) => {
    for (const line of clientLines(await askForClients(target, { path: clientPath(operand) }))) say(line);
  },
};
