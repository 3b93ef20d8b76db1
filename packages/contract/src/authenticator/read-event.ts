import { Value } from "typebox/value";
import { astEntriesOf, astEventCatalogue, type AstEventName, type AstPayload } from "./catalogue.ts";
import type { AstEventEntry } from "./event-entry.ts";
import { astExtensions } from "./extensions.ts";

/** An event that was read: canonical name, canonical parameter names. */
export interface ReadAstEvent {
  readonly name: AstEventName;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a name and a payload from outside are. */
export type AstEventReading =
  | ({ readonly outcome: "event" } & ReadAstEvent)
  | { readonly outcome: "unknown" }
  | {
      readonly outcome: "invalid_parameter";
      readonly name: AstEventName;
      readonly payload: Readonly<Record<string, unknown>>;
      readonly reason: string;
    };

const SUFFIX = "Event";
// Spellings of the source table that no parameter of a row records (contract, sections 2 and 6).
const otherNames: ReadonlyMap<string, AstEventName> = new Map([["TransactionFinished", "TransactionEnd"]]);
const otherParameters: ReadonlyMap<string, string> = new Map([
  ["rertyCounter", "retryCounter"],
  ["rertyDelay", "retryDelay"],
]);

/** The canonical name behind a spelling on the wire; null for a name nobody knows. */
export const canonicalAstName = (name: string): AstEventName | null => {
  const found = otherNames.get(name) ?? astEntriesOf(name)[0]?.name ?? astEventCatalogue.find(({ sourceName }) => sourceName === name)?.name;
  if (found) return found;
  return name.endsWith(SUFFIX) ? canonicalAstName(name.slice(0, -SUFFIX.length)) : null;
};

/** Reads an event as it came: aliases and typos are understood, parameters nobody knows are dropped. */
export const readAstEvent = (name: string, payload: unknown): AstEventReading => {
  const canonical = canonicalAstName(name);
  if (!canonical) return { outcome: "unknown" };
  const entries = astEntriesOf(canonical);
  const given = isRecord(payload ?? {}) ? renamed(entries, payload ?? {}) : null;
  if (!given) return { outcome: "invalid_parameter", name: canonical, payload: {}, reason: "the payload is not an object" };
  // The longest form is tried first: a short form would accept it and drop what it adds.
  const form = entries
    .toSorted((one, other) => lengthOf(other) - lengthOf(one))
    .find((entry) => Value.Check(entry.payload, given) && !isHalfForm(canonical, given));
  if (!form) return { outcome: "invalid_parameter", name: canonical, payload: given, reason: reasonOf(entries, given) };
  return { outcome: "event", name: canonical, payload: { ...pick(form, given), ...pickExtensions(canonical, given) } };
};

/** Whether a payload is exactly one the catalogue allows under a canonical name. */
export const isAstPayload = <Name extends AstEventName>(name: Name, payload: unknown): payload is AstPayload<Name> =>
  astEntriesOf(name).some((entry) => Value.Check(entry.payload, payload));

const lengthOf = ({ payload }: AstEventEntry): number => Object.keys(payload.properties).length;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** LoginWithToken takes both of access token and code or none: one alone is a bad parameter. */
const isHalfForm = (name: AstEventName, payload: Readonly<Record<string, unknown>>): boolean =>
  name === "LoginWithToken" && "iamAccessToken" in payload !== "authCode" in payload;

const renamed = (entries: readonly AstEventEntry[], payload: object): Readonly<Record<string, unknown>> => {
  const sources = new Map(
    entries.flatMap(({ sourceParameters }) =>
      Object.entries(sourceParameters).flatMap(([name, source]) => (source ? [[source, name] as const] : [])),
    ),
  );
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [sources.get(key) ?? otherParameters.get(key) ?? key, value]));
};

const pick = ({ payload }: AstEventEntry, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.keys(payload.properties).flatMap((key) => (Object.hasOwn(given, key) ? [[key, given[key]]] : [])));

/** What is ours is kept where it has the right shape, and dropped where not. */
const pickExtensions = (name: AstEventName, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(astExtensions[name] ?? {}).flatMap(([key, schema]) =>
      Object.hasOwn(given, key) && Value.Check(schema, given[key]) ? [[key, given[key]]] : [],
    ),
  );

const reasonOf = (entries: readonly AstEventEntry[], given: unknown): string => {
  const [form] = entries;
  const [error] = form ? Value.Errors(form.payload, given) : [];
  return error ? `${error.instancePath || "the payload"}: ${error.message}` : "the parameters do not belong together";
};
