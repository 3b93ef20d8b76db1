import { newId, operatorInvitations, operators, type OperatorRole, type Tenant } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { hashToken, newToken } from "../http/token-hash.ts";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { newTotp } from "./one-time-codes.ts";
import { recordOperatorDeed } from "./operator-deed.ts";

/** Who is invited. */
export interface InvitationWish {
  readonly tenant: Tenant;
  /** Null: whoever opens the link says which; for the first operator. */
  readonly email: string | null;
  readonly role: OperatorRole;
  /** Null: the holder of the API token, or the start itself. */
  readonly invitedBy: string | null;
}

/** A link to hand over; its token is shown nowhere else. */
export interface Invitation {
  readonly token: string;
  readonly expiresAt: Date;
}

const LIFE_MS = 24 * 3_600_000;

/** Makes a one-time link; an earlier one for the same address ends. An operator of that address gets new secrets by it. */
export const inviteOperator = async (deps: Deps, { tenant, email, role, invitedBy }: InvitationWish): Promise<Invitation> => {
  const now = deps.now();
  const known = email === null ? null : await operators(deps.storage.pool).byEmail(email);
  if (known && known.tenantId !== tenant.id) throw new AppError("ALREADY_EXISTS", { detail: "this address is taken" });
  const operatorId = known?.id ?? newId();
  const token = newToken();
  const expiresAt = new Date(now.getTime() + LIFE_MS);
  await deps.storage.transaction(async (tx) => {
    await operatorInvitations(tx).revoke(tenant.id, email);
    const totp = newTotp(deps, { tenantId: tenant.id, operatorId });
    await operatorInvitations(tx).create({
      tokenHash: hashToken(token),
      tenantId: tenant.id,
      operatorId,
      email,
      role,
      totp,
      createdAt: now,
      expiresAt,
    });
    const deed = { tenantId: tenant.id, operatorId: invitedBy, at: now, action: "operator.invited", subject: printId("opr", operatorId) };
    await recordOperatorDeed(tx, { ...deed, data: { role, again: known !== null } });
  });
  return { token, expiresAt };
};

/** The link for the very first operator; null when there is one already. */
export const inviteFirstOperator = async (deps: Deps, tenant: Tenant): Promise<Invitation | null> => {
  const known = await operators(deps.storage.pool).list(tenant.id);
  return known.length > 0 ? null : inviteOperator(deps, { tenant, email: null, role: "admin", invitedBy: null });
};
