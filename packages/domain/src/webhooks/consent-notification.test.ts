import { describe, expect, it } from "vitest";
import { consentNotificationBody, consentNotificationRows, consentNotifications, consentNotificationTypes } from "./consent-notification.ts";

describe("consent notifications", () => {
  it.each(consentNotificationRows.map(({ when, told }) => [when, told] as const))("%s is told as %j", (when, told) => {
    expect(consentNotifications(when)).toEqual(told);
  });

  it("tell every kind, and nothing of other events", () => {
    expect(new Set(consentNotificationRows.flatMap(({ told }) => told))).toEqual(new Set(consentNotificationTypes));
    expect(consentNotifications("sync.finished")).toEqual([]);
  });

  it("have the shape of the contract, with the code of what happened", () => {
    const body = consentNotificationBody({
      eventId: "0190-1",
      type: "CONSENT_EXPIRED",
      at: "2030-01-01T00:00:00.000Z",
      customerId: "7",
      institutionId: "3",
      institutionLoginId: 9,
      accountIds: ["11"],
      consent: { consentReceiptId: "cns_1", status: "INACTIVE" },
    });
    expect(Object.keys(body)).toEqual(["eventId", "eventType", "eventContext", "eventTime", "customerId", "payload"]);
    expect(body["payload"]).toMatchObject({
      changes: { errorCode: 947, details: [{ consentReceiptId: "cns_1", institutionId: "3", institutionLoginId: 9, accountIds: ["11"] }] },
      consent: { consentReceiptId: "cns_1" },
    });
  });
});
