import type { AttemptKind, AttemptTrigger, ConnectionSync } from "@drawbridge/contract";
import { stageText } from "@drawbridge/domain";
import type { SyncRun, SyncTrigger } from "@drawbridge/storage";

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
  attempt: attempts[run.trigger],
  trigger: run.requestedBy?.startsWith("usr_") ? "user" : triggers[run.trigger],
  attended: run.attended,
  stages: run.stages.map(({ stage, result, code }) => ({ stage, result, code, text: stageText({ stage, result }, run.failure) })),
});

const attempts = {
  schedule: "sync",
  retry: "sync",
  history: "sync",
  recovery: "sync",
  manual: "sync",
  connect: "connect",
  reauth: "reauth",
  reconsent: "reconsent",
  refresh: "refresh",
} as const satisfies Record<SyncTrigger, AttemptKind>;

/** Who begins an attempt where it was not the person. */
const triggers = {
  schedule: "schedule",
  retry: "retry",
  history: "schedule",
  recovery: "retry",
  manual: "partner",
  connect: "user",
  reauth: "user",
  reconsent: "user",
  refresh: "user",
} as const satisfies Record<SyncTrigger, AttemptTrigger>;

const statuses = {
  running: "running",
  success: "success",
  partial: "partial",
  error: "error",
  mfa_required: "mfa-required",
  credentials_error: "credentials-error",
} as const satisfies Record<SyncRun["status"], ConnectionSync["fetchStatus"]>;

const fetchStatusOf = (status: SyncRun["status"]): ConnectionSync["fetchStatus"] => statuses[status];
