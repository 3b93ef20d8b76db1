import {
  connectionState,
  MANUAL_LIMIT_MS,
  recommendedAction,
  syncBudget,
  type ConnectionFacts,
  type ConnectionKind,
  type ConnectionState,
  type ProviderState,
  type RecommendedAction,
} from "@drawbridge/domain";
import {
  connectionFacts,
  consents,
  type Connection,
  type Institution,
  type InstitutionProvider,
  type LatestConsent,
  type Queryable,
  type StoredFacts,
} from "@drawbridge/storage";
import type { Deps } from "./deps.ts";
import { clockOf } from "./tenant-clock.ts";

const kinds: Readonly<Record<string, ConnectionKind>> = {
  api: "api",
  legacy: "legacy",
  test: "test",
  zoopla: "zoopla",
  autotrader: "autotrader",
  mouseprice: "mouseprice",
};
/** The kind of a connection's source. */
export const kindOf = ({ kind }: Pick<Connection, "kind">): ConnectionKind => kinds[kind] ?? "api";

const verdicts = ["sync_error", "sync_partial", "mfa_required", "credentials_error"] as const;

/** All that is known of a connection's health. */
export interface KnownHealth {
  readonly facts: ConnectionFacts;
  readonly consent: LatestConsent | null;
  readonly stored: StoredFacts | null;
  readonly institution: Institution | null;
}

/** The provider's row of the directory that a connection was made with. */
export const providerOf = (institution: Institution | null, { provider, kind }: Connection): InstitutionProvider | null =>
  institution?.record.providers.find((one) => one.provider === provider && one.kind === kind) ?? null;

/** False once nobody fetches for it any more: its adapter is not configured, or the lists no longer name it. */
const isServed = (deps: Deps, connection: Connection, institution: Institution | null): boolean =>
  deps.adapters.has(connection.provider) && (institution === null || (!institution.retired && providerOf(institution, connection) !== null));

const providerState = (deps: Deps, connection: Connection, known: Pick<KnownHealth, "stored" | "institution">): ProviderState => {
  const { stored, institution } = known;
  if (!isServed(deps, connection, institution)) return { at: "gone", since: null };
  if (stored?.openedAt) return { at: "down", since: stored.openedAt, probeAt: stored.probeAt };
  if (institution?.record.health === "down") return { at: "down", since: null, probeAt: null };
  return institution?.record.health === "degraded" ? { at: "degraded", since: null } : { at: "available" };
};

/** Only banks that people sign in to on their own pages renew without a new sign-in (connections.md, section 9). */
const canReconsent = (
  { kind, error }: Connection,
  { consent, entry }: { readonly consent: LatestConsent | null; readonly entry: InstitutionProvider | null },
): boolean =>
  (kind === "api" || kind === "test") &&
  entry?.supportsOauth === true &&
  error !== "credentials_error" &&
  consent !== null &&
  !consent.ownExpiry &&
  !consent.revokedAt;

/** While a breaker is open the failure clock stands still (connections.md, E6). */
const failingSince = (stored: StoredFacts | null, now: Date): Date | null => {
  if (!stored?.failingSince) return null;
  const pausedMs = stored.failingPausedSince ? now.getTime() - stored.failingPausedSince.getTime() : 0;
  return new Date(stored.failingSince.getTime() + Math.max(0, pausedMs));
};

type Sources = Omit<KnownHealth, "facts">;

const isValuation = (kind: string): boolean => kind === "zoopla" || kind === "autotrader" || kind === "mouseprice";

const staleAfter = ({ kind }: Connection, stored: StoredFacts | null): ConnectionFacts["staleAfterDays"] => {
  if (isValuation(kind)) return 40;
  return stored?.hasAccount && !stored.hasQuickAccount ? 40 : 2;
};

/** What a connection may still ask its bank for today. */
export const budgetOf = (stored: StoredFacts | null, kind: ConnectionKind, now: Date) =>
  syncBudget({ day: stored?.budgetDay ?? null, attended: stored?.budgetAttended ?? 0, unattended: stored?.budgetUnattended ?? 0 }, kind, now);

/** The earliest moment a sync is accepted; null: now (connections.md, E3). */
const syncAllowedAt = (stored: StoredFacts | null, kind: ConnectionKind, now: Date): Date | null => {
  const { remaining, resetAt } = budgetOf(stored, kind, now).attended;
  const ends = [stored?.manualAllowedAt ?? null, remaining > 0 ? null : resetAt].filter((at): at is Date => at !== null && at > now);
  return ends.length === 0 ? null : new Date(Math.max(...ends.map((at) => at.getTime())));
};

/** What the domain needs to know of a connection. */
export const factsOf = (deps: Deps, connection: Connection, { consent, stored, institution }: Sources): ConnectionFacts => {
  const entry = providerOf(institution, connection);
  const now = clockOf(deps, connection.tenantId);
  return {
    kind: kindOf(connection),
    verdict: verdicts.find((name) => name === connection.error) ?? null,
    failingSince: failingSince(stored, now),
    lastSyncedAt: connection.lastSyncedAt,
    lastUpdatedAt: connection.lastUpdatedAt,
    expiresAt: consent?.expiresAt ?? null,
    staleAfterDays: staleAfter(connection, stored),
    tppConsent: canReconsent(connection, { consent, entry }),
    singleSyncOnly: entry?.singleSyncOnly === true,
    useMfa: entry?.useMfa === true,
    syncLimitMs: MANUAL_LIMIT_MS,
    syncAllowedAt: syncAllowedAt(stored, kindOf(connection), now),
    syncRunning: stored?.running === true,
    consentRevokedAt: consent?.revokedAt ?? null,
    pausedSince: stored?.pausedAt ?? null,
    provider: providerState(deps, connection, { stored, institution }),
  };
};

/** Reads the health of connections of one tenant, many at once. */
export const healthOf = async (deps: Deps, db: Queryable, all: readonly Connection[]): Promise<ReadonlyMap<string, KnownHealth>> => {
  const [first] = all;
  if (!first) return new Map();
  const ids = all.map(({ id }) => id);
  const given = await consents(db).latestOf(first.tenantId, ids);
  const facts = await connectionFacts(db).of(first.tenantId, ids);
  const { own } = await deps.reminderPlans.of(first.tenantId);
  return new Map(
    all.map((connection) => {
      const sources = {
        consent: given.get(connection.id) ?? null,
        stored: facts.get(connection.id) ?? null,
        institution: deps.directory.byUuid(connection.institutionId),
      };
      return [connection.id, { ...sources, facts: { ...factsOf(deps, connection, sources), firstLeadDays: own.leadDays[0] } }];
    }),
  );
};

const oneOf = async (deps: Deps, db: Queryable, connection: Connection): Promise<ConnectionFacts> =>
  (await healthOf(deps, db, [connection])).get(connection.id)?.facts ?? factsOf(deps, connection, { consent: null, stored: null, institution: null });

/** What should be done about a connection now, and why. */
export const recommendFor = async (deps: Deps, db: Queryable, connection: Connection): Promise<RecommendedAction> =>
  recommendedAction(await oneOf(deps, db, connection), clockOf(deps, connection.tenantId));

/** A connection's state as every face shows it. */
export const stateFor = async (deps: Deps, db: Queryable, connection: Connection): Promise<ConnectionState> =>
  connectionState(await oneOf(deps, db, connection), clockOf(deps, connection.tenantId));
