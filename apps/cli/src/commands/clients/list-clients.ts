import { Type } from "typebox";
import { Value } from "typebox/value";
import { printable } from "../../printable.ts";
import type { Command } from "../command.ts";
import { askForClients, ClientRecord } from "./client-record.ts";

const Listed = Type.Object({ oidcClients: Type.Array(ClientRecord) });

/** Lists the tenant's clients. */
export const listClients: Command = {
  name: "clients list",
  operand: null,
  summary: "List the clients of the identity server",
  options: {},
  help: [],
  run: async ({ target, say }) => {
    const { oidcClients } = Value.Parse(Listed, await askForClients(target, { path: "/v1/oidc-clients" }));
    for (const { id, name, authMethod } of oidcClients) say(printable(`${id}  ${authMethod.padEnd(19)}  ${name}`));
    if (oidcClients.length === 0) say("There are none yet: drawbridge clients create NAME");
  },
};
