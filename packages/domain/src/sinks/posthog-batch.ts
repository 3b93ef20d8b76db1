import type { PrintedEvent } from "../webhooks/native-message.ts";
import { propertiesOf } from "./trim-event.ts";

const uuidOf = (id: string): string => id.replace(/^[a-z]+_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** The body of a batch as PostHog's capture API takes it; `uuid` makes repetitions one. Events of nobody make no person there. */
export const posthogBatch = (events: readonly PrintedEvent[], apiKey: string) => ({
  api_key: apiKey,
  batch: events.map((event) => ({
    event: event.type,
    uuid: uuidOf(event.id),
    distinct_id: event.userId ?? event.sessionId ?? "drawbridge",
    timestamp: event.occurredAt,
    properties: {
      ...propertiesOf(event),
      eventId: event.id,
      $lib: "drawbridge",
      ...(event.userId === null && { $process_person_profile: false }),
    },
  })),
});
