import { projectFailure } from "../failure-projection.ts";

/** What subscribers of consent notifications are told (connect-events.md, 5.3). */
export const consentNotificationTypes = [
  "CONSENT_CREATED",
  "INSTITUTIONS_ADDED",
  "INSTITUTIONS_REVOKED",
  "CONSENT_REVOKED",
  "CONSENT_EXPIRED",
] as const;
export type ConsentNotificationType = (typeof consentNotificationTypes)[number];

interface Row {
  readonly when: string;
  readonly told: readonly ConsentNotificationType[];
}

/**
 * Which event of the log is told as what. A receipt covers one institution login, its arrangement: the first receipt of
 * a login adds the arrangement, a renewal is a new receipt.
 */
export const consentNotificationRows: readonly Row[] = [
  { when: "connection.created", told: ["CONSENT_CREATED", "INSTITUTIONS_ADDED"] },
  { when: "connection.renewed", told: ["CONSENT_CREATED"] },
  { when: "consent.renewed", told: ["CONSENT_CREATED"] },
  { when: "consent.revoked", told: ["CONSENT_REVOKED"] },
  { when: "connection.revoked", told: ["INSTITUTIONS_REVOKED"] },
  { when: "connection.removed", told: ["INSTITUTIONS_REVOKED"] },
  { when: "connection.expired", told: ["CONSENT_EXPIRED"] },
];

/** The notifications of one event of the log; none for most. */
export const consentNotifications = (eventType: string): readonly ConsentNotificationType[] =>
  consentNotificationRows.find(({ when }) => when === eventType)?.told ?? [];

const summaries: Readonly<Record<ConsentNotificationType, string>> = {
  CONSENT_CREATED: "The customer gave a consent",
  INSTITUTIONS_ADDED: "An institution was added to the consent",
  INSTITUTIONS_REVOKED: "An institution was taken out of the consent",
  CONSENT_REVOKED: "The consent was revoked",
  CONSENT_EXPIRED: "The consent expired",
};

const codes: Readonly<Record<ConsentNotificationType, number | null>> = {
  CONSENT_CREATED: null,
  INSTITUTIONS_ADDED: null,
  INSTITUTIONS_REVOKED: projectFailure("access_revoked").connectCode,
  CONSENT_REVOKED: projectFailure("access_revoked").connectCode,
  CONSENT_EXPIRED: projectFailure("consent_expired").connectCode,
};

/** What a notification is about, with the ids this face prints. */
export interface ConsentNotification {
  readonly eventId: string;
  readonly type: ConsentNotificationType;
  /** ISO 8601. */
  readonly at: string;
  readonly customerId: string;
  readonly institutionId: string;
  readonly institutionLoginId: number;
  readonly accountIds: readonly string[];
  readonly consent: Readonly<Record<string, unknown>> & { readonly consentReceiptId: string };
}

/** The body of a notification (connect-events.md, 5.3). */
export const consentNotificationBody = (notification: ConsentNotification): Readonly<Record<string, unknown>> => {
  const { eventId, type, at, customerId, institutionId, institutionLoginId, accountIds, consent } = notification;
  const { consentReceiptId } = consent;
  return {
    eventId,
    eventType: type,
    eventContext: "CONSENT",
    eventTime: at,
    customerId,
    payload: {
      changes: {
        errorCode: codes[type],
        summary: summaries[type],
        details: [{ consentReceiptId, institutionId, institutionLoginId, accountIds: [...accountIds] }],
      },
      consent,
    },
  };
};
