import type { ConsentReceipt, ManagedAction, ManagedConnection, ManagedReason } from "@drawbridge/contract";
import { managedReasons } from "@drawbridge/contract";
import { connectionState, recommendedAction, type RecommendedAction } from "@drawbridge/domain";
import { accounts, connections, consents, type Account, type Connection, type PastConsent, type Session } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import { healthOf, type KnownHealth } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import { knownJobTypes } from "./read-link.ts";
import { clockOf } from "./tenant-clock.ts";

/** The accounts a person shares over a connection. */
export const selectedOf = async (deps: Deps, { tenantId, id }: Connection): Promise<readonly Account[]> =>
  (await accounts(deps.storage.pool).ofConnection(tenantId, id)).filter(({ selected }) => selected);

/** A person's own connection by the id they saw; null: not theirs, or not there. */
export const ownConnection = async (deps: Deps, { tenantId, userId }: Session, id: string): Promise<Connection | null> => {
  const uuid = parseId("con", id);
  const connection = uuid && (await connections(deps.storage.pool).byId(tenantId, uuid));
  return connection && connection.userId === userId && connection.status === "active" ? connection : null;
};

/** The name of a connection's institution. */
export const institutionNameOf = (deps: Deps, { institutionId }: Connection): string => deps.directory.byUuid(institutionId)?.record.name ?? "";

const reasonOf = (reason: string, revoked: boolean): ManagedReason =>
  revoked ? "revoked" : (managedReasons.find((name) => name === reason) ?? "unknown_state");

/** What the person can do with a button here. */
const doable: ReadonlySet<ManagedAction> = new Set(["reauth", "reconsent", "refresh", "sync"]);

const stateOf = ({ facts, consent }: KnownHealth, { action }: RecommendedAction, now: Date): ManagedConnection["state"] => {
  if (consent?.revokedAt) return "revoked";
  if (connectionState(facts, now).extendedStatus === "expired") return "expired";
  if (action === "none") return "healthy";
  return action === "wait" ? "waiting" : "needs_attention";
};

const receiptState = ({ revokedAt, expiresAt }: PastConsent, newest: boolean, now: Date): ConsentReceipt["state"] => {
  if (revokedAt) return "revoked";
  if (!newest) return "replaced";
  return expiresAt <= now ? "ended" : "current";
};

const printReceipts = (given: readonly PastConsent[], now: Date): ConsentReceipt[] =>
  given.map((consent, index) => ({
    id: printId("cns", consent.id),
    jobTypes: [...knownJobTypes(consent.jobTypes)],
    givenAt: consent.givenAt.toISOString(),
    expiresAt: consent.expiresAt.toISOString(),
    revokedAt: consent.revokedAt?.toISOString() ?? null,
    state: receiptState(consent, index === 0, now),
  }));

const printManaged = async (deps: Deps, connection: Connection, known: KnownHealth): Promise<ManagedConnection> => {
  const now = clockOf(deps, connection.tenantId);
  const recommended = recommendedAction(known.facts, now);
  const record = known.institution?.record;
  const given = await consents(deps.storage.pool).ofConnection(connection.tenantId, connection.id);
  const { action, notBefore, alternatives, reason } = recommended;
  return {
    id: printId("con", connection.id),
    institution: { name: record?.name ?? "", no: known.institution?.no ?? 0, logo: record?.logo ?? null, domain: record?.domain ?? "" },
    state: stateOf(known, recommended, now),
    reason: reasonOf(reason, Boolean(known.consent?.revokedAt)),
    action,
    alternative: doable.has(action) ? null : (alternatives.find((one) => doable.has(one)) ?? null),
    notBefore: notBefore?.toISOString() ?? null,
    lastUpdatedAt: connection.lastUpdatedAt?.toISOString() ?? null,
    consentExpiresAt: known.consent?.expiresAt.toISOString() ?? null,
    accounts: (await selectedOf(deps, connection)).map(({ id, name, masked }) => ({ id: printId("acc", id), name, masked })),
    receipts: printReceipts(given, now),
  };
};

/** Everything a person has connected, for the manage screen and for their devices. */
export const managedConnections = async (deps: Deps, { tenantId, userId }: Pick<Session, "tenantId" | "userId">): Promise<ManagedConnection[]> => {
  const all = await connections(deps.storage.pool).ofUser(tenantId, userId);
  const known = await healthOf(deps, deps.storage.pool, all);
  const listed = all.flatMap((connection) => {
    const health = known.get(connection.id);
    return health ? [printManaged(deps, connection, health)] : [];
  });
  return Promise.all(listed);
};
