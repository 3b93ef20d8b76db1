import { operations } from "@drawbridge/storage";
import { parseId } from "../ids.ts";
import type { EffectRun } from "./effect-run.ts";
import { contentOf } from "./session-content.ts";

/** What a person approved on a device: the consent as it was shown there. */
export interface ConsentApproval {
  readonly operationId: string;
  readonly consentId: string;
  readonly expiresAt: Date;
}

/**
 * The approval a consent of this session rests on. Null: none is wanted. "missing": one is wanted, and there is none that was given
 * by this person for this connection.
 */
export const approvalFor = async ({ deps, session }: EffectRun, operationId: string | undefined): Promise<ConsentApproval | "missing" | null> => {
  const { settings, repair, connection } = contentOf(session).flow;
  if (!settings.approvals?.includes(repair ? "renew" : "grant")) return null;
  const id = operationId === undefined ? null : parseId("op", operationId);
  const operation = id && (await operations(deps.storage.pool).byId(session.tenantId, id));
  if (!operation || operation.state !== "ACCEPTED" || operation.userId !== session.userId) return "missing";
  const { consentId, connectionId, expiresAt } = operation.data;
  const consent = parseId("cns", String(consentId));
  if (!consent || connectionId !== connection?.id || typeof expiresAt !== "string") return "missing";
  return { operationId: operation.id, consentId: consent, expiresAt: new Date(expiresAt) };
};
