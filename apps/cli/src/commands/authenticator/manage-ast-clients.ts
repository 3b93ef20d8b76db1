import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { callServer, problemText, type Call } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import type { Target } from "../../find-server.ts";
import { printable } from "../../printable.ts";
import type { Command } from "../command.ts";
import { findUser, reasonOf } from "./find-user.ts";

const nullable = Type.Union([Type.String(), Type.Null()]);
const AstClient = Type.Object({
  id: Type.String(),
  astClientId: Type.String(),
  state: Type.String(),
  app: Type.Object({ name: Type.String(), version: Type.String() }),
  deviceId: nullable,
  clientId: nullable,
  keyThumbprint: Type.String(),
  lastSeenAt: Type.String(),
});
const AstClients = Type.Object({ astClients: Type.Array(AstClient) });

const ask = async (target: Target, call: Call): Promise<unknown> => {
  const { status, body } = await callServer(target, call);
  if (status >= 300) throw new CliError("refused", printable(problemText(body)));
  return body;
};

const pathOf = (operand: string): string => `/v1/ast-clients/${encodeURIComponent(operand)}`;

const lineOf = ({ id, state, app, deviceId, lastSeenAt }: Static<typeof AstClient>): string =>
  printable(`${id}  ${state}  ${app.name} ${app.version}  ${deviceId ?? "no device"}  last seen ${lastSeenAt}`);

/** Lists the installations a person signed in with. */
export const listAstClients: Command = {
  name: "ast-clients list",
  operand: "USER",
  summary: "List the app installations (AST clients) of a user (usr_… or external id)",
  options: {},
  help: [],
  run: async ({ target, operand, say }) => {
    const path = `/v1/ast-clients?userId=${await findUser(target, operand)}`;
    const { astClients } = Value.Parse(AstClients, await ask(target, { path }));
    if (astClients.length === 0) throw new CliError("refused", "This user has no installation.");
    for (const client of astClients) say(lineOf(client));
  },
};

/** Shows one installation. */
export const showAstClient: Command = {
  name: "ast-clients show",
  operand: "AST_CLIENT",
  summary: "Show an app installation",
  options: {},
  help: [],
  run: async ({ target, operand, say }) => {
    const client = Value.Parse(AstClient, await ask(target, { path: pathOf(operand) }));
    say(lineOf(client));
    say(printable(`astClientId ${client.astClientId}`));
    say(printable(`key ${client.keyThumbprint}`));
    say(printable(`client ${client.clientId ?? "none"}`));
  },
};

/** Withdraws an installation. */
export const revokeAstClient: Command = {
  name: "ast-clients revoke",
  operand: "AST_CLIENT",
  summary: "Withdraw an app installation: it signs nobody in and gets no token any more",
  options: { reason: { type: "string" } },
  help: [["--reason TEXT", "why; kept in the audit trail"]],
  run: async ({ target, operand, values, say }) => {
    const because = new URLSearchParams({ reason: reasonOf(values), by: "drawbridge" }).toString();
    await ask(target, { method: "DELETE", path: `${pathOf(operand)}?${because}` });
    say("revoked");
  },
};
