/** A message of a host, read from an object or a JSON string (connect-events.md, O8). */
export interface InboundMessage {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The message, or null for any other shape. */
export const parseMessage = (data: unknown): InboundMessage | null => {
  const value = typeof data === "string" ? parseJson(data) : data;
  return isMessage(value) ? value : null;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const isMessage = (value: unknown): value is InboundMessage =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** True for the widget vocabulary's request to go one step back. */
export const asksBack = (message: InboundMessage): boolean => {
  const { payload } = message;
  if (message.type !== "mx/navigation" || typeof payload !== "object" || payload === null) return false;
  return "action" in payload && payload.action === "back";
};
