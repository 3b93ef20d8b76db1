import type { CredentialRotation } from "@drawbridge/contract";
import { tenants, type Tenant, type TenantCredential } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { hashToken, newToken } from "../http/token-hash.ts";
import { recordProgramDeed } from "../operators/deed-of-request.ts";
import { keepPartnerSecret } from "../webhooks/partner-secret.ts";
import type { Deps } from "./deps.ts";

/** A new credential, shown this once, and until when the one before works. */
export interface NewCredential {
  readonly secret: string;
  readonly previousUntil: Date | null;
}

const OVERLAP_MS = 24 * 3_600_000; // security.md, secrets rotation: two active versions

/** Long and random like any token; a letter and a digit in front, which the Connect contract wants of a partner secret. */
const newSecret = (name: TenantCredential): string => (name === "partner_secret" ? `p1${newToken()}` : newToken());

/** Replaces a credential. While two work already a third is refused, so that none in use ends by surprise. */
export const rotateCredential = async (
  deps: Deps,
  { id }: Tenant,
  { name, previous = "keep" }: CredentialRotation & { readonly name: TenantCredential },
): Promise<NewCredential> => {
  const secret = newSecret(name);
  const now = deps.now();
  const previousUntil = previous === "keep" ? new Date(now.getTime() + OVERLAP_MS) : null;
  return deps.storage.transaction(async (tx) => {
    const rows = tenants(tx);
    await rows.lock(id);
    const running = await rows.previousCredential(id, name, now);
    if (previous === "keep" && running) {
      throw new AppError("WRONG_STATE", { detail: `the one before this works until ${running.until.toISOString()}; end it, or wait` });
    }
    await rows.changeCredential(id, name, { hash: hashToken(secret), previousUntil });
    if (name === "partner_secret") await keepPartnerSecret(deps, { db: tx, tenantId: id }, secret); // webhooks are signed with it from now on
    await recordProgramDeed(tx, { tenantId: id, at: now, action: "tenant.credential_replaced", subject: name, data: { previous } });
    return { secret, previousUntil };
  });
};

/** Lets a partner sign in again who was locked after failed attempts. */
export const unlockPartner = (deps: Deps, { id, no, lockedAt }: Tenant): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    await tenants(tx).resetFailedAuth(id);
    if (lockedAt) await recordProgramDeed(tx, { tenantId: id, at: deps.now(), action: "tenant.partner_unlocked", subject: `partner ${no}` });
  });
