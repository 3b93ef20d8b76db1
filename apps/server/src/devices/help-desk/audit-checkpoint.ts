import { auditRows } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";
import { signAs } from "../channel/device-signature.ts";

/** Where a trail ends, and this server's word for it. */
export interface SignedCheckpoint {
  readonly no: number;
  readonly hash: string;
  readonly checkpoint: string;
}

/**
 * Signs where a tenant's trail ends (contract, section 13.1). The chain alone holds only against who cannot write all of it anew;
 * whoever kept a checkpoint elsewhere notices that as well.
 */
export const signCheckpoint = async (deps: Deps, tenantId: string): Promise<SignedCheckpoint> => {
  const { no, hash } = await auditRows(deps.storage.pool).head(tenantId);
  const checkpoint = await signAs(deps, "receipts", { typ: "drawbridge-audit+jws", claims: { tenantId, no, hash }, lifeS: null });
  return { no, hash, checkpoint };
};
