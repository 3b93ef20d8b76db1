import { connectionsWebhookTypes } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { connectionsEventUri, connectionsWebhookRows, connectionsWebhooks, type ConnectionsFact } from "./connections-webhook.ts";

const fact = (over: Partial<ConnectionsFact>): ConnectionsFact => ({
  type: "sync.finished",
  connectionId: "bank:one",
  kind: "api",
  bankName: "Harbour Bank",
  at: "2027-03-01T12:00:00.000Z",
  accounts: [],
  accountId: null,
  addedAccounts: [],
  syncId: "sync-1",
  status: "success",
  daysLeft: null,
  remindBy: null,
  daysSinceUpdate: null,
  tppConsent: true,
  change: {},
  ...over,
});

const wanting = (...eventTypes: readonly string[]) => ({ eventTypes, leadDays: null });
const remindBy = { tenant: "usual", due: ["usual"] };

describe("webhooks of the Connections face", () => {
  it("have a row for each event a client can subscribe to", () => {
    expect(connectionsWebhookRows.map(({ eventType }) => eventType)).toEqual(connectionsWebhookTypes);
  });

  it.each([
    ["success", "success"],
    ["partial", "success"],
    ["error", "error"],
    ["mfa_required", "error"],
    ["credentials_error", "error"],
  ])("a sync that ended with %s is told as %s", (status, processingStatus) => {
    expect(connectionsWebhooks(fact({ status }), wanting("syncCompleted"))).toMatchObject([{ payload: { processingStatus } }]);
  });

  it.each([
    ["api", 7, []],
    ["api", 5, ["reauthReminder"]],
    ["test", 1, ["reauthReminder"]],
    ["legacy", 5, []],
  ] as const)("a consent of kind %s that ends in %i days: %j", (kind, daysLeft, types) => {
    const told = connectionsWebhooks(fact({ type: "connection.expiring", kind, daysLeft, remindBy }), wanting("reauthReminder"));
    expect(told.map(({ eventType }) => eventType)).toEqual(types);
  });

  it.each([
    ["at the tenant's, where it has none", null, { tenant: "14-2", due: ["14-2"] }, 1],
    ["at its own", [30, 10], { tenant: "usual", due: ["30-10"] }, 1],
    ["not at another client's", [30, 10], { tenant: "usual", due: ["9-4"] }, 0],
    ["not at the tenant's, where it has its own", [30, 10], { tenant: "usual", due: ["usual"] }, 0],
    ["at the usual ones from five days before the end only", null, { tenant: "usual", due: ["usual"] }, 0],
  ] as const)("a client is reminded by lead times: %s", (_which, leadDays, due, reminders) => {
    const told = fact({ type: "connection.expiring", daysLeft: 10, remindBy: due });
    expect(connectionsWebhooks(told, { eventTypes: ["reauthReminder"], leadDays })).toHaveLength(reminders);
  });

  it("an ended consent is reminded of until it is renewed", () => {
    const told = connectionsWebhooks(fact({ type: "connection.reauth_due", daysLeft: -3, remindBy }), wanting("reauthReminder"));
    expect(told).toMatchObject([{ payload: { timeUntilReauthorizationInDays: -3 } }]);
  });

  it("tell only what was subscribed to; our own name stands beside the vendor's", () => {
    const expiring = fact({ type: "connection.expiring", daysLeft: 3 });
    expect(connectionsWebhooks(expiring, wanting("reauthReminder", "connection.expiring"))).toHaveLength(2);
    expect(connectionsWebhooks(expiring, wanting("newTransactions"))).toEqual([]);
  });

  it.each([
    ["newTransactions", "urn:com:moneyhub:events:new-transactions"],
    ["postConnectionEnrichmentComplete", "urn:com:moneyhub:events:post-connection-enrichment-complete"],
    ["connection.attention_required", "urn:com:moneyhub:events:connection-attention-required"],
  ])("%s is signed as %s", (name, uri) => {
    expect(connectionsEventUri(name)).toBe(uri);
  });
});
