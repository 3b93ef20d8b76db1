import { connections, users, type Connection, type Tenant, type User } from "@drawbridge/storage";
import type { Deps } from "../../../use-cases/deps.ts";
import { ConnectionsProblem } from "../problem.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const hex = /^[0-9a-f]{24}$/;
const bankConnection = /^[\w-]+:[\w-]+$/;

/** What an unknown id of any kind is answered with. */
export const unknownThing = (thing: string): ConnectionsProblem => new ConnectionsProblem(404, "NotFound", `This ${thing} does not exist`);

/** Reads a uuid; anything else is an unknown thing. */
export const uuidOf = (text: string, thing: string): string => {
  if (!uuid.test(text)) throw unknownThing(thing);
  return text;
};

/** Finds a person by the 24 hex of this face. */
export const findUser = async (deps: Deps, { id: tenantId }: Pick<Tenant, "id">, hexId: string): Promise<User> => {
  const user = hex.test(hexId) ? await users(deps.storage.pool).byHexId(tenantId, hexId) : null;
  if (!user) throw unknownThing("user");
  return user;
};

/** Finds one of a person's connections, also a removed one; the colon may come encoded. */
export const findAnyConnection = async (deps: Deps, { tenantId, id }: User, text: string): Promise<Connection | null> => {
  const connection = bankConnection.test(text) ? await connections(deps.storage.pool).byBankConnectionId(tenantId, text) : null;
  return connection?.userId === id && connection.status !== "pending" ? connection : null;
};

/** Finds one that is there; a removed one is unknown. */
export const findConnection = async (deps: Deps, user: User, text: string): Promise<Connection> => {
  const connection = await findAnyConnection(deps, user, text);
  if (connection?.status !== "active") throw unknownThing("connection");
  return connection;
};
