import { Type, type Static } from "typebox";
import { EventPattern } from "./webhook.ts";

const closed = { additionalProperties: false } as const;
const Url = Type.String({ minLength: 1, maxLength: 2000 });
const Key = Type.String({ minLength: 1, maxLength: 2000, pattern: "^[\\x21-\\x7e]+$" });
const HeaderName = "^[A-Za-z0-9-]{1,100}$";
const HeaderValue = Type.String({ maxLength: 2000, pattern: "^[\\x20-\\x7e]*$" });

/** What every sink may be given. `from`: where in the log it begins; `evt_…` goes on after that event. */
const common = {
  eventTypes: Type.Optional(Type.Array(EventPattern, { minItems: 1, maxItems: 50, uniqueItems: true })),
  description: Type.Optional(Type.String({ maxLength: 200 })),
  from: Type.Optional(Type.String({ pattern: "^(now|beginning|evt_[0-9a-f]{32})$" })),
};

/** Places a tenant's log can be sent on to. */
export const sinkKinds = ["segment", "posthog", "otlp_logs", "nats"] as const;
export type SinkKind = (typeof sinkKinds)[number];

/** What an integrator sends to set up a sink; keys, headers and passwords are not readable again. */
export const NewSink = Type.Union([
  Type.Object({ kind: Type.Literal("segment"), url: Type.Optional(Url), key: Key, ...common }, closed),
  Type.Object({ kind: Type.Literal("posthog"), url: Type.Optional(Url), key: Key, ...common }, closed),
  Type.Object(
    {
      kind: Type.Literal("otlp_logs"),
      url: Url,
      headers: Type.Optional(Type.Record(Type.String({ pattern: HeaderName }), HeaderValue, closed)),
      ...common,
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal("nats"),
      url: Url,
      /** The event's type is added to it: `drawbridge.events` becomes `drawbridge.events.sign_in.failed`. */
      subject: Type.String({ pattern: "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$", maxLength: 200 }),
      user: Type.Optional(Key),
      password: Type.Optional(Key),
      token: Type.Optional(Key),
      ...common,
    },
    closed,
  ),
]);
export type NewSink = Static<typeof NewSink>;

/** What can be changed about a sink that runs. */
export const SinkChange = Type.Object(
  { paused: Type.Optional(Type.Boolean()), eventTypes: common.eventTypes, description: common.description },
  closed,
);
export type SinkChange = Static<typeof SinkChange>;

const NullableString = Type.Union([Type.String(), Type.Null()]);

/** A sink with how far it is. */
export const Sink = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(sinkKinds),
    url: Type.String(),
    subject: NullableString,
    eventTypes: Type.Array(EventPattern),
    description: Type.String(),
    createdAt: Type.String(),
    paused: Type.Boolean(),
    /** Events of the tenant it has not looked at, counted up to 10000. */
    eventsBehind: Type.Integer(),
    lastSuccessAt: NullableString,
    /** Tries in a row that were in vain; the log waits, nothing is left out. */
    failures: Type.Integer(),
    lastError: NullableString,
    nextTryAt: NullableString,
  },
  closed,
);
export type Sink = Static<typeof Sink>;
