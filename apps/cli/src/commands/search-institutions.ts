import { Type } from "typebox";
import { Value } from "typebox/value";
import { callServer, problemText } from "../call-server.ts";
import { CliError } from "../cli-error.ts";
import { printable } from "../printable.ts";
import type { Command, CommandInput } from "./command.ts";

const Found = Type.Object({
  total: Type.Integer(),
  institutions: Type.Array(
    Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String(), country: Type.String(), connectable: Type.Boolean() }),
  ),
});

const run = async ({ target, operand, values, say }: CommandInput): Promise<void> => {
  const query = new URLSearchParams({ search: operand, limit: typeof values["limit"] === "string" ? values["limit"] : "10" });
  const { status, body } = await callServer(target, { path: `/v1/institutions?${query}` });
  if (status !== 200) throw new CliError("refused", printable(problemText(body)));
  const { total, institutions } = Value.Parse(Found, body);
  if (total === 0) throw new CliError("refused", `Nothing found for "${printable(operand)}".`);
  for (const { slug, name, country, connectable } of institutions)
    say(printable(`${country}  ${name}  [${slug}]${connectable ? "" : "  not connectable yet"}`));
  say(`${institutions.length} of ${total}`);
};

/** Asks the server's directory. */
export const searchInstitutions: Command = {
  name: "institutions search",
  operand: "TERM",
  summary: "Find institutions by name, acronym, domain or routing number",
  options: { limit: { type: "string" } },
  help: [["--limit N", "how many to show, 1 to 100 (default: 10)"]],
  run,
};
