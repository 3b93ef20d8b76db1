import type { FastifyReply, FastifyRequest } from "fastify";

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

const prefersText = (request: FastifyRequest): boolean => {
  const [first = ""] = (request.headers.accept ?? "").split(",");
  return /^text\/(html|plain)/.test(first.trim());
};

/** Text for a navigation, problem+json for everybody else (widget-and-data.md, section 4). */
export const sendWidgetProblem = (problem: WidgetProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { status, code, message } = problem;
  reply.code(status).header("cache-control", "no-store");
  if (prefersText(request)) {
    reply.header("content-security-policy", "default-src 'none'; frame-ancestors *").type("text/html");
    return reply.send(message.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&#x22;"));
  }
  return reply.type("application/problem+json").send({
    type: `urn:drawbridge:problem:${code.toLowerCase()}`, title: message, status, detail: message, message, instance: request.url.split("?")[0],
    code, remediation: "contact_support", traceId: request.id,
  });
};
