import { createHmac, randomBytes, randomInt } from "node:crypto";
import { formatActivationCode } from "@drawbridge/domain";
import { activationCodes, newId, type ActivationCode, type CodePurpose, type Tx, type User } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import type { Kms } from "../../vault/kms.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { Person } from "../device-user.ts";
import type { Cause } from "../help-desk/manage-devices.ts";

const MINUTE_MS = 60_000;

/** How long a code can be used: on a screen or as QR code, and by letter (11.2). */
export const codeLives = {
  screen: { usual: 15 * MINUTE_MS, longest: 24 * 60 * MINUTE_MS },
  letter: { usual: 7 * 24 * 60 * MINUTE_MS, longest: 10 * 24 * 60 * MINUTE_MS },
} as const;

/** Keyed hash of a code for one person: a stolen table neither shows nor tests codes. */
export const hashCode = (kms: Kms, userId: string, code: string): string =>
  createHmac("sha256", kms.derive("drawbridge-activation-code-v1"))
    .update(JSON.stringify([userId, code]))
    .digest("hex");

/** What a code's text says. */
export const CODE_BYTES = 10;

const ONE_TIME_DIGITS = 8; // security.md, ASVS 6.5: at least 20 bits

/** Keyed hash of the one-time password of a code. */
export const hashOneTime = (kms: Kms, codeId: string, oneTimePassword: string): string => hashCode(kms, `one-time:${codeId}`, oneTimePassword);

/** What a code is asked for. */
export interface CodeWish {
  readonly purpose: CodePurpose;
  readonly channel: "screen" | "letter";
  readonly lifeMs: number;
  readonly actor: string;
  readonly reason: string;
  readonly registersApp?: boolean;
  /** A one-time password goes with the code, over another channel. */
  readonly oneTimePassword?: boolean;
  readonly awaitsCommit?: boolean;
  /** The second of two people who made it. */
  readonly confirmedBy?: string | null;
  /** Ten bytes that its text is made of, by its id; random unless given. */
  readonly bytesOf?: (id: string) => Uint8Array;
}

/** Makes a code; its text is for the person, once. */
export const issueActivationCode = async (
  tx: Tx,
  { tenant, user, kms, now }: Person & { readonly kms: Kms; readonly now: Date },
  wish: CodeWish,
): Promise<{ readonly row: ActivationCode; readonly code: string; readonly oneTimePassword: string | null }> => {
  const id = newId();
  const code = formatActivationCode(wish.bytesOf?.(id) ?? randomBytes(CODE_BYTES));
  const oneTimePassword = wish.oneTimePassword ? String(randomInt(10 ** ONE_TIME_DIGITS)).padStart(ONE_TIME_DIGITS, "0") : null;
  const row: ActivationCode = {
    id,
    tenantId: tenant.id,
    userId: user.id,
    purpose: wish.purpose,
    channel: wish.channel,
    state: "CREATED",
    tries: 0,
    registersApp: wish.registersApp ?? false,
    oneTimeHash: oneTimePassword === null ? null : hashOneTime(kms, id, oneTimePassword),
    awaitsCommit: wish.awaitsCommit ?? false,
    confirmedBy: wish.confirmedBy ?? null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + wish.lifeMs),
  };
  await activationCodes(tx).create({ ...row, codeHash: hashCode(kms, user.id, code) });
  await recordDeed(tx, {
    tenantId: tenant.id,
    userId: user.id,
    at: now,
    actor: wish.actor,
    action: "activation_code.created",
    subject: printId("acd", row.id),
    data: {
      purpose: wish.purpose,
      channel: wish.channel,
      expiresAt: row.expiresAt.toISOString(),
      reason: wish.reason,
      ...(row.registersApp && { registersApp: true }),
      ...(row.oneTimeHash !== null && { oneTimePassword: true }),
      ...(row.awaitsCommit && { awaitsCommit: true }),
      ...(row.confirmedBy !== null && { confirmedBy: row.confirmedBy }),
    },
  });
  return { row, code, oneTimePassword };
};

/** Takes an open code back. */
export const revokeActivationCode = async (
  deps: Deps,
  { user, id, cause }: { readonly user: User; readonly id: string | null; readonly cause: Cause },
): Promise<void> => {
  const codes = await activationCodes(deps.storage.pool).ofUser(user.tenantId, user.id);
  const code = codes.find((each) => each.id === id);
  if (!code) throw new AppError("ACTIVATION_CODE_NOT_FOUND");
  await deps.storage.transaction(async (tx) => {
    if (!(await activationCodes(tx).settle(code.id, "REVOKED", deps.now())))
      throw new AppError("WRONG_STATE", { detail: "the code has ended already" });
    await recordDeed(tx, {
      tenantId: user.tenantId,
      userId: user.id,
      at: deps.now(),
      actor: `api:${cause.by}`,
      action: "activation_code.revoked",
      subject: printId("acd", code.id),
      data: { reason: cause.reason },
    });
  });
};
