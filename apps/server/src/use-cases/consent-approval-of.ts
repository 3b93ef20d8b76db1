import { operations, type Connection, type Session } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import type { Deps } from "./deps.ts";
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
  if (operationId === undefined || !connection) return "missing";
  const found = await approvalAbout(deps, session, { operationId, connectionId: connection.id });
  return found ?? "missing";
};

/** What this person approved about a connection; null: it was not approved, or not by them. */
export const approvalOf = (
  deps: Deps,
  session: Session,
  { operationId, connection }: { readonly operationId: string | null; readonly connection: Connection },
): Promise<ConsentApproval | null> =>
  operationId === null ? Promise.resolve(null) : approvalAbout(deps, session, { operationId, connectionId: printId("con", connection.id) });

const approvalAbout = async (
  deps: Deps,
  session: Session,
  { operationId, connectionId }: { readonly operationId: string; readonly connectionId: string },
): Promise<ConsentApproval | null> => {
  const id = parseId("op", operationId);
  const operation = id && (await operations(deps.storage.pool).byId(session.tenantId, id));
  if (!operation || operation.state !== "ACCEPTED" || operation.userId !== session.userId) return null;
  const { consentId, connectionId: about, expiresAt } = operation.data;
  const consent = parseId("cns", String(consentId));
  if (!consent || about !== connectionId || typeof expiresAt !== "string") return null;
  return { operationId: operation.id, consentId: consent, expiresAt: new Date(expiresAt) };
};
