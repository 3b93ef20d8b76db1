import { devices, type ActivationCode, type CodePurpose, type Queryable, type Tx } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";
import { DeviceRefusal, deviceErrorCodes } from "../channel/device-refusal.ts";
import type { Person } from "../device-user.ts";
import { readDevicePolicies } from "../help-desk/device-policies.ts";
import type { Cause } from "../help-desk/manage-devices.ts";
import { confirmUnlock, type UnlockOutcome } from "../help-desk/second-person.ts";

/**
 * A code is a way around a lock: it sets a new PIN, or makes a new device beside the locked one. Where two people lift locks, two
 * people make the code for everybody who has or had a device. A code that one made is for a first device alone, also when it was made
 * before that: one operator could lock a person, remove the device, and hand out what is left.
 */

/** What a code is wanted for. */
export interface CodeWanted extends Person {
  readonly purpose: CodePurpose;
  readonly cause: Cause;
}

/** Whether a code may be made now; a person's first device needs nobody else. */
export const confirmCode = async (tx: Tx, deps: Deps, { tenant, user, purpose, cause }: CodeWanted): Promise<UnlockOutcome> => {
  const known = await devices(tx).ofUser(tenant.id, user.id, { removed: true });
  const isFirst = purpose !== "reactivation" && known.length === 0 && (await devices(tx).userLock(user.id)) === null;
  if (isFirst) return { outcome: "unlocked", confirmedBy: null };
  return confirmUnlock(tx, deps, { tenantId: tenant.id, userId: user.id, kind: purpose, subjectId: user.id, cause });
};

const LOCKED = { by: "policy", reason: "A code that two people made is needed.", liftableBy: "helpdesk", until: null } as const;

/** Refuses a code that one person made where two would have to make it now; null for a code that may be used. */
export const codeRefusal = async (
  db: Queryable,
  { tenantId, userId, purpose, confirmedBy }: Pick<ActivationCode, "tenantId" | "userId" | "purpose" | "confirmedBy">,
): Promise<DeviceRefusal | null> => {
  if (confirmedBy !== null || !(await readDevicePolicies(db, tenantId)).twoPersonUnlock) return null;
  if (purpose !== "reactivation" && (await devices(db).ofUser(tenantId, userId, { removed: true })).length === 0) return null;
  return new DeviceRefusal("kLockedUser", LOCKED.reason, { errorCode: deviceErrorCodes.userLocked, lock: LOCKED });
};
