import { ask, type ServerEvent } from "./back-end.ts";
import { isRecord } from "./is-record.ts";

const everyMs = 1_500;

/** The server's events of the running session. */
export interface EventFeed {
  /** Looks once more and stops. */
  readonly stop: () => Promise<void>;
}

/** Tells every event that the server logs from now on; what was there before is skipped. */
export const followEvents = async (onEvent: (event: ServerEvent) => void): Promise<EventFeed> => {
  const seen = new Set((await readEvents()).map(({ id }) => id));
  const look = async (): Promise<void> => {
    const fresh = (await readEvents()).filter(({ id }) => !seen.has(id));
    for (const event of fresh) {
      seen.add(event.id);
      onEvent(event);
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await look();
    },
  };
};

const readEvents = async (): Promise<readonly ServerEvent[]> => {
  try {
    const page = await ask<Readonly<Record<string, unknown>>>("/api/events");
    const list = Object.values(page).find(Array.isArray) ?? [];
    // Event ids are UUIDv7: in order of time.
    return list.filter(isEvent).toSorted((a, b) => a.id.localeCompare(b.id));
  } catch {
    return [];
  }
};

const isEvent = (value: unknown): value is ServerEvent => isRecord(value) && typeof value["id"] === "string" && typeof value["type"] === "string";

/** The connection an event says was made; null for other events. */
export const connectionIn = ({ type, data }: ServerEvent): string | null => {
  if (type !== "connection.created" || !isRecord(data)) return null;
  const { connection } = data;
  return isRecord(connection) && typeof connection["id"] === "string" ? connection["id"] : null;
};
