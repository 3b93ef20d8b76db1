import type { FaceTransactionQuery } from "@drawbridge/storage";
import type { Access } from "../access.ts";
import { ConnectionsProblem } from "../problem.ts";
import { uuidOf } from "./ids.ts";
import { pageOf, type Query } from "./read-query.ts";

const MOST_IDS = 50;

const wrong = (message: string): ConnectionsProblem => new ConnectionsProblem(400, "BadRequest", message);

/** A token for one direction sees only that one. */
export const directionOf = ({ scopes }: Access, prefix: string): "credit" | "debit" | null => {
  const may = (suffix: string): boolean => scopes.has(`${prefix}:${suffix}`);
  if (may("all") || may("*") || (may("in") && may("out"))) return null;
  return may("in") ? "credit" : "debit";
};

const askedDirection = (query: Query): "credit" | "debit" | null => {
  const text = query.text("creditDebitIndicator")?.toLowerCase() ?? null;
  if (text !== null && text !== "credit" && text !== "debit") throw wrong("creditDebitIndicator must be credit or debit");
  return text;
};

const uuids = (query: Query, ...names: readonly string[]): readonly string[] | null => {
  const all = names.flatMap((name) => query.list(name) ?? []);
  return all.length === 0 ? null : all.map((id) => readUuid(id));
};

const readUuid = (id: string): string => {
  try {
    return uuidOf(id, "id");
  } catch {
    throw wrong(`${id.slice(0, 50)} is not an id`);
  }
};

const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Nothing is known of counterparties or enhanced categories, so whoever asks for some gets none. */
const asksForUnknown = (query: Query): boolean => query.list("counterpartyIds") !== null || query.flag("hasEnhancedCategory") === true;

/** Reads the filters of a list of transactions (connections.md, section 12). */
export const readTransactionQuery = (query: Query, allowed: "credit" | "debit" | null): FaceTransactionQuery => {
  const ids = uuids(query, "ids");
  if (ids && ids.length > MOST_IDS) throw wrong(`ids names more than ${MOST_IDS} transactions`);
  const direction = askedDirection(query);
  const impossible = asksForUnknown(query) || (direction !== null && allowed !== null && direction !== allowed);
  return {
    ids: impossible ? [NOBODY] : ids,
    accountIds: uuids(query, "accountId", "accountIds"),
    projectIds: uuids(query, "projectId", "projectIds"),
    categoryId: query.text("categoryId"),
    text: query.text("text") ?? query.text("contains"),
    startDate: query.moment("startDate", "start"),
    endDate: query.moment("endDate", "end"),
    startModified: query.moment("startDateModified", "start"),
    endModified: query.moment("endDateModified", "end"),
    direction: allowed ?? direction,
    hasProject: query.flag("hasProject"),
    ...pageOf(query, { usual: 1000, most: 1000 }),
  };
};
