/** Canonical names of what happens in a session; the log stores these, each face projects them (design.md, decision 3). */
export const sessionEventTypes = [
  "session.started",
  "consent.given",
  "institution.searched",
  "institution.selected",
  "institution.recovery_requested",
  "provider.changed",
  "sign_in.started",
  "sign_in.succeeded",
  "sign_in.challenged",
  "sign_in.failed",
  "mfa.started",
  "mfa.succeeded",
  "mfa.challenged",
  "mfa.failed",
  "oauth.launched",
  "oauth.returned",
  "oauth.failed",
  "accounts.duplicate_found",
  "accounts.offered",
  "accounts.adding",
  "accounts.added",
  "accounts.add_failed",
  "accounts.removing",
  "accounts.removed",
  "accounts.remove_failed",
  "accounts.submitted",
  "connecting.slow",
  "dialog.opened",
  "dialog.closed",
  "approval.requested",
  "approval.accepted",
  "approval.refused",
  "approval.timed_out",
  "approval.cancelled",
  "approval.not_possible",
  "connection.created",
  "connection.renewed",
  "alert.shown",
  "alert.answered",
  "step.changed",
  "session.timed_out",
  "session.ended",
] as const;
export type SessionEventType = (typeof sessionEventTypes)[number];

/** One row of the log before it has an id and a sequence number. `data` holds ids of ours only, never a secret. */
export interface DraftEvent {
  readonly type: SessionEventType;
  /** Pairs the begin and the outcome of one attempt; null outside attempts. */
  readonly attemptId: string | null;
  /** Step the session was at when it happened. */
  readonly step: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One row of the log. `seq` counts from 1 within the session, without gaps. */
export interface LoggedEvent extends DraftEvent {
  readonly id: string;
  readonly seq: number;
  readonly sessionId: string;
  readonly tenantId: string;
  /** ISO 8601. */
  readonly occurredAt: string;
}
