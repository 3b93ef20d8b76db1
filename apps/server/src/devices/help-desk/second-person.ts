import { operators, unlockRequests, type Operator, type Tx, type UnlockSubject } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { recordDeed } from "./audit.ts";
import { readDevicePolicies } from "./device-policies.ts";

/** What an unlock came to: done, or begun by the first of two people. */
export type UnlockOutcome =
  /** `confirmedBy`: the second of two people; null where one is enough. */
  | { readonly outcome: "unlocked"; readonly confirmedBy: string | null }
  | { readonly outcome: "second_person_needed"; readonly askedBy: string; readonly expiresAt: string };

const WAITS_MS = 15 * 60_000; // the second person looks at the same case

interface Wish extends UnlockSubject {
  readonly userId: string;
  readonly cause: { readonly by: string; readonly reason: string };
}

const unknownPerson = (): AppError =>
  new AppError("VALIDATION_FAILED", { detail: "two people unlock here: `by` is the address of an operator who may help people" });

/** Two names are two people only where somebody knows them: the operators of the tenant. */
const operatorNamed = async (tx: Tx, { tenantId, cause }: Wish): Promise<Operator> => {
  const operator = await operators(tx).byEmail(cause.by);
  if (operator?.tenantId !== tenantId || operator.role === "viewer") throw unknownPerson();
  return operator;
};

/** Whether an unlock may happen now; where two people are wanted, the second operator makes it so. */
export const confirmUnlock = async (tx: Tx, deps: Deps, wish: Wish): Promise<UnlockOutcome> => {
  const { twoPersonUnlock } = await readDevicePolicies(tx, wish.tenantId);
  if (!twoPersonUnlock) return { outcome: "unlocked", confirmedBy: null };
  const { reason } = wish.cause;
  const by = (await operatorNamed(tx, wish)).email;
  const now = deps.now();
  const first = await unlockRequests(tx).lock(wish, now);
  if (first?.askedBy === by) throw new AppError("WRONG_STATE", { detail: "another person must confirm this unlock" });
  if (first) {
    await unlockRequests(tx).remove(wish);
    return { outcome: "unlocked", confirmedBy: by };
  }
  const expiresAt = new Date(now.getTime() + WAITS_MS);
  if (!(await unlockRequests(tx).create(wish, { askedBy: by, reason, expiresAt }, now)))
    throw new AppError("WRONG_STATE", { detail: "somebody else asked for this unlock just now" });
  const { tenantId, userId, kind, subjectId } = wish;
  const subject = printId(kind === "device" || kind === "pin" ? "dev" : "usr", subjectId);
  await recordDeed(tx, { tenantId, userId, at: now, actor: `api:${by}`, action: "unlock.requested", subject, data: { kind, reason } });
  return { outcome: "second_person_needed", askedBy: by, expiresAt: expiresAt.toISOString() };
};
