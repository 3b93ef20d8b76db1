import { changeApi } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { Link, Nothing, type Connection } from "../../api/shapes.ts";
import { words } from "../../view/format.ts";

/** What came of an action on one connection. */
export interface Deed {
  readonly connection: Connection;
  readonly outcome: "done" | "refused";
  readonly text: string;
  /** A link to hand to the person. */
  readonly url?: string;
}

const refused = (connection: Connection, error: unknown): Deed => {
  const { title, detail } = toProblem(error);
  return { connection, outcome: "refused", text: detail || title };
};

/** Asks for new data now. */
export const askForSync = async (connection: Connection): Promise<Deed> => {
  try {
    await changeApi(Nothing, `/v1/connections/${connection.id}/syncs`, { method: "POST", body: { attended: false } });
    return { connection, outcome: "done", text: "Sync started" };
  } catch (error) {
    return refused(connection, error);
  }
};

const journeys: Readonly<Record<string, string>> = { reconsent: "reconsent", refresh: "refresh" };

/** Makes a link on which the person repairs the connection: what is recommended, else a new sign-in. */
export const makeRepairLink = async (connection: Connection): Promise<Deed> => {
  try {
    const { externalId } = connection;
    if (externalId === null) return { connection, outcome: "refused", text: "This person has no external id, which a link needs" };
    const kind = journeys[connection.recommendedAction.action] ?? "reauth";
    const body = { kind, connectionId: connection.id, user: { externalId } };
    const { url } = await changeApi(Link, "/v1/links", { method: "POST", body });
    return { connection, outcome: "done", text: `${words(kind)} link, good for two hours`, url };
  } catch (error) {
    return refused(connection, error);
  }
};
