import { appendAuditRow, auditRows, newId, type AuditHead, type AuditRow, type Tx } from "@drawbridge/storage";
import { recordEvents } from "../../webhooks/record-events.ts";
import { hashJson } from "../approvals/canonical-json.ts";

/** Something that was done with a device, code, operation, message or property. */
export interface Deed {
  readonly tenantId: string;
  readonly userId: string | null;
  readonly at: Date;
  /** `device:<id>`, `api` with what the caller calls itself, or `server`. */
  readonly actor: string;
  /** A type of the event log: `device.activated`, `operation.settled` … */
  readonly action: string;
  /** Printed id of what it was done to. */
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Hash of a row over everything in it and the hash before it. */
export const auditHash = (row: Omit<AuditRow, "hash">): string =>
  hashJson({
    tenantId: row.tenantId,
    no: row.no,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    data: row.data,
    previousHash: row.previousHash,
  });

/** Writes a deed to the trail alone. */
export const appendDeed = async (tx: Tx, { tenantId, at, actor, action, subject, data }: Omit<Deed, "userId">): Promise<void> => {
  const head = await auditRows(tx).lockHead(tenantId);
  const row = { tenantId, no: head.no + 1, at, actor, action, subject, data, previousHash: head.hash };
  await appendAuditRow(tx, { ...row, hash: auditHash(row) });
};

/** Writes a deed to the trail and to the event log, in the transaction that makes it true. */
export const recordDeed = async (tx: Tx, deed: Deed): Promise<void> => {
  const { tenantId, userId, at, actor, action, subject, data } = deed;
  await appendDeed(tx, deed);
  await recordEvents(tx, [
    {
      id: newId(),
      tenantId,
      sessionId: null,
      userId,
      seq: 0,
      type: action,
      attemptId: null,
      step: "",
      data: { subject, actor, ...data },
      occurredAt: at,
    },
  ]);
};

/** What checking a chain came to. */
export type AuditVerdict =
  | { readonly outcome: "intact"; readonly rows: number; readonly head: AuditHead }
  | { readonly outcome: "broken"; readonly no: number; readonly why: string };

/** Reads a chain page by page: numbers without a gap, each row's hash over its content and the hash before, and its end. */
export const verifyAudit = async (pages: (after: number) => Promise<readonly AuditRow[]>, head: AuditHead): Promise<AuditVerdict> => {
  let last: AuditHead = { no: 0, hash: "" };
  for (;;) {
    const page = await pages(last.no);
    if (page.length === 0) break;
    for (const row of page) {
      if (row.no !== last.no + 1) return { outcome: "broken", no: last.no + 1, why: "a row is missing" };
      if (row.previousHash !== last.hash) return { outcome: "broken", no: row.no, why: "the row before was another one" };
      if (auditHash(row) !== row.hash) return { outcome: "broken", no: row.no, why: "the row was changed" };
      last = { no: row.no, hash: row.hash };
    }
  }
  if (last.no !== head.no || last.hash !== head.hash) return { outcome: "broken", no: last.no + 1, why: "the end is missing" };
  return { outcome: "intact", rows: last.no, head };
};
