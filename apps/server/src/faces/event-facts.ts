import { Failure } from "@drawbridge/contract";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const Thing = Type.Object({ id: Type.String(), no: Type.Integer() });
const Institution = Type.Object({
  id: Type.String(),
  no: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  url: Type.String(),
  aggregator: Type.Optional(Nullable(Type.String())),
});

/** Everything a logged session event may hold, with a value for what it does not. */
const EventFacts = Type.Object({
  institution: Nullable(Institution),
  connection: Nullable(Thing),
  accounts: Type.Array(Thing),
  failure: Nullable(Failure),
  term: Type.String(),
  resultCount: Type.Integer(),
  attempts: Type.Integer(),
  supported: Type.Boolean(),
  oauth: Type.Boolean(),
  blocked: Type.Boolean(),
  /** Older transactions are still being read. */
  historyPending: Type.Boolean(),
  /** Nothing of the connection is left. */
  whole: Type.Boolean(),
  reason: Nullable(Type.String()),
  /** A repair that found the connection in good order (connect-events.md, section 7). */
  nothingToFix: Type.Boolean(),
  from: Nullable(Type.String()),
  to: Nullable(Type.String()),
  /** What the page shows over its screen. */
  dialog: Nullable(Type.String()),
  initialStep: Nullable(Type.String()),
  url: Nullable(Type.String()),
});
export type EventFacts = Static<typeof EventFacts>;

const reader = Compile(EventFacts);

const none: EventFacts = {
  institution: null,
  connection: null,
  accounts: [],
  failure: null,
  term: "",
  resultCount: 0,
  attempts: 0,
  supported: false,
  oauth: false,
  blocked: false,
  historyPending: false,
  whole: false,
  reason: null,
  nothingToFix: false,
  from: null,
  to: null,
  dialog: null,
  initialStep: null,
  url: null,
};

/** Reads an event's data for a projection. Throws when the log holds something this release never wrote. */
export const readData = (data: Readonly<Record<string, unknown>>): EventFacts => {
  const facts: unknown = { ...none, ...data };
  if (!reader.Check(facts)) throw new TypeError("an event holds what no release wrote");
  return facts;
};
