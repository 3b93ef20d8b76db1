import type { FastifyInstance } from "fastify";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { AppError } from "./app-error.ts";
import { REPORTS_PATH } from "./security-headers.ts";

const Text = Type.Optional(Type.String());
/** `report-uri`: one violation. */
const Legacy = Type.Object({
  "csp-report": Type.Object({
    "document-uri": Text,
    "effective-directive": Text,
    "violated-directive": Text,
    "blocked-uri": Text,
    disposition: Text,
  }),
});
/** `report-to`: a batch of anything. */
const Batch = Type.Array(
  Type.Object({
    type: Type.String(),
    body: Type.Optional(Type.Object({ documentURL: Text, effectiveDirective: Text, blockedURL: Text, disposition: Text })),
  }),
);

/** What is worth logging of a violation. */
export interface Violation {
  readonly page: string;
  readonly directive: string;
  readonly blocked: string;
  readonly disposition: string;
}

const LONGEST = 200;

/** Addresses carry signatures and tokens in query, fragment and path, so only the origin and the path's first part are kept. */
const whereOf = (address: string | undefined): string => {
  if (address === undefined) return "";
  if (/^[a-z-]{0,30}$/.test(address)) return address; // inline, eval, data: words, not addresses
  try {
    const { protocol, host, pathname } = new URL(address);
    const [, first = "", ...others] = pathname.split("/");
    const path = others.length > 0 ? `/${first}/…` : first && "/…";
    return host ? `${protocol}//${host}${path}`.slice(0, LONGEST) : protocol;
  } catch {
    return "(no address)";
  }
};

const wordOf = (text: string | undefined): string => /^[a-z-]{1,40}/.exec(text ?? "")?.[0] ?? "";

const ofLegacy = ({ "csp-report": report }: Static<typeof Legacy>): Violation => ({
  page: whereOf(report["document-uri"]),
  directive: wordOf(report["effective-directive"] ?? report["violated-directive"]),
  blocked: whereOf(report["blocked-uri"]),
  disposition: wordOf(report.disposition),
});

/** The violations a browser tells of; null when it is no report. */
export const violationsOf = (body: unknown): readonly Violation[] | null => {
  if (Value.Check(Legacy, body)) return [ofLegacy(body)];
  if (!Value.Check(Batch, body)) return null;
  return body.flatMap((report) => {
    if (report.type !== "csp-violation" || !report.body) return [];
    const { documentURL, effectiveDirective, blockedURL, disposition } = report.body;
    return [{ page: whereOf(documentURL), directive: wordOf(effectiveDirective), blocked: whereOf(blockedURL), disposition: wordOf(disposition) }];
  });
};

/** Hears what browsers report; the log gets it without anything secret. */
export const cspReportRoutes = async (app: FastifyInstance): Promise<void> => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(["application/csp-report", "application/reports+json"], { parseAs: "string" }, app.getDefaultJsonParser("error", "error"));
  app.post(REPORTS_PATH, { bodyLimit: 16_384 }, async (request, reply) => {
    const violations = violationsOf(request.body);
    if (!violations) throw new AppError("VALIDATION_FAILED", { detail: "not a report of a content security policy" });
    if (violations.length > 0) request.log.warn({ violations }, "a browser stopped something that a page's policy does not allow");
    return reply.code(204).send();
  });
};
