import type { PrintedEvent } from "../webhooks/native-message.ts";

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

const text = (key: string, value: string | null): readonly Attribute[] => (value === null ? [] : [{ key, value: { stringValue: value } }]);

const nanosOf = (time: string): string => `${Date.parse(time)}000000`;

const idIn = (value: unknown): string | null => {
  const id: unknown = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  return typeof id === "string" ? id : null;
};

const failureOf = ({ failure }: PrintedEvent["data"]): string | null => (typeof failure === "string" ? failure : null);

const recordOf = (event: PrintedEvent) => ({
  timeUnixNano: nanosOf(event.occurredAt),
  observedTimeUnixNano: nanosOf(event.occurredAt),
  severityNumber: failureOf(event.data) === null ? 9 : 13,
  severityText: failureOf(event.data) === null ? "INFO" : "WARN",
  eventName: event.type,
  body: { stringValue: JSON.stringify(event.data) },
  attributes: [
    ...text("event.id", event.id),
    ...text("event.name", event.type),
    ...text("session.id", event.sessionId),
    ...text("user.id", event.userId),
    ...text("drawbridge.attempt.id", event.attemptId),
    ...text("drawbridge.step", event.step === "" ? null : event.step),
    ...text("drawbridge.institution.id", idIn(event.data["institution"])),
    ...text("drawbridge.connection.id", idIn(event.data["connection"])),
    ...text("drawbridge.failure", failureOf(event.data)),
    { key: "drawbridge.seq", value: { intValue: String(event.seq) } },
  ],
});

/** The body of an OTLP/HTTP request for logs, in the protocol's JSON; each record carries the event's id as `event.id`. */
export const otlpLogs = (events: readonly PrintedEvent[], tenantId: string) => ({
  resourceLogs: [
    {
      resource: { attributes: [...text("service.name", "drawbridge"), ...text("drawbridge.tenant.id", tenantId)] },
      scopeLogs: [{ scope: { name: "drawbridge.events" }, logRecords: events.map(recordOf) }],
    },
  ],
});
