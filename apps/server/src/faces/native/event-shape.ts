import type { LogEntry } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { actionOf } from "../connect/action-of.ts";

/** An event of the log as the native API prints it. */
export const printEvent = (row: LogEntry) => ({
  id: printId("evt", row.id),
  type: row.type,
  action: actionOf(row),
  sessionId: row.sessionId && printId("ses", row.sessionId),
  userId: row.userId && printId("usr", row.userId),
  seq: row.seq,
  attemptId: row.attemptId,
  step: row.step,
  occurredAt: row.occurredAt.toISOString(),
  data: row.data,
});

/** Columns of an export. */
export const eventColumns = [
  "id",
  "occurredAt",
  "type",
  "action",
  "sessionId",
  "userId",
  "seq",
  "attemptId",
  "step",
  "institution",
  "failure",
  "data",
] as const;

const inData = (value: unknown, name: string): unknown => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined);

/** One event as a row of a table. */
export const eventRow = (row: LogEntry): Readonly<Record<string, unknown>> => ({
  ...printEvent(row),
  institution: inData(row.data["institution"], "name") ?? "",
  failure: row.data["failure"] ?? "",
  data: JSON.stringify(row.data),
});
