import type { Failure } from "@drawbridge/contract";
import type { FastifyReply } from "fastify";

/** HTTP status of each failure; the body says the same in words. */
const statusOf = {
  credentials_rejected: 401,
  mfa_required: 401,
  mfa_wrong: 401,
  mfa_expired: 410,
  login_locked: 423,
  action_at_bank: 403,
  consent_denied: 403,
  consent_cancelled: 403,
  consent_expired: 403,
  access_revoked: 403,
  bank_down: 503,
  rate_limited_by_bank: 429,
  provider_failed: 500,
  partial_data: 503,
  not_supported: 422,
  no_usable_accounts: 422,
  duplicate: 409,
  popup_blocked: 400,
  session_expired: 400,
  unexpected: 500,
} as const satisfies Record<Failure, number>;

/** An expected failure on its way out. `status` differs from the failure's usual one for malformed requests. */
export interface FailureReply {
  readonly failure: Failure;
  readonly detail: string;
  readonly attemptsLeft?: number;
  readonly status?: number;
}

/** Answers with a failure of the shared vocabulary. */
export function sendFailure(reply: FastifyReply, { failure, detail, attemptsLeft, status }: FailureReply): FastifyReply {
  if (failure === "rate_limited_by_bank") reply.header("retry-after", "60");
  const tries = attemptsLeft === undefined ? {} : { attemptsLeft };
  return reply.code(status ?? statusOf[failure]).send({ status: "failed", reason: failure, detail, ...tries });
}
