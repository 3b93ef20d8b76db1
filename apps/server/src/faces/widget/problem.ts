import type { Remediation } from "@drawbridge/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { errorCatalogue } from "../../http/app-error.ts";
import { toAppError } from "../../http/problem.ts";
import { barePolicy } from "../../http/security-headers.ts";

/** Titles of the face's codes, and what to do about them (widget-and-data.md, section 4). */
const codes: Readonly<Record<string, readonly [string, Remediation]>> = {
  VALIDATION_FAILED: ["The request is not valid", "contact_support"],
  UNAUTHENTICATED: ["Credentials are missing", "contact_support"],
  TOKEN_INVALID: ["The token is not valid", "contact_support"],
  SCOPE_MISSING: ["The token does not allow this", "contact_support"],
  JOB_NOT_REQUESTED: ["The person was not asked for this data", "contact_support"],
  USER_NOT_FOUND: ["This user does not exist", "contact_support"],
  CONNECTION_NOT_FOUND: ["This connection does not exist", "contact_support"],
  INSTITUTION_NOT_FOUND: ["This institution does not exist", "other_institution"],
  PROVIDER_DOWN: ["Something this needs is not answering", "wait"],
};

/** An error of the widget face: its text is the contract's own. */
export class WidgetProblem extends Error {
  override readonly name = "WidgetProblem";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, text: string) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

/** A request that cannot be understood, in the contract's words. */
export const invalid = (text: string): WidgetProblem => new WidgetProblem(400, "VALIDATION_FAILED", text);

interface Preference {
  readonly type: string;
  readonly weight: number;
}

const preferencesOf = (accept: string): readonly Preference[] =>
  accept.split(",").flatMap((part) => {
    const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    const weight = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    return type === "" || !(weight > 0) ? [] : [{ type, weight }];
  });

/** True when the first of the best-loved types is text, as in a frame's navigation. */
export const prefersText = (accept: string | undefined): boolean => {
  const [best] = preferencesOf(accept ?? "").toSorted((a, b) => b.weight - a.weight); // stable: the first of equals wins
  return best !== undefined && /^text\/(html|plain|\*)$/.test(best.type);
};

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#x22;" };

const encode = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);

interface Body {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly remediation: Remediation;
}

const bodyOf = (error: unknown): Body & { readonly cause: unknown } => {
  if (error instanceof WidgetProblem) {
    const { status, code, message } = error;
    const [title, remediation] = codes[code] ?? [message, "contact_support"];
    return { status, code, title, detail: message, remediation, cause: error.cause };
  }
  const known = toAppError(error);
  const entry = errorCatalogue[known.code];
  const { status, title, remediation } = entry;
  return { status, title, remediation, code: known.code, detail: status < 500 ? known.detail : title, cause: known.cause ?? known };
};

const challenges: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: "Bearer",
  TOKEN_INVALID: 'Bearer error="invalid_token"',
  SCOPE_MISSING: 'Bearer error="insufficient_scope"',
};

/** Paths whose clients read `message`. */
const readsMessage = (path: string): boolean => /^\/api\/(data|vc|user|connection|aggregator)(\/|$)/.test(path);

/** Text for a navigation, problem+json for everybody else (widget-and-data.md, section 4). */
export const sendWidgetProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { cause, ...body } = bodyOf(error);
  if (body.status >= 500) request.log.error({ err: cause ?? error, code: body.code }, "request failed");
  reply.code(body.status).header("cache-control", "no-store").header("vary", "Accept");
  const challenge = challenges[body.code];
  if (challenge) reply.header("www-authenticate", challenge);
  if (prefersText(request.headers.accept)) {
    reply.header("content-security-policy", barePolicy("*")).type("text/html");
    return reply.send(encode(body.detail));
  }
  const instance = request.url.split("?")[0] ?? "/";
  return reply.type("application/problem+json").send({
    type: `urn:drawbridge:problem:${body.code.toLowerCase()}`,
    ...body,
    ...(readsMessage(instance) && { message: body.detail }),
    instance,
    traceId: request.id,
  });
};
