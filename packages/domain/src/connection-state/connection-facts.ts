/** Kinds of an (institution, provider) row (design.md, section 2). */
export type ConnectionKind = "api" | "legacy" | "test" | "zoopla" | "autotrader" | "mouseprice";

/** Errors of a connection (connections.md, 4.3). */
export type ConnectionError = "resync" | "sync_error" | "sync_partial" | "mfa_required" | "credentials_error";

/** What is known of a connection when somebody asks how it is. Times are in the tenant's clock. */
export interface ConnectionFacts {
  readonly kind: ConnectionKind;
  /** Verdict of the last finished sync; null after a success. */
  readonly verdict: Exclude<ConnectionError, "resync"> | null;
  /** First failed sync after a success; null while all is well. */
  readonly failingSince: Date | null;
  /** Last attempt, successful or not; null before the first. */
  readonly lastSyncedAt: Date | null;
  /** Last success; null before the first. */
  readonly lastUpdatedAt: Date | null;
  /** End of the consent; null: it does not expire. */
  readonly expiresAt: Date | null;
  /** Days before that end at which it is first told; left out: seven. */
  readonly firstLeadDays?: number | undefined;
  /** Days without a success after which the data counts as old: 2, or 40 for properties and loans. */
  readonly staleAfterDays: 2 | 40;
  /** Reconsent is possible without signing in again. */
  readonly tppConsent: boolean;
  /** One sync after the sign-in, and no more without the person. */
  readonly singleSyncOnly: boolean;
  /** The provider asks something at each fetch. */
  readonly useMfa: boolean;
  /** Least time between two syncs, ms. */
  readonly syncLimitMs: number;
  /** No sync is accepted before: one was accepted a moment ago, or the bank takes no more calls today. Null: one is now. */
  readonly syncAllowedAt: Date | null;
  /** A sync is at work now. */
  readonly syncRunning: boolean;
  /** The person or the bank ended the consent before its time; null: it stands. */
  readonly consentRevokedAt: Date | null;
  /** Nothing is fetched since then until the help desk lets it go on; null: it may be. */
  readonly pausedSince: Date | null;
  readonly provider: ProviderState;
}

/** How the provider is. `down`: also while its circuit breaker is open; `gone`: it will not come back. */
export type ProviderState =
  | { readonly at: "available" }
  | { readonly at: "degraded" | "gone"; readonly since: Date | null }
  | { readonly at: "down"; readonly since: Date | null; readonly probeAt: Date | null };

/** A connection's state as every face shows it (connections.md, 4.1 and 4.5). */
export interface ConnectionState {
  readonly status: "ok" | "error" | "never";
  readonly extendedStatus: "expired" | "stoppedSyncing" | null;
  readonly error: ConnectionError | null;
}
