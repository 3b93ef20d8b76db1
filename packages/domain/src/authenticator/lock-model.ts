/**
 * The lock model of a device's PIN (contract, 11.1): five tries, then locks of 300, 600 and 1200 seconds with one try after
 * each, then blocked. A try is charged before the PIN is checked: with a PAKE whoever starts a proof has already made a guess,
 * so a start without an end, or a crash in between, must not give a free one.
 */
export type PinLock =
  | { readonly at: "OPEN"; readonly failures: number }
  | { readonly at: "TEMP"; readonly level: LockLevel; readonly until: Date }
  | { readonly at: "BLOCKED" }
  | { readonly at: "ADMIN_LOCKED"; readonly before: PinLock }
  | { readonly at: "REMOVED" };

/** How often the lock has closed in a row. */
export type LockLevel = 1 | 2 | 3;

/** What the lock model says of a use of the PIN. */
export type PinVerdict = "right" | "wrong" | "temporarily_locked" | "blocked" | "admin_locked" | "removed";

/** The answer to a use of the PIN; the delay is in whole seconds. */
export interface PinAnswer {
  readonly verdict: PinVerdict;
  readonly retryCounter: number;
  readonly retryDelay: number;
}

/** A charged try: the lock as it is if the PIN proves wrong or nothing more is heard, or a refusal without any check. */
export type PinCharge =
  | { readonly outcome: "charged"; readonly lock: PinLock; readonly ifWrong: PinAnswer; readonly lastTry: boolean }
  | { readonly outcome: "refused"; readonly answer: PinAnswer };

/** A change an administrator asked for; in the wrong state it fails and says so. */
export type LockChange = { readonly outcome: "changed"; readonly lock: PinLock } | { readonly outcome: "wrong_state" };

const MAX_TRIES = 5; // PSD2 RTS, article 4(3)(b)
const FIRST_LOCK_S = 300;

/** A lock nobody has failed at yet. */
export const openLock: PinLock = { at: "OPEN", failures: 0 };

/** Charges one try before the PIN is looked at. */
export const chargePinUse = (lock: PinLock, now: Date): PinCharge => {
  const refusal = refuse(lock, now);
  if (refusal) return { outcome: "refused", answer: refusal };
  const next = afterFailure(lock, now);
  return { outcome: "charged", lock: next, ifWrong: answerIn(next, now), lastTry: lock.at === "TEMP" && lock.level === 3 };
};

/** A charged try proved right: nothing is counted any more. A lock that an administrator closed meanwhile stays closed. */
export const clearPinFailures = (lock: PinLock): PinLock => (lock.at === "ADMIN_LOCKED" || lock.at === "REMOVED" ? lock : openLock);

/** Charge and proof in one step. */
export const judgePin = (lock: PinLock, proof: "right" | "wrong", now: Date): { readonly lock: PinLock; readonly answer: PinAnswer } => {
  const charge = chargePinUse(lock, now);
  if (charge.outcome === "refused") return { lock, answer: charge.answer };
  return proof === "right" ? { lock: openLock, answer: rightAnswer } : { lock: charge.lock, answer: charge.ifWrong };
};

/** Reactivation with a new code, or the help desk: the PIN may be used again. What an administrator locked stays locked. */
export const resetPinLock = (lock: PinLock): LockChange =>
  lock.at === "ADMIN_LOCKED" || lock.at === "REMOVED" ? { outcome: "wrong_state" } : { outcome: "changed", lock: openLock };

/** An administrator locks; the state before comes back when they unlock. */
export const lockByAdministrator = (lock: PinLock): LockChange =>
  lock.at === "ADMIN_LOCKED" || lock.at === "REMOVED"
    ? { outcome: "wrong_state" }
    : { outcome: "changed", lock: { at: "ADMIN_LOCKED", before: lock } };

/** An administrator unlocks. */
export const unlockByAdministrator = (lock: PinLock): LockChange =>
  lock.at === "ADMIN_LOCKED" ? { outcome: "changed", lock: lock.before } : { outcome: "wrong_state" };

/** An administrator removes the device: no way back. */
export const removeLock = (lock: PinLock): LockChange =>
  lock.at === "REMOVED" ? { outcome: "wrong_state" } : { outcome: "changed", lock: { at: "REMOVED" } };

/** Seconds until the PIN may be tried, rounded up. */
export const secondsUntil = (until: Date, now: Date): number => Math.max(0, Math.ceil((until.getTime() - now.getTime()) / 1000));

const rightAnswer: PinAnswer = { verdict: "right", retryCounter: 0, retryDelay: 0 };

const closed = (verdict: PinVerdict, retryDelay = 0): PinAnswer => ({ verdict, retryCounter: 0, retryDelay });

const refuse = (lock: PinLock, now: Date): PinAnswer | null => {
  switch (lock.at) {
    case "OPEN":
      return null;
    case "TEMP":
      return lock.until.getTime() > now.getTime() ? closed("temporarily_locked", secondsUntil(lock.until, now)) : null;
    case "BLOCKED":
      return closed("blocked");
    case "ADMIN_LOCKED":
      return closed("admin_locked");
    case "REMOVED":
      return closed("removed");
  }
};

const afterFailure = (lock: PinLock, now: Date): PinLock => {
  switch (lock.at) {
    case "OPEN":
      return lock.failures + 1 < MAX_TRIES ? { at: "OPEN", failures: lock.failures + 1 } : temporary(1, now);
    case "TEMP":
      return lock.level === 3 ? { at: "BLOCKED" } : temporary(lock.level === 1 ? 2 : 3, now);
    case "BLOCKED":
    case "ADMIN_LOCKED":
    case "REMOVED":
      return lock;
  }
};

const temporary = (level: LockLevel, now: Date): PinLock => ({
  at: "TEMP",
  level,
  until: new Date(now.getTime() + FIRST_LOCK_S * 2 ** (level - 1) * 1000),
});

/** What a wrong PIN is told, by the state it led to. */
const answerIn = (lock: PinLock, now: Date): PinAnswer =>
  lock.at === "OPEN" ? { verdict: "wrong", retryCounter: MAX_TRIES - lock.failures, retryDelay: 0 } : (refuse(lock, now) ?? closed("blocked"));
