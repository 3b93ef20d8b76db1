import { textIn, textsIn, type AnalyticsEvent } from "./analytics-event.ts";

/** What a person tries. */
export const attemptKinds = ["sign_in", "mfa", "oauth", "add", "remove"] as const;
export type AttemptKind = (typeof attemptKinds)[number];

/** How an attempt ended; `open`: its second event is still to come, or, once the session is over, never will. */
export type AttemptOutcome = "succeeded" | "challenged" | "failed" | "open";

/** One attempt: its first event, and its second if there was one. */
export interface FoldedAttempt {
  readonly kind: AttemptKind;
  readonly outcome: AttemptOutcome;
  readonly failure: string | null;
  /** Kinds of the questions it answered; of MFA only. */
  readonly challenges: readonly string[];
  readonly blocked: boolean;
}

const begins: Readonly<Record<string, AttemptKind>> = {
  "sign_in.started": "sign_in",
  "mfa.started": "mfa",
  "oauth.launched": "oauth",
  "accounts.adding": "add",
  "accounts.removing": "remove",
};

const ends: Readonly<Record<string, readonly [AttemptKind, Exclude<AttemptOutcome, "open">]>> = {
  "sign_in.succeeded": ["sign_in", "succeeded"],
  "sign_in.challenged": ["sign_in", "challenged"],
  "sign_in.failed": ["sign_in", "failed"],
  "mfa.succeeded": ["mfa", "succeeded"],
  "mfa.challenged": ["mfa", "challenged"],
  "mfa.failed": ["mfa", "failed"],
  "oauth.returned": ["oauth", "succeeded"],
  "oauth.failed": ["oauth", "failed"],
  "accounts.added": ["add", "succeeded"],
  "accounts.add_failed": ["add", "failed"],
  "accounts.removed": ["remove", "succeeded"],
  "accounts.remove_failed": ["remove", "failed"],
};

/** Pairs first and second events by kind and attempt id. A second event without a first one is no attempt. */
export const pairAttempts = (events: readonly AnalyticsEvent[]): readonly FoldedAttempt[] => {
  const attempts: FoldedAttempt[] = [];
  const open = new Map<string, number>();
  let challenges: readonly string[] = [];
  for (const { type, attemptId, data } of events) {
    const begun = begins[type];
    if (begun) {
      const asked = begun === "mfa" ? challenges : [];
      open.set(
        `${begun} ${attemptId}`,
        attempts.push({ kind: begun, outcome: "open", failure: null, challenges: asked, blocked: data["blocked"] === true }) - 1,
      );
    }
    const end = ends[type];
    if (end) closeAttempt(attempts, open, { key: `${end[0]} ${attemptId}`, outcome: end[1], failure: textIn(data, "failure") });
    if (type === "sign_in.challenged" || type === "mfa.challenged") challenges = textsIn(data, "challenges");
  }
  return attempts;
};

const closeAttempt = (
  attempts: FoldedAttempt[],
  open: Map<string, number>,
  { key, outcome, failure }: { readonly key: string; readonly outcome: AttemptOutcome; readonly failure: string | null },
): void => {
  const index = open.get(key);
  const attempt = index === undefined ? undefined : attempts[index];
  if (index === undefined || !attempt) return;
  attempts[index] = { ...attempt, outcome, failure };
  open.delete(key);
};
