import { Secret } from "@drawbridge/adapter-kit";
import { connectWebhooks, tenants } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { hashToken } from "../http/token-hash.ts";
import type { Deps } from "../use-cases/deps.ts";
import { Envelope } from "../vault/vault.ts";

const purposeOf = (tenantId: string) => ({ tenantId, userId: "", ownerId: tenantId, purpose: "partner_secret" as const });

/** Keeps a partner secret, sealed, that was just proven right: webhooks of Connect links are signed with it. */
export const keepPartnerSecret = async (deps: Deps, tenantId: string, partnerSecret: string): Promise<void> => {
  const kept = connectWebhooks(deps.storage.pool);
  const hash = hashToken(partnerSecret);
  if ((await kept.partnerSecretOf(tenantId))?.hash === hash) return;
  await kept.keepPartnerSecret(tenantId, hash, deps.vault.seal(new Secret(partnerSecret), purposeOf(tenantId)));
};

/** The partner's secret of today; null when nobody has proven it since it was set. */
export const openPartnerSecret = async (deps: Deps, tenantId: string): Promise<string | null> => {
  const kept = await connectWebhooks(deps.storage.pool).partnerSecretOf(tenantId);
  const tenant = await tenants(deps.storage.pool).byId(tenantId);
  if (!kept || kept.hash !== tenant?.partnerSecretHash) return null;
  return deps.vault.open(Value.Parse(Envelope, kept.sealed), purposeOf(tenantId)).reveal();
};
