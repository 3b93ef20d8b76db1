import { auth, customerPath, type Sent } from "./connect-client.ts";

/** A request of a signed-in partner that cannot be answered, and how it is refused (connect-events.md, 4.1). */
export interface WrongRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: number;
  readonly sent?: Sent;
}

/** The table of error bodies. */
export const wrongRequests: readonly WrongRequest[] = [
  { name: "no app key", method: "GET", path: "/aggregation/v1/customers", status: 401, code: 10_026, sent: { headers: {} } },
  { name: "no app key at sign-in", method: "POST", path: auth, status: 401, code: 10_026, sent: { headers: {}, body: {} } },
  {
    name: "no token",
    method: "GET",
    path: "/aggregation/v1/customers",
    status: 401,
    code: 10_024,
    sent: { headers: { "app-key": "development-app-key-1" } },
  },
  {
    name: "unknown token",
    method: "GET",
    path: "/aggregation/v1/customers",
    status: 401,
    code: 10_022,
    sent: { headers: { "app-key": "development-app-key-1", "app-token": "x" } },
  },
  {
    name: "no partner id",
    method: "POST",
    path: auth,
    status: 400,
    code: 10_005,
    sent: { headers: { "app-key": "k" }, body: { partnerSecret: "x" } },
  },
  { name: "no secret", method: "POST", path: auth, status: 400, code: 10_005, sent: { headers: { "app-key": "k" }, body: { partnerId: "1" } } },
  {
    name: "unknown partner",
    method: "POST",
    path: auth,
    status: 401,
    code: 10_001,
    sent: { headers: { "app-key": "k" }, body: { partnerId: "999999", partnerSecret: "x" } },
  },
  {
    name: "malformed credentials",
    method: "POST",
    path: auth,
    status: 401,
    code: 10_001,
    sent: { headers: { "app-key": "k" }, body: { partnerId: ["1"], partnerSecret: { a: 1 } } },
  },
  { name: "broken JSON", method: "POST", path: auth, status: 400, code: 10_100, sent: { headers: { "app-key": "k" }, body: "{" } },
  {
    name: "prototype pollution",
    method: "POST",
    path: auth,
    status: 400,
    code: 10_100,
    sent: { headers: { "app-key": "k" }, body: '{"__proto__": {"a": 1}}' },
  },
  { name: "no username", method: "POST", path: "/aggregation/v2/customers/testing", status: 400, code: 10_005, sent: { body: {} } },
  { name: "an array as body", method: "POST", path: "/aggregation/v2/customers/testing", status: 400, code: 10_005, sent: { body: [] } },
  {
    name: "a number as username",
    method: "POST",
    path: "/aggregation/v2/customers/testing",
    status: 400,
    code: 10_100,
    sent: { body: { username: 5 } },
  },
  { name: "a negative start", method: "GET", path: "/aggregation/v1/customers?start=-1", status: 400, code: 1618 },
  { name: "a limit that is no number", method: "GET", path: "/institution/v2/institutions?limit=many", status: 400, code: 10_100 },
  { name: "an unknown customer", method: "GET", path: customerPath("999999"), status: 404, code: 14_001 },
  { name: "a customer id that is none", method: "GET", path: customerPath("1%20or%201"), status: 404, code: 14_001 },
  { name: "deleting an unknown customer", method: "DELETE", path: customerPath("999999"), status: 404, code: 14_001 },
  { name: "an unknown customer in a query", method: "GET", path: "/data-sharing-consents?customerId=999999", status: 400, code: 10_010 },
  { name: "an unknown institution", method: "GET", path: "/institution/v2/institutions/999999999", status: 404, code: 14_001 },
  { name: "an unknown routing number", method: "GET", path: "/institution/v1/institutions/routingNumber/1", status: 404, code: 14_001 },
  {
    name: "an unknown login's authorization",
    method: "GET",
    path: "/customers/institution-logins/999999/authorization-details",
    status: 404,
    code: 3004,
  },
  { name: "an unknown receipt", method: "GET", path: "/data-sharing-consents/x", status: 404, code: 14_001 },
  { name: "joint borrowers", method: "POST", path: "/connect/v2/generate/jointBorrower", status: 404, code: 14_001 },
  { name: "e-mail", method: "POST", path: "/connect/v2/send/email", status: 404, code: 14_001 },
  { name: "e-mail to joint borrowers", method: "POST", path: "/connect/v2/send/email/jointBorrower", status: 404, code: 14_001 },
  { name: "migration", method: "PUT", path: customerPath("1", "/institutionLogins/1/migration"), status: 404, code: 14_001 },
  { name: "duplicating an experience", method: "POST", path: "/connect/experiences/1/duplicate", status: 404, code: 14_001 },
];
