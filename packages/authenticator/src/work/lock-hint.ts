import type { UserIdentifier } from "@drawbridge/contract";
import { secondsUntil, type McEffect, type McOutcome } from "@drawbridge/domain";
import type { WorkContext } from "./work-context.ts";

/** What the server last said of the PIN of a user: a hint, and no more than that (contract, 11.1). */
export interface LockHint {
  /** Null: for good. */
  readonly until: Date | null;
}

const RETRIES_EXCEEDED = 500_000_030;
const usesPin: readonly McEffect["kind"][] = ["login", "change_pin", "prove_operation_pin", "enrol"];

const nameOf = ({ tenantId, userId }: UserIdentifier): string => JSON.stringify([tenantId, userId]);

const hintOf = ({ serverNow }: WorkContext, { status, error, retryDelay = 0 }: McOutcome): LockHint | null => {
  if (error?.errorCode === RETRIES_EXCEEDED) return { until: null };
  return status === "kTemporaryLocked" ? { until: new Date(serverNow().getTime() + retryDelay * 1000) } : null;
};

/** Remembers how a use of the PIN ended: a lock until it is over, a right PIN as the end of every lock. */
export const noteLock = (context: WorkContext, effect: McEffect, outcome: McOutcome): void => {
  const user = "user" in effect ? effect.user : context.session.current?.user.userIdentifier;
  if (!user || !usesPin.includes(effect.kind)) return;
  const hint = hintOf(context, outcome);
  if (hint) context.locks.set(nameOf(user), hint);
  else if (outcome.error === undefined) context.locks.delete(nameOf(user));
};

/** Why the PIN of a user is not asked for now; null where nothing is known against it. */
export const lockedAsTold = ({ locks, serverNow }: WorkContext, user: UserIdentifier): McOutcome | null => {
  const hint = locks.get(nameOf(user));
  if (!hint) return null;
  if (hint.until === null) return { status: "kPinBlocked", payload: { retryCounter: 0, retryDelay: 0 } };
  const retryDelay = secondsUntil(hint.until, serverNow());
  return retryDelay > 0 ? { status: "kTemporaryLocked", payload: { retryCounter: 0, retryDelay } } : null;
};
