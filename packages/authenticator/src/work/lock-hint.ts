import { isSameUser, secondsUntil, type McEffect, type McOutcome } from "@drawbridge/domain";
import type { PinLockHint, StoredUser } from "../key-store/key-store.ts";
import { changeDevice, findUser, type WorkContext } from "./work-context.ts";

const RETRIES_EXCEEDED = 500_000_030;
/** What the server judges by the lock of the PIN, also where it asks for none. */
const judgedByLock: readonly McEffect["kind"][] = ["login", "offline_login", "change_pin", "prove_operation_pin", "enrol"];
const isOk = ({ status, error }: McOutcome): boolean => error === undefined && (status === "kOk" || status === "kUpdateAvailable");

const hintOf = ({ serverNow }: WorkContext, { status, error, retryDelay = 0 }: McOutcome): PinLockHint | null => {
  if (error?.errorCode === RETRIES_EXCEEDED || status === "kPinBlocked") return { until: null };
  return status === "kTemporaryLocked" ? { until: new Date(serverNow().getTime() + retryDelay * 1000) } : null;
};

/** Keeps how a use of the PIN ended, over restarts too: a lock until it is over, a success as the end of every lock. */
export const noteLock = async (context: WorkContext, effect: McEffect, outcome: McOutcome): Promise<void> => {
  const user = "user" in effect ? effect.user : context.session.current?.user.userIdentifier;
  if (!user || !judgedByLock.includes(effect.kind)) return;
  const pinLock = hintOf(context, outcome);
  if (!pinLock && !(isOk(outcome) && (await findUser(context, user))?.pinLock)) return;
  await changeDevice(context, (device) => ({
    ...device,
    users: device.users.map((one) => (isSameUser(one.userIdentifier, user) ? { ...one, pinLock } : one)),
  }));
};

/** Why the PIN of a user is not asked for now; null where nothing is known against it. */
export const lockedAsTold = ({ serverNow }: WorkContext, { pinLock }: StoredUser): McOutcome | null => {
  if (!pinLock) return null;
  if (pinLock.until === null) return { status: "kPinBlocked", payload: { retryCounter: 0, retryDelay: 0 } };
  const retryDelay = secondsUntil(pinLock.until, serverNow());
  return retryDelay > 0 ? { status: "kTemporaryLocked", payload: { retryCounter: 0, retryDelay } } : null;
};
