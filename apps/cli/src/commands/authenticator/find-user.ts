import { Type } from "typebox";
import { Value } from "typebox/value";
import { callServer, problemText } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import type { Target } from "../../find-server.ts";
import { printable } from "../../printable.ts";

const Users = Type.Object({ users: Type.Array(Type.Object({ id: Type.String() })) });

/** The id of a person named by `usr_…` or by external id. */
export const findUser = async (target: Target, name: string): Promise<string> => {
  if (/^usr_[0-9a-f]{32}$/.test(name)) return name;
  const { status, body } = await callServer(target, { path: `/v1/users?${new URLSearchParams({ externalId: name })}` });
  if (status !== 200) throw new CliError("refused", printable(problemText(body)));
  const [user] = Value.Parse(Users, body).users;
  if (!user) throw new CliError("refused", `There is no user "${printable(name)}".`);
  return user.id;
};

/** The reason of a change, which every change needs. */
export const reasonOf = (values: Readonly<Record<string, unknown>>): string => {
  const reason = values["reason"];
  if (typeof reason !== "string" || reason === "") throw new CliError("usage", "Say why: --reason TEXT");
  return reason;
};

/** How a change says why it is made and who asks for it. */
export const causeOptions = {
  options: { reason: { type: "string" }, by: { type: "string" } },
  help: [
    ["--reason TEXT", "why; kept in the audit trail"],
    ["--by NAME", "who asks (default: drawbridge); where two people unlock, an operator's address"],
  ],
} as const;

/** Why, and who asks. */
export const causeOf = (values: Readonly<Record<string, unknown>>): { readonly reason: string; readonly by: string } => {
  const { by } = values;
  return { reason: reasonOf(values), by: typeof by === "string" ? by : "drawbridge" };
};

const Awaited = Type.Object({ outcome: Type.Literal("second_person_needed"), expiresAt: Type.String() });

/** What to say where a second person must do the same; null where it is done. */
export const secondPersonOf = (body: unknown): string | null =>
  Value.Check(Awaited, body) ? `waits for a second person until ${printable(body.expiresAt)}: the same command with another --by` : null;
