import type { FastifyInstance } from "fastify";
import { unknownResource } from "./problem.ts";

/** Addresses of the vendors that this project leaves out on purpose (connect-events.md, 4.2 and 11). */
const addresses = [
  ["POST", "/connect/v2/generate/jointBorrower"],
  ["POST", "/connect/v2/send/email"],
  ["POST", "/connect/v2/send/email/jointBorrower"],
  ["PUT", "/aggregation/v1/customers/:customerId/institutionLogins/:loginId/migration"],
  ["POST", "/connect/experiences/:id/duplicate"],
] as const;

/** Answers 404 there, whatever the body. */
export const notBuiltRoutes = async (app: FastifyInstance): Promise<void> => {
  for (const [method, url] of addresses) {
    app.route({
      method,
      url,
      handler: () => {
        throw unknownResource("address");
      },
    });
  }
};
