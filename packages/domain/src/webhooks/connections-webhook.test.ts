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
  syncId: "sync-1",
  status: "success",
  daysLeft: null,
  daysSinceUpdate: null,
  tppConsent: true,
  change: {},
  ...over,
});

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
    expect(connectionsWebhooks(fact({ status }), ["syncCompleted"])).toMatchObject([{ payload: { processingStatus } }]);
  });

  it.each([
    ["api", 7, []],
    ["api", 5, ["reauthReminder"]],
    ["test", 1, ["reauthReminder"]],
    ["legacy", 5, []],
  ] as const)("a consent of kind %s that ends in %i days: %j", (kind, daysLeft, types) => {
    const told = connectionsWebhooks(fact({ type: "connection.expiring", kind, daysLeft }), ["reauthReminder"]);
    expect(told.map(({ eventType }) => eventType)).toEqual(types);
  });

  it("tell only what was subscribed to; our own name stands beside the vendor's", () => {
    const expiring = fact({ type: "connection.expiring", daysLeft: 3 });
    expect(connectionsWebhooks(expiring, ["reauthReminder", "connection.expiring"])).toHaveLength(2);
    expect(connectionsWebhooks(expiring, ["newTransactions"])).toEqual([]);
  });

  it.each([
    ["newTransactions", "urn:com:moneyhub:events:new-transactions"],
    ["postConnectionEnrichmentComplete", "urn:com:moneyhub:events:post-connection-enrichment-complete"],
    ["connection.attention_required", "urn:com:moneyhub:events:connection-attention-required"],
  ])("%s is signed as %s", (name, uri) => {
    expect(connectionsEventUri(name)).toBe(uri);
  });
});
