import { errors, type KoaContextWithOIDC, type RichAuthorizationRequestsConfiguration } from "oidc-provider";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { APPROVAL_TYPE } from "./approval-type.ts";

const MOST_DETAILS = 5;
const LONGEST = 4000;

/** What is asked for: the text the device shows, and facts that are signed with it. */
const ApprovalDetail = Type.Object(
  {
    type: Type.Literal(APPROVAL_TYPE),
    text: Type.String({ minLength: 1, maxLength: 1000 }),
    data: Type.Optional(Type.Record(Type.String({ maxLength: 60 }), Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean()]))),
  },
  { additionalProperties: false },
);
export type ApprovalDetail = Static<typeof ApprovalDetail>;

const Details = Type.Array(ApprovalDetail, { maxItems: MOST_DETAILS });

/** The details of a request, whose shape was checked when it came. */
export const detailsOf = ({
  oidc,
}: {
  readonly oidc: { readonly params?: Readonly<Record<string, unknown>> | undefined };
}): readonly ApprovalDetail[] => {
  const text = oidc.params?.["authorization_details"];
  const details: unknown = typeof text === "string" && text !== "" ? JSON.parse(text) : [];
  return Value.Check(Details, details) ? details : [];
};

/** Exactly what the device shows, and so what its signature is over. */
export const textOfDetails = ({
  client,
  message,
  details,
  scope,
}: {
  readonly client: string;
  readonly message: string;
  readonly details: readonly ApprovalDetail[];
  readonly scope: string;
}): string => {
  const scopes = scope.split(" ").filter((one) => one !== "" && one !== "openid");
  const lines = [`${client} asks: ${message}`, ...details.map(({ text }) => text)];
  return [...lines, ...(scopes.length > 0 ? [`Access: ${scopes.join(", ")}`] : [])].join("\n");
};

const checkDetail = (ctx: KoaContextWithOIDC, detail: unknown): void => {
  if (ctx.oidc.route !== "backchannel_authentication") throw new errors.InvalidAuthorizationDetails("approvals are asked for at the back channel");
  const text = String(ctx.oidc.params?.["authorization_details"]);
  if (text.length > LONGEST || !Value.Check(Details, JSON.parse(text)) || !Value.Check(ApprovalDetail, detail))
    throw new errors.InvalidAuthorizationDetails(`${APPROVAL_TYPE} has text and data, at most ${MOST_DETAILS} of them`);
};

/** Rich authorization requests: what was approved is what the token says. */
export const richRequests: RichAuthorizationRequestsConfiguration = {
  enabled: true,
  types: { [APPROVAL_TYPE]: { validate: async (ctx: KoaContextWithOIDC, detail: unknown) => checkDetail(ctx, detail) } },
  authorizationDetailsForGrantSource: () => undefined,
  authorizationDetailsForAccessToken: (_ctx, _token, source) => source?.rar,
};
