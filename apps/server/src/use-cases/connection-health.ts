import { connectionState, recommendedAction, type ConnectionFacts, type ConnectionKind, type RecommendedAction } from "@drawbridge/domain";
import { consents, type Connection, type Consent, type Queryable } from "@drawbridge/storage";
import type { Deps } from "./deps.ts";

const SYNC_LIMIT_MS = 1_800_000; // connections.md, 6.2

const kinds: Readonly<Record<string, ConnectionKind>> = { api: "api", legacy: "legacy", test: "test", zoopla: "zoopla", autotrader: "autotrader", mouseprice: "mouseprice" };
const verdicts = ["sync_error", "sync_partial", "mfa_required", "credentials_error"] as const;

/** What the domain needs to know of a connection. */
export const factsOf = (connection: Connection, consent: Pick<Consent, "expiresAt"> | null): ConnectionFacts => ({
  kind: kinds[connection.kind] ?? "api",
  verdict: verdicts.find((name) => name === connection.error) ?? null,
  failingSince: connection.error === null ? null : connection.lastUpdatedAt,
  lastSyncedAt: connection.lastSyncedAt,
  lastUpdatedAt: connection.lastUpdatedAt,
  expiresAt: consent?.expiresAt ?? null,
  staleAfterDays: connection.kind === "api" || connection.kind === "legacy" || connection.kind === "test" ? 2 : 40,
  tppConsent: false,
  singleSyncOnly: false,
  useMfa: false,
  syncLimitMs: SYNC_LIMIT_MS,
});

/** What should be done about a connection now, and why. */
export const recommendFor = async (deps: Deps, db: Queryable, connection: Connection): Promise<RecommendedAction> =>
  recommendedAction(factsOf(connection, await consents(db).latest(connection.tenantId, connection.id)), deps.now());

/** A connection's state as every face shows it. */
export const stateFor = async (deps: Deps, db: Queryable, connection: Connection) =>
  connectionState(factsOf(connection, await consents(db).latest(connection.tenantId, connection.id)), deps.now());
