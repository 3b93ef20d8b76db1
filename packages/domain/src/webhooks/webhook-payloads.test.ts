import { describe, expect, it } from "vitest";
import { connectBody, connectEventId, connectWebhook, connectWebhookRows, printXml, type ConnectFact } from "./connect-webhook.ts";
import { wantsEvent } from "./event-filter.ts";
import { nativeMessage } from "./native-message.ts";

const institution = { id: "ins_1", no: 7 };
const fact = (change: Partial<ConnectFact>): ConnectFact => ({
  type: "session.started",
  institution,
  connection: { id: "con_1", no: 12 },
  accounts: [{ id: "acc_1", no: 3 }],
  failure: null,
  term: "",
  resultCount: 0,
  supported: true,
  oauth: false,
  reason: null,
  to: null,
  ...change,
});
const printAccounts = (accounts: readonly { readonly no: number }[]) => accounts.map(({ no }) => ({ id: String(no) }));
const told = (change: Partial<ConnectFact>, mode: "full" | "lite" | "fix" = "full") => connectWebhook(fact(change), { mode, printAccounts });

describe("event filters", () => {
  it.each([
    [["*"], "session.ended", true],
    [["connection.*"], "connection.created", true],
    [["connection.*"], "connection", false],
    [["connection.*"], "connections.created", false],
    [["session.ended"], "session.ended", true],
    [["session.ended"], "session.started", false],
    [[], "x", false],
  ])("%j on %s: %s", (patterns, type, wanted) => expect(wantsEvent(patterns, type)).toBe(wanted));
});

describe("webhooks of the Connect face", () => {
  it.each([
    ["started", {}, { eventType: "started", payload: {} }],
    ["search without a hit", { type: "institution.searched", term: "xyz" }, { eventType: "institutionNotFound", payload: { query: "xyz" } }],
    ["institution chosen", { type: "institution.selected" }, { eventType: "institutionSupported", payload: { institutionId: "7" } }],
    [
      "institution chosen",
      { type: "institution.selected", supported: false },
      { eventType: "institutionNotSupported", payload: { institutionId: "7" } },
    ],
    [
      "institution known to be down",
      { type: "step.changed", to: "unavailable" },
      { eventType: "unableToConnect", payload: { institutionId: "7", code: 102 } },
    ],
    [
      "institution does not answer",
      { type: "alert.shown", failure: "provider_failed" },
      { eventType: "unableToConnect", payload: { institutionId: "7", code: 100 } },
    ],
    [
      "wrong credentials",
      { type: "sign_in.failed", failure: "credentials_rejected" },
      { eventType: "invalidCredentials", payload: { institutionId: "7", code: 103 } },
    ],
    ["challenge shown", { type: "sign_in.challenged" }, { eventType: "mfa", payload: { institutionId: "7" } }],
    ["accounts found", { type: "sign_in.succeeded" }, { eventType: "discovered", payload: { institutionId: "7", accounts: [{ id: "3" }] } }],
    ["adding starts", { type: "accounts.adding", oauth: true }, { eventType: "adding", payload: { institutionId: "7", oauth: true } }],
    ["accounts saved", { type: "accounts.added" }, { eventType: "added", payload: { institutionId: "7", accounts: [{ id: "3" }] } }],
    ["accounts removed", { type: "accounts.removed" }, { eventType: "accountsDeleted", payload: { institutionId: "7", accounts: ["3"] } }],
    ["completed", { type: "session.ended", reason: "complete" }, { eventType: "done", payload: {} }],
  ] as const)("%s", (_name, change, webhook) => {
    expect(told(change)).toEqual(webhook);
  });

  it("says in fix mode that credentials were updated, and whether a challenge followed", () => {
    const payload = { institutionId: "7", institutionLoginId: 12 };
    expect(told({ type: "sign_in.succeeded" }, "fix")).toEqual({ eventType: "credentialsUpdated", payload: { ...payload, mfa: false } });
    expect(told({ type: "mfa.succeeded" }, "fix")).toEqual({ eventType: "credentialsUpdated", payload: { ...payload, mfa: true } });
    expect(told({ type: "accounts.added" }, "fix")).toBeNull();
    expect(told({ type: "accounts.added", oauth: true }, "fix")).toMatchObject({ eventType: "added" });
  });

  it("leaves out what lite does not have, short terms, exits and what has no name", () => {
    for (const type of ["institution.searched", "institution.selected", "sign_in.succeeded", "accounts.removed"] as const)
      expect(told({ type, term: "xyz" }, "lite")).toBeNull();
    expect(told({ type: "institution.searched", term: "xy" })).toBeNull();
    expect(told({ type: "session.ended", reason: "exit" })).toBeNull();
    expect(told({ type: "consent.given" })).toBeNull();
  });

  it("does not call an institution down that was just refused as unsupported", () => {
    expect(connectWebhook(fact({ type: "step.changed", to: "unavailable" }), { mode: "full", printAccounts }, "refused")).toBeNull();
  });

  it("names every row once", () => expect(new Set(connectWebhookRows.map(({ name }) => name)).size).toBe(connectWebhookRows.length));

  it("wraps a payload in its envelope, without members that are not there", () => {
    const webhook = { eventType: "started", payload: {} } as const;
    const eventId = connectEventId("0194c0de-1234-7abc-8def-0123456789ab", new Date(1_700_000_000_000));
    expect(eventId).toBe("1700000000000-12347abc8def0123456789ab");
    expect(connectBody(webhook, { customerId: "4", consumerId: null, eventId, webhookData: null })).toEqual({
      customerId: "4",
      eventType: "started",
      eventId,
      payload: {},
    });
    expect(connectBody(webhook, { customerId: "4", consumerId: "c", eventId, webhookData: { a: 1 } })).toMatchObject({
      consumerId: "c",
      webhookData: { a: 1 },
    });
  });

  it("prints XML that no value can break out of", () => {
    const xml = printXml({ eventType: "added", payload: { accounts: [{ id: "1" }, { id: "2" }], query: `<a & "b">\u0000`, "no good>": null } });
    expect(xml).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><webhook><eventType>added</eventType><payload><accounts><id>1</id></accounts><accounts><id>2</id></accounts>' +
        "<query>&lt;a &amp; &quot;b&quot;&gt;</query><_no_good_/></payload></webhook>",
    );
  });
});

describe("native messages", () => {
  const event = {
    id: "evt_1",
    type: "session.ended",
    occurredAt: "2026-03-01T12:00:00.000Z",
    sessionId: "ses_1",
    userId: "usr_1",
    seq: 3,
    attemptId: null,
    step: "ended",
  };
  it("say type, time and data", () => {
    const message: unknown = JSON.parse(nativeMessage({ ...event, data: { reason: "complete" } }));
    expect(message).toEqual({
      id: "evt_1",
      type: "session.ended",
      timestamp: "2026-03-01T12:00:00.000Z",
      data: { reason: "complete", sessionId: "ses_1", userId: "usr_1", seq: 3, attemptId: null, step: "ended" },
    });
  });
  it("stay under 20 kB, also in characters of several bytes", () => {
    const text = nativeMessage({ ...event, data: { term: "€".repeat(7000) } });
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
    expect(JSON.parse(text)).toMatchObject({ id: "evt_1", data: { truncated: true, sessionId: "ses_1" } });
  });
});
