import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { errorCatalogue } from "../../http/app-error.ts";
import { toAppError } from "../../http/problem.ts";

/** What an error of this face carries beside its code and message. */
export interface ProblemExtras {
  readonly details?: object | string;
  /** Further members of the body, such as `retryAfterSecs`. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An error as this face prints it: `{code, message, correlationId, details?}` (connections.md, section 13). */
export class ConnectionsProblem extends Error {
  override readonly name = "ConnectionsProblem";
  readonly status: number;
  readonly code: string;
  readonly extras: ProblemExtras;

  // oxlint-disable-next-line max-params -- the three words of every answer
  constructor(status: number, code: string, message: string, extras: ProblemExtras = {}) {
    super(message, { cause: extras.cause });
    this.status = status;
    this.code = code;
    this.extras = extras;
  }
}

const codes: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  413: "PayloadTooLarge",
  415: "UnsupportedMediaType",
  429: "TooManyRequests",
};

const toProblem = (error: unknown): ConnectionsProblem => {
  if (error instanceof ConnectionsProblem) return error;
  const known = toAppError(error);
  const { status, title } = errorCatalogue[known.code];
  if (status >= 500)
    return new ConnectionsProblem(500, known.code === "PROVIDER_DOWN" ? "ExternalProvider" : "InternalServer", title, {
      cause: error,
      members: { statusCode: status },
    });
  return new ConnectionsProblem(status, codes[status] ?? "BadRequest", known.detail);
};

/** The error handler of every route of this face. */
export const sendConnectionsProblem = (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { status, code, message, extras, cause } = toProblem(error);
  if (status >= 500) request.log.error({ err: cause }, code);
  return reply
    .code(status)
    .headers({ ...extras.headers })
    .type("application/json; charset=utf-8")
    .send({ code, message, correlationId: request.id, ...(extras.details !== undefined && { details: extras.details }), ...extras.members });
};
