import type { Deps } from "../../../use-cases/deps.ts";
import type { FleetWish } from "../../../use-cases/find-fleet.ts";
import type { Access } from "../access.ts";
import { ConnectionsProblem } from "../problem.ts";
import { factsFor, settingsOf } from "./client-settings.ts";
import { findUser } from "./ids.ts";
import type { Query } from "./read-query.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Where a reader goes on; anything else than what a page ended with is refused. */
const cursorOf = (text: string | null): string | null => {
  if (text !== null && !uuid.test(text)) throw new ConnectionsProblem(400, "BadRequest", "after must be meta.next of the page before");
  return text;
};

/** Reads which part of the fleet is asked for; a token that is bound to a person stays with them. */
export const readFleet = async (
  deps: Deps,
  access: Access,
  { query, limit }: { readonly query: Query; readonly limit: number },
): Promise<FleetWish> => {
  const settings = await settingsOf(deps, access);
  return { ...(await readFilter(deps, access, query)), limit, seenAs: (facts) => factsFor(settings, facts) };
};

const readFilter = async (deps: Deps, { tenant, sub }: Access, query: Query): Promise<Omit<FleetWish, "limit" | "seenAs">> => ({
  status: query.choice("status", ["ok", "error", "never"]),
  extendedStatus: query.choice("extendedStatus", ["expired", "stoppedSyncing"]),
  error: query.choice("error", ["resync", "sync_error", "sync_partial", "mfa_required", "credentials_error"]),
  action: query.choice("action", ["none", "wait", "sync", "refresh", "reauth", "reconsent", "contact_support"]),
  kind: query.choice("type", ["api", "legacy", "test", "zoopla", "mouseprice", "autotrader"]) ?? null,
  bankId: query.text("bankId"),
  expiringBefore: query.moment("expiringBefore", "start"),
  updatedBefore: query.moment("updatedBefore", "start"),
  after: cursorOf(query.text("after")),
  userId: sub === null ? null : (await findUser(deps, tenant, sub)).id,
});
