import {
  connectEventCatalogue,
  connectHostMessages,
  connectPageMessages,
  Enrichment,
  type ConnectEventEntry,
  type ConnectMessageEntry,
} from "@drawbridge/contract";
import type { TSchema } from "typebox";

type Schemas = Readonly<Record<string, object>>;

/** Name of a shape inside a document: no blanks, so that it can be pointed at. */
export const definitionName = (shape: string): string => shape.replace(": ", ".").replaceAll(" ", "_");

/** Name of a message inside a document. */
export const messageName = (type: string): string => `message.${type}`;

const refTo = (base: string, name: string): object => ({ $ref: `${base}${name}` });

/** A shape with its enrichment by name, as it is the same in all of them. */
const shapeIn = (base: string, schema: TSchema): object => {
  const { properties } = { properties: {}, ...schema };
  return { ...schema, properties: { ...properties, drawbridge: refTo(base, "Enrichment") } };
};

const eventDefinitions = (entry: ConnectEventEntry, base: string): Schemas => {
  const shapes = Object.entries(entry.shapes);
  const described = { description: entry.summary };
  const [only] = shapes;
  if (only && shapes.length === 1) return { [entry.name]: { ...described, ...shapeIn(base, only[1]) } };
  const parts = shapes.map(([name, schema]) => [definitionName(name), shapeIn(base, schema)] as const);
  return { [entry.name]: { ...described, anyOf: parts.map(([name]) => refTo(base, name)) }, ...Object.fromEntries(parts) };
};

const userMessage = (base: string): object => ({
  type: "object",
  required: ["type", "data"],
  properties: { type: { const: "user" }, data: refTo(base, "UserEvent") },
  additionalProperties: false,
});

const messageDefinition = ({ type, schema, summary }: ConnectMessageEntry, base: string) =>
  [messageName(type), { description: summary, ...(type === "user" ? userMessage(base) : schema) }] as const;

const anyMessage = (entries: readonly ConnectMessageEntry[], base: string): object => ({
  anyOf: entries.map(({ type }) => refTo(base, messageName(type))),
});

/** Every schema of the Connect face by name; `base` is where the document keeps them. */
export const connectDefinitions = (base: string): Schemas => ({
  UserEvent: { anyOf: connectEventCatalogue.map(({ name }) => refTo(base, name)) },
  ...Object.assign({}, ...connectEventCatalogue.map((entry) => eventDefinitions(entry, base))),
  Enrichment: { description: "An event's place in the event log, where the experience asks for it.", ...Enrichment },
  PageMessage: anyMessage(connectPageMessages, base),
  HostMessage: anyMessage(connectHostMessages, base),
  ...Object.fromEntries([...connectPageMessages, ...connectHostMessages].map((entry) => messageDefinition(entry, base))),
});
