import { Secret } from "@drawbridge/adapter-kit";
import { connectWebhooks, tenants, type Queryable } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { hashToken } from "../http/token-hash.ts";
import type { Deps } from "../use-cases/deps.ts";
import { Envelope } from "../vault/vault.ts";

const purposeOf = (tenantId: string) => ({ tenantId, userId: "", ownerId: tenantId, purpose: "partner_secret" as const });

/** Whose secret it is, and where it is kept: in the transaction that changes it, or at once. */
export interface SecretPlace {
  readonly db: Queryable;
  readonly tenantId: string;
}

/** Keeps a partner secret, sealed, that is the one of now: webhooks of Connect links are signed with it. */
export const keepPartnerSecret = async (deps: Pick<Deps, "vault">, { db, tenantId }: SecretPlace, partnerSecret: string): Promise<void> => {
  const kept = connectWebhooks(db);
  const hash = hashToken(partnerSecret);
  if ((await kept.partnerSecretOf(tenantId))?.hash === hash) return;
  await kept.keepPartnerSecret(tenantId, hash, deps.vault.seal(new Secret(partnerSecret), purposeOf(tenantId)));
};

/** The partner's secret of now; null when nobody has proven it since it was set. */
export const openPartnerSecret = async (deps: Deps, tenantId: string): Promise<string | null> => {
  const kept = await connectWebhooks(deps.storage.pool).partnerSecretOf(tenantId);
  const tenant = await tenants(deps.storage.pool).byId(tenantId);
  if (!kept || kept.hash !== tenant?.partnerSecretHash) return null;
  return deps.vault.open(Value.Parse(Envelope, kept.sealed), purposeOf(tenantId)).reveal();
};
