import type { AttemptOutcome, DisableReason } from "@drawbridge/contract";
import { nextAttemptAt, type RetryQuestion, type WebhookKind } from "./retry-schedule.ts";

/** What came of a request, before anybody judged it. */
export type WebhookReply =
  | { readonly outcome: "answered"; readonly status: number }
  | { readonly outcome: "timeout" | "unreachable" | "refused" | "unsigned" };

/** What a receiver's answer means. A ping of the Connect face is content with any 2xx, its other webhooks want 200. */
export const judgeReply = (reply: WebhookReply, { kind, eventType }: { readonly kind: WebhookKind; readonly eventType: string }): AttemptOutcome => {
  if (reply.outcome !== "answered") return reply.outcome;
  const { status } = reply;
  if (status >= 300 && status < 400) return "redirected";
  if (status === 410) return "gone";
  const strict = kind === "connect" && eventType !== "ping";
  return (strict ? status === 200 : status >= 200 && status < 300) ? "delivered" : "rejected";
};

/** What becomes of a delivery and its endpoint. */
export type AfterAttempt =
  | { readonly status: "delivered" }
  | { readonly status: "pending"; readonly nextAttemptAt: Date }
  | { readonly status: "dead"; readonly disable: DisableReason | null };

/** What the decision depends on beside the schedule. */
export interface AttemptQuestion extends RetryQuestion {
  readonly outcome: AttemptOutcome;
  /** Last time this endpoint accepted anything. */
  readonly lastSuccessAt: Date | null;
}

/**
 * Decides after an attempt. An endpoint that is gone, or accepted nothing while a delivery used up all its tries, is
 * disabled; one that only refuses this delivery is not. Addresses of Connect links are never disabled: they live in
 * the link, and nobody could enable them again.
 */
export const afterAttempt = (question: AttemptQuestion): AfterAttempt => {
  const { kind, outcome, lastSuccessAt, createdAt } = question;
  if (outcome === "delivered") return { status: "delivered" };
  if (outcome === "gone" && kind !== "connect") return { status: "dead", disable: "gone" };
  const next = nextAttemptAt(question);
  if (next) return { status: "pending", nextAttemptAt: next };
  const alive = lastSuccessAt !== null && lastSuccessAt >= createdAt;
  return { status: "dead", disable: kind !== "connect" && !alive ? "exhausted" : null };
};
