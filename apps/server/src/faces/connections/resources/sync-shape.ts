import type { ConnectionSync } from "@drawbridge/contract";
import { stageText } from "@drawbridge/domain";
import type { SyncRun } from "@drawbridge/storage";

/** One sync (connections.md, 4.4). */
export const printSync = (run: SyncRun, bankConnectionId: string): ConnectionSync => ({
  id: run.id,
  connectionId: bankConnectionId,
  action: run.requestedBy === null ? "auto-update" : "client-update",
  method: run.trigger === "connect" ? "ADD" : "UPDATE",
  fetchStatus: fetchStatusOf(run.status),
  createdAt: run.createdAt.toISOString(),
  fetchedAt: run.finishedAt && run.finishedAt.toISOString(),
  accounts: run.accounts.map(({ accountId, providerId }) => ({ providerId, accountId })),
  trigger: run.trigger,
  attended: run.attended,
  stages: run.stages.map(({ stage, result, code }) => ({ stage, result, code, text: stageText({ stage, result }, run.failure) })),
});

const statuses = {
  running: "running",
  success: "success",
  partial: "partial",
  error: "error",
  mfa_required: "mfa-required",
  credentials_error: "credentials-error",
} as const satisfies Record<SyncRun["status"], ConnectionSync["fetchStatus"]>;

const fetchStatusOf = (status: SyncRun["status"]): ConnectionSync["fetchStatus"] => statuses[status];
