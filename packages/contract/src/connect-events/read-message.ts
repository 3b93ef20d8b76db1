import { Value } from "typebox/value";
import { connectEventCatalogue, type ConnectUserEvent } from "./catalogue.ts";
import { connectPageMessages, type ConnectPageMessage } from "./page-messages.ts";

const fieldAt = (value: unknown, key: string): unknown => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined);

/** Name of the shape a user event has, as the canonical sequences use it; null when it has none. */
export const shapeNameOf = (value: unknown): string | null => {
  const entry = connectEventCatalogue.find(({ name }) => name === fieldAt(value, "action"));
  return Object.entries(entry?.shapes ?? {}).find(([, schema]) => Value.Check(schema, value))?.[0] ?? null;
};

/** Whether a value is a user event in exactly one of its documented shapes. */
export const isConnectUserEvent = (value: unknown): value is ConnectUserEvent => shapeNameOf(value) !== null;

/** Whether a value is a message of the page in exactly the documented shape. */
export const isConnectPageMessage = (value: unknown): value is ConnectPageMessage => {
  const type = fieldAt(value, "type");
  // Only the shapes of the action are tried: the whole union has forty.
  if (type === "user") return isConnectUserEvent(fieldAt(value, "data")) && isClosed(value);
  return connectPageMessages.some((entry) => entry.type === type && Value.Check(entry.schema, value));
};

const isClosed = (value: unknown): boolean => typeof value === "object" && value !== null && Object.keys(value).length === 2;
