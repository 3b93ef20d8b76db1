import { Type, type Static } from "typebox";

/** Error body of the native API and the widget (RFC 9457). */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String(),
    code: Type.String(),
    remediation: Type.String(),
    traceId: Type.String(),
  },
  { additionalProperties: true },
);
export type Problem = Static<typeof Problem>;
