import { Value } from "typebox/value";
import { connectEventCatalogue, type ConnectUserEvent } from "./catalogue.ts";
import { connectPageMessages, type ConnectPageMessage } from "./page-messages.ts";

/** Whether a value is a message of the page in exactly the documented shape. */
export const isConnectPageMessage = (value: unknown): value is ConnectPageMessage =>
  connectPageMessages.some(({ schema }) => Value.Check(schema, value));

/** Whether a value is a user event in exactly one of its documented shapes. */
export const isConnectUserEvent = (value: unknown): value is ConnectUserEvent => shapeNameOf(value) !== null;

/** Name of the shape a user event has, as the canonical sequences use it; null when it has none. */
export const shapeNameOf = (value: unknown): string | null => {
  const shapes = connectEventCatalogue.flatMap((entry) => Object.entries(entry.shapes));
  return shapes.find(([, schema]) => Value.Check(schema, value))?.[0] ?? null;
};
