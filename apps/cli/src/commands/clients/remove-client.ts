import { printable } from "../../printable.ts";
import type { Command } from "../command.ts";
import { askForClients, clientPath } from "./client-record.ts";

/** Removes a client. */
export const removeClient: Command = {
  name: "clients remove",
  operand: "ID",
  summary: "Remove a client; its tokens end at once, users and connections stay",
  options: {},
  help: [],
  run: async ({ target, operand, say }) => {
    await askForClients(target, { path: clientPath(operand), method: "DELETE" });
    say(`Removed ${printable(operand)}.`);
  },
};
