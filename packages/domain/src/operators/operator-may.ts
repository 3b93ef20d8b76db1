/**
 * What an operator's role allows. Everybody reads; whoever supports people does what can be done again without harm; the
 * rest is the administrators'. A route without a row is theirs alone, so that a new one is safe before somebody thinks of it.
 */
export const operatorRoles = ["viewer", "support", "admin"] as const;
export type OperatorRoleName = (typeof operatorRoles)[number];

/** A request by its method and the pattern of its route. */
export interface OperatorRequest {
  readonly method: string;
  readonly route: string;
}

interface Rule {
  readonly name: string;
  readonly when: (request: OperatorRequest) => boolean;
  readonly least: OperatorRoleName;
}

const reads: ReadonlySet<string> = new Set(["GET", "HEAD"]);

const supported: ReadonlySet<string> = new Set([
  "POST /v1/connections/:id/syncs",
  "POST /v1/links",
  "POST /v1/messages",
  "POST /v1/experiences/:id/previews",
  "POST /v1/webhook-endpoints/:id/tests",
  "POST /v1/webhook-endpoints/:id/replays",
  "POST /v1/webhook-endpoints/:id/enablings",
  "POST /v1/webhook-deliveries/:id/replays",
  "PUT /v1/devices/:id/lock",
  "DELETE /v1/devices/:id/lock",
  "DELETE /v1/devices/:id/pin-lock",
  "PATCH /v1/devices/:id",
  "DELETE /v1/devices/:id",
  "POST /v1/users/:id/activation-codes",
  "PUT /v1/users/:id/lock",
  "DELETE /v1/users/:id/lock",
]);

const rules: readonly Rule[] = [
  { name: "who the operators are", when: ({ route }) => route.startsWith("/v1/operators"), least: "admin" },
  { name: "own session", when: ({ route }) => route.startsWith("/v1/console/"), least: "viewer" },
  { name: "reading", when: ({ method }) => reads.has(method), least: "viewer" },
  { name: "helping people", when: ({ method, route }) => supported.has(`${method} ${route}`), least: "support" },
];

/** The least role that may make a request. */
export const leastRole = (request: OperatorRequest): OperatorRoleName => rules.find(({ when }) => when(request))?.least ?? "admin";

/** True when a role may make a request. */
export const operatorMay = (role: OperatorRoleName, request: OperatorRequest): boolean =>
  operatorRoles.indexOf(role) >= operatorRoles.indexOf(leastRole(request));
