import type { ApprovalEnd, FlowFact } from "@drawbridge/domain";
import { operations, sessions, type Operation, type Tx } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import { settleOperation } from "../devices/approvals/operation-outcome.ts";
import type { Deps } from "./deps.ts";
import { contentOf } from "./session-content.ts";

const outcomes = {
  ACCEPTED: "accepted",
  REJECTED: "refused",
  TIMEOUT: "timed_out",
  CANCELLED: "cancelled",
  FAILED: "failed",
} as const satisfies Record<string, "accepted" | ApprovalEnd>;

const isFinal = (state: Operation["state"]): state is keyof typeof outcomes => Object.hasOwn(outcomes, state);

/** What a session is told of its operation; null: it is open still, or no session's. */
export const endingOf = (
  operation: Operation,
): { readonly sessionId: string; readonly fact: Extract<FlowFact, { type: "approval_ended" }> } | null => {
  const sessionId = parseId("ses", String(operation.data["sessionId"]));
  if (!sessionId || !operation.template?.startsWith("consent.") || !isFinal(operation.state)) return null;
  return { sessionId, fact: { type: "approval_ended", operationId: printId("op", operation.id), outcome: outcomes[operation.state] } };
};

/** Takes back a question nobody waits for any more; one that has ended stays as it is. */
export const withdrawApproval = async (
  tx: Tx,
  deps: Deps,
  { tenantId, operationId }: { readonly tenantId: string; readonly operationId: string },
): Promise<void> => {
  const id = parseId("op", operationId);
  const operation = id && (await operations(tx).byId(tenantId, id));
  if (!operation || operation.decidedAt) return;
  await settleOperation(tx, deps, { operation, state: "CANCELLED", reason: "session_left", by: null, actor: "session" });
};

/** The same for a question that reached the device when its session had moved on already. */
export const withdrawIfLost = (
  deps: Deps,
  { tenantId, sessionId, operationId }: { readonly tenantId: string; readonly sessionId: string; readonly operationId: string },
): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    const session = await sessions(tx).lock(sessionId);
    const step = session && !session.endedAt ? contentOf(session).flow.step : null;
    if (step?.at === "approval" && step.asked?.operationId === operationId) return;
    await withdrawApproval(tx, deps, { tenantId, operationId });
  });
