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
