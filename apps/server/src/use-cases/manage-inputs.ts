import type { PersonInput } from "@drawbridge/contract";
import type { FlowInput, Ref, Removal, Repair } from "@drawbridge/domain";
import type { Connection, Session } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { recommendFor } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { ownConnection, selectedOf } from "./manage-connections.ts";
import { knownJobTypes } from "./read-link.ts";
import { repairOf } from "./start-of.ts";

type ManageInput = Extract<PersonInput, { connectionId: string }>;

/** True for what a person asks about one of their connections. */
export const isManaging = (input: PersonInput): input is ManageInput => "connectionId" in input;

/** Adds what the server knows of the connection; null: not theirs, not there, or not possible for it. */
export const completeManaging = async (deps: Deps, session: Session, input: ManageInput): Promise<FlowInput | null> => {
  const connection = await ownConnection(deps, session, input.connectionId);
  if (!connection) return null;
  switch (input.type) {
    case "removal_requested": {
      const removal = await removalOf(deps, connection, input.accountIds);
      return removal && { type: "removal_requested", removal };
    }
    case "repair_requested":
      return repairInput(deps, connection, input.journey);
    case "revocation_requested":
    case "sync_requested":
      return { type: input.type, connection: { id: printId("con", connection.id), no: connection.no } };
  }
};

/** Only what can be renewed now without the bank; one that cannot refuses all, as the screen is older than the state. */
export const completeRenewals = async (deps: Deps, session: Session, connectionIds: readonly string[]): Promise<FlowInput | null> => {
  const due: Ref[] = [];
  for (const id of connectionIds) {
    const connection = await ownConnection(deps, session, id);
    const { action } = connection ? await recommendFor(deps, deps.storage.pool, connection) : {};
    if (!connection || action !== "reconsent") return null;
    due.push({ id: printId("con", connection.id), no: connection.no });
  }
  return { type: "renewals_requested", connections: due };
};

/** Only what is recommended now: the screen may be older than the state. */
const repairInput = async (deps: Deps, connection: Connection, journey: Repair["journey"]): Promise<FlowInput | null> => {
  const { action, alternatives } = await recommendFor(deps, deps.storage.pool, connection);
  if (action !== journey && !alternatives.includes(journey)) return null;
  const wish = { connection, journey, jobTypes: knownJobTypes(connection.jobTypes), origin: "manage" as const };
  const { repair, institution } = await repairOf(deps, deps.storage.pool, wish);
  return institution && { type: "repair_requested", repair, institution };
};

/** What the person asked to remove, with names and numbers; null: an account that is not there. */
const removalOf = async (deps: Deps, connection: Connection, accountIds: readonly string[] | null): Promise<Removal | null> => {
  const owned = await selectedOf(deps, connection);
  const chosen = owned.filter(({ id }) => accountIds === null || accountIds.includes(printId("acc", id)));
  if (accountIds !== null && chosen.length !== new Set(accountIds).size) return null;
  const entry = deps.directory.byUuid(connection.institutionId);
  const { name = "", url = "", slug = "" } = entry?.record ?? {};
  return {
    connection: { id: printId("con", connection.id), no: connection.no },
    institution: { id: printId("ins", connection.institutionId), no: entry?.no ?? 0, slug, name, url, aggregator: connection.provider },
    whole: chosen.length === owned.length,
    accounts: chosen.map(({ id, no }) => ({ id: printId("acc", id), no })),
  };
};
