import { Type, type Static, type TProperties } from "typebox";

const closed = { additionalProperties: false } as const;
const InstitutionText = Type.String({ pattern: "^[1-9][0-9]{0,15}$" });

const route = <const Screen extends string, const Params extends TProperties>(screen: Screen, params: Params) =>
  Type.Object({ screen: Type.Literal(screen), params: Type.Object(params, closed) }, closed);

const plain = {};
const institution = { institutionId: InstitutionText };
const perhaps = { institutionId: Type.Optional(InstitutionText) };

/** Every screen a host hears of, with its parameters: ids are text (connect-events.md, section 6). */
export const connectRoutes = {
  landing: route("landing", plain),
  "terms-details": route("terms-details", plain),
  search: route("search", { query: Type.Optional(Type.String()) }),
  "sign-in": route("sign-in", institution),
  login: route("login", institution),
  accounts: route("accounts", institution),
  review: route("review", plain),
  fix: route("fix", institution),
  mfa: route("mfa", perhaps),
  oauth: route("oauth", perhaps),
  connecting: route("connecting", perhaps),
  manage: route("manage", perhaps),
  alert: route("alert", perhaps),
  "exit-confirm": route("exit-confirm", perhaps),
  done: route("done", perhaps),
};

/** The screen a person is on. */
export type ConnectRoute = Static<(typeof connectRoutes)[keyof typeof connectRoutes]>;
