import { Type, type Static } from "typebox";

/** Version of the envelope. */
export const AST_ENVELOPE_VERSION = 1;

/** What a result says of a failure beside its status; `errorCode` as in section 7 of the contract. */
export const AstError = Type.Object({
  hasErrorOccurred: Type.Boolean(),
  errorCode: Type.Integer(),
  reportId: Type.String(),
  errorDescription: Type.String(),
});
export type AstError = Static<typeof AstError>;

/** W3C trace context, which any event may carry. */
export const TraceContext = Type.Object({ traceParent: Type.String(), traceState: Type.String() });
export type TraceContext = Static<typeof TraceContext>;

/**
 * What carries every event between UI and MC (contract, section 8). `id` is a UUIDv7; a reply and every bus event caused by a
 * call carry the call's id in `correlationId`. Fields it does not name are ignored.
 */
export const AstEnvelope = Type.Object({
  v: Type.Literal(AST_ENVELOPE_VERSION),
  id: Type.String({ minLength: 1, maxLength: 64 }),
  correlationId: Type.Optional(Type.String()),
  name: Type.String(),
  ts: Type.String(),
  session: Type.String(),
  traceContext: Type.Optional(TraceContext),
  priority: Type.Enum(["default", "high", "low"]),
  payload: Type.Record(Type.String(), Type.Unknown()),
  error: Type.Optional(AstError),
});
export type AstEnvelope = Static<typeof AstEnvelope>;
