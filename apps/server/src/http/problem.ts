import type { Problem } from "@drawbridge/contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { AppError, errorCatalogue, type ErrorCode } from "./app-error.ts";

const fromFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "BODY_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  FST_ERR_CTP_INVALID_JSON_BODY: "VALIDATION_FAILED",
  FST_ERR_CTP_EMPTY_JSON_BODY: "VALIDATION_FAILED",
  FST_ERR_VALIDATION: "VALIDATION_FAILED",
};

/** What the database says of a character no text of it can hold, such as NUL. */
const unstorable: ReadonlySet<string> = new Set(["22021", "22P05"]);

const isClientError = (error: FastifyError): boolean => (error.statusCode ?? 500) >= 400 && (error.statusCode ?? 500) < 500;

/** Any thrown thing as an error of the catalogue; nothing unknown is shown to a caller. */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return new AppError("UNEXPECTED", { cause: error });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only optional fields of it are read
  const fastify = error as FastifyError;
  if (unstorable.has(fastify.code)) return new AppError("VALIDATION_FAILED", { detail: "a text has a character that no text can have" });
  const code = fromFastify[fastify.code] ?? (isClientError(fastify) ? "VALIDATION_FAILED" : null);
  return code ? new AppError(code, { detail: error.message }) : new AppError("UNEXPECTED", { cause: error });
};

/** The problem document of an error (RFC 9457). */
export const problemOf = (error: AppError, request: FastifyRequest): Problem => {
  const { status, title, remediation } = errorCatalogue[error.code];
  const detail = status < 500 ? error.detail : title;
  return {
    type: `urn:drawbridge:problem:${error.code.toLowerCase()}`,
    title,
    status,
    detail,
    instance: request.url.split("?")[0] ?? "/",
    code: error.code,
    remediation,
    traceId: request.id,
    ...error.extra,
  };
};

/** Answers with a problem document, and logs what is ours. */
export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const known = toAppError(error);
  const body = problemOf(known, request);
  if (body.status >= 500) request.log.error({ err: known.cause ?? known, detail: known.detail }, known.code);
  return reply.code(body.status).type("application/problem+json").send(body);
};
