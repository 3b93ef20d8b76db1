import type { SyncRun } from "@drawbridge/storage";
import { describe, expect, it } from "vitest";
import { printSync } from "./sync-shape.ts";

const run: SyncRun = {
  id: "01a1ff2b-effe-7146-94f0-000000000001",
  tenantId: "01a1ff2b-effe-7146-94f0-000000000002",
  userId: "01a1ff2b-effe-7146-94f0-000000000003",
  connectionId: "01a1ff2b-effe-7146-94f0-000000000004",
  trigger: "schedule",
  attended: false,
  requestedBy: null,
  person: null,
  status: "success",
  failure: null,
  stages: [],
  accounts: [],
  changes: {},
  createdAt: new Date(0),
  finishedAt: new Date(1),
};

describe("an attempt", () => {
  it.each([
    ["schedule", null, "sync", "schedule"],
    ["history", null, "sync", "schedule"],
    ["retry", null, "sync", "retry"],
    ["recovery", null, "sync", "retry"],
    ["manual", "a-client", "sync", "partner"],
    ["manual", "usr_0190", "sync", "user"],
    ["connect", "usr_0190", "connect", "user"],
    ["reconsent", null, "reconsent", "user"],
  ] as const)("begun by %s, asked for by %s, is a %s that the %s began", (trigger, requestedBy, attempt, by) => {
    expect(printSync({ ...run, trigger, requestedBy }, "bank:1")).toMatchObject({ attempt, trigger: by });
  });
});
