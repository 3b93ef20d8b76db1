import type { FastifyReply, FastifyRequest } from "fastify";
import { errorCatalogue } from "../../http/app-error.ts";
import { toAppError } from "../../http/problem.ts";

/** An error of the Connect face (connect-events.md, 4.1). */
export class ConnectProblem extends Error {
  override readonly name = "ConnectProblem";
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Codes of the face's own errors; 4.1 and section 11. */
export const missingParameter = (name: string): ConnectProblem => new ConnectProblem(400, 10_005, `The parameter ${name} is missing`);
/** An id that does not exist, or is another partner's. */
export const unknownResource = (name: string): ConnectProblem => new ConnectProblem(404, 14_001, `The ${name} is unknown`);

/** Answers in the face's own shape. */
export const sendConnectProblem = ({ status, code, message }: ConnectProblem, reply: FastifyReply): FastifyReply =>
  reply.code(status).send({ code, status, message, user_message: message, tags: "" });

const prefixes = [
  "/aggregation/",
  "/connect/v2/",
  "/connect/experiences",
  "/institution/",
  "/decisioning/",
  "/customers/",
  "/data-sharing-consents",
  "/notifications/",
];

/** True for an address of this face, known or not: whatever goes wrong there is told in the face's shape. */
export const isConnectPath = (url: string): boolean => prefixes.some((prefix) => url.startsWith(prefix));

/** Answers anything thrown on this face; what is ours is logged and not shown. */
export const sendConnectError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  if (error instanceof ConnectProblem) return sendConnectProblem(error, reply);
  const known = toAppError(error);
  const { status, title } = errorCatalogue[known.code];
  if (status === 404) return sendConnectProblem(unknownResource("address"), reply);
  if (status === 429) return sendConnectProblem(new ConnectProblem(429, 429, known.detail), reply);
  if (status < 500) return sendConnectProblem(new ConnectProblem(400, 10_100, known.detail), reply);
  request.log.error({ err: known.cause ?? known, detail: known.detail }, known.code);
  return sendConnectProblem(new ConnectProblem(status, 500, title), reply);
};
