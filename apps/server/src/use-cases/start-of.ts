import type { FlowStart, Repair } from "@drawbridge/domain";
import { accounts, connections, type Connection, type Link, type Queryable, type Tx } from "@drawbridge/storage";
import type { WaysIn } from "../institutions/directory.ts";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import { recommendFor } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { knownJobTypes } from "./read-link.ts";
import { routeInstitution } from "./route-institution.ts";
import { readRouting } from "./routing-preferences.ts";
import { resolveInstitution } from "./resolve-institution.ts";
import type { LinkOptions } from "./session-record.ts";

/** What a new session on a link starts from: nothing, a named institution, or a connection to repair. */
export const startOf = async (deps: Deps, tx: Tx, link: Link): Promise<FlowStart> => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by createLink in exactly this shape
  const options = link.options as LinkOptions;
  const jobTypes = knownJobTypes(options.jobTypes);
  if (options.connectionId === undefined) {
    const { institutionId, aggregator = null } = options;
    const { tenantId, userId } = link;
    const preferences = await readRouting(tx, tenantId);
    const wish = { tenantId, userId, jobTypes, aggregator, preferences };
    const institution = institutionId === null ? null : await routeInstitution(deps, tx, { ...wish, institutionId });
    return { institution, repair: null, nothingToFix: false };
  }
  const connection = await connections(tx).byId(link.tenantId, options.connectionId);
  if (!connection || connection.status !== "active") throw new AppError("LINK_SPENT", { detail: "the connection is gone" });
  const { journey } = options;
  const usual = journey === "reauth" || journey === "reconsent" ? journey : "refresh";
  return startRepair(deps, tx, { connection, journey: usual, jobTypes, onlyIfBroken: options.mode === "fix" });
};

interface Wanted {
  readonly connection: Connection;
  readonly journey: Repair["journey"];
  readonly jobTypes: Repair["jobTypes"];
  readonly onlyIfBroken: boolean;
}

const startRepair = async (deps: Deps, tx: Tx, { connection, journey, jobTypes, onlyIfBroken }: Wanted): Promise<FlowStart> => {
  const { action } = await recommendFor(deps, tx, connection);
  const repairs = action === "reauth" || action === "reconsent" || action === "refresh";
  return { ...(await repairOf(deps, tx, { connection, journey, jobTypes, origin: "link" })), nothingToFix: onlyIfBroken && !repairs };
};

/** What a repair of a connection starts from: its institution and the accounts it has. */
export const repairOf = async (
  deps: Deps,
  db: Queryable,
  { connection, ...wish }: { readonly connection: Connection } & Pick<Repair, "journey" | "jobTypes" | "origin">,
): Promise<Omit<FlowStart, "nothingToFix"> & { readonly repair: Repair }> => {
  const { tenantId, id, no, institutionId, provider, kind } = connection;
  const known = await accounts(db).ofConnection(tenantId, id);
  const refs = known.filter(({ selected }) => selected).map((account) => ({ id: printId("acc", account.id), no: account.no }));
  const by = (way: WaysIn) => resolveInstitution(deps, printId("ins", institutionId), { ...way, jobTypes: [], aggregator: provider });
  const same = by({ kind });
  return {
    institution: same?.card.connectable ? same : by({}), // its own way in, while there is one
    repair: { ...wish, connection: { id: printId("con", id), no }, accounts: refs },
  };
};
