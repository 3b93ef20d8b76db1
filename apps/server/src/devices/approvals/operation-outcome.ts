import type { ChannelStatus } from "@drawbridge/contract";
import { deviceSessions, operations, type Decision, type Device, type Operation, type Tx } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { enqueue } from "../../jobs/enqueue.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { recordDeed } from "../help-desk/audit.ts";
import { operationClaims } from "./operation-claims.ts";
import { signAs } from "../channel/device-signature.ts";
import { refOf, personOf, type Person } from "../device-user.ts";

/** Template of operations that a client of the identity server waits for. */
export const BACKCHANNEL_TEMPLATE = "backchannel.approval";

/** How a settled operation is told to a device that asks for it (12.9). */
export const settledStatus = {
  ACCEPTED: "kOk",
  REJECTED: "kUserCancel",
  TIMEOUT: "kUserConfirmationTimeout",
  CANCELLED: "kServerCancel",
  FAILED: "kFailed",
} as const satisfies Record<Decision["state"], ChannelStatus>;

/** What decided an operation. */
export interface Settlement {
  readonly state: Decision["state"];
  readonly reason: string | null;
  /** The device whose signature decided, with it. */
  readonly by: { readonly device: Device; readonly approval: string; readonly nonce: string } | null;
  readonly actor: string;
}

/**
 * The receipt: this server's signature over what was asked, what was decided, and the device's own signature with its key, so that
 * it can be checked without asking anybody (contract, section 13.1).
 */
const receiptOf = async (
  deps: Deps,
  operation: Operation,
  { person, settlement }: { readonly person: Person; readonly settlement: Settlement },
): Promise<string | null> => {
  const { by, state, reason } = settlement;
  if (!by) return null;
  const subject = operation.data["consentId"];
  const claims = {
    ...operationClaims(operation, { person, device: by.device, nonce: by.nonce }),
    ...refOf(person),
    sub: typeof subject === "string" ? subject : printId("op", operation.id),
    decision: state,
    reason,
    text: operation.text,
    data: operation.data,
    template: operation.template,
    externalId: operation.externalId,
    askedAt: operation.createdAt.toISOString(),
    decidedAt: clockOf(deps, operation.tenantId).toISOString(),
    approval: by.approval,
    cnf: { jwk: by.device.publicKey, jkt: by.device.jkt },
    acr: operation.factor === "PIN" ? "pin+key" : "key",
    amr: operation.factor === "PIN" ? ["pin", "swk", "mfa"] : ["swk"],
  };
  return signAs(deps, "receipts", { typ: "drawbridge-receipt+jws", claims, lifeS: null });
};

/** Ends an operation, unless it has ended; tells every device that may have it on its screen. True for exactly one caller. */
export const settleOperation = async (
  tx: Tx,
  deps: Deps,
  { operation, ...settlement }: Settlement & { readonly operation: Operation },
): Promise<boolean> => {
  const person = await personOf(deps, operation.tenantId, operation.userId);
  if (!person) return false;
  const now = deps.now();
  const { state, reason, by, actor } = settlement;
  const receipt = await receiptOf(deps, operation, { person, settlement });
  const decided = await operations(tx).decide(operation.id, {
    state,
    reason,
    decidedAt: clockOf(deps, operation.tenantId),
    decidedBy: by?.device.id ?? null,
    approval: by?.approval ?? null,
    receipt,
  });
  if (!decided) return false;
  if (operation.data["sessionId"] !== undefined) {
    // The session that waits is told by a job: it commits with the decision, and a killed server does not lose it.
    const payload = { tenantId: operation.tenantId, operationId: operation.id };
    await enqueue(tx, { name: "session.approval", payload }, { key: `approval:${operation.id}` });
  }
  if (operation.template === BACKCHANNEL_TEMPLATE) {
    const payload = { tenantId: operation.tenantId, operationId: operation.id };
    await enqueue(tx, { name: "backchannel.tell", payload }, { key: `backchannel:${operation.id}` });
  }
  const holders = await operations(tx).holders(operation.id);
  const operationId = printId("op", operation.id);
  await deviceSessions(tx).tell(holders, { name: "operation.ended", payload: { operationId, state, status: settledStatus[state] } }, now);
  await recordDeed(tx, {
    tenantId: operation.tenantId,
    userId: operation.userId,
    at: now,
    actor,
    action: "operation.settled",
    subject: operationId,
    data: { state, reason, device: by && printId("dev", by.device.id), externalId: operation.externalId, auditMessage: operation.auditMessage },
  });
  return true;
};
