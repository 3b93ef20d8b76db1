import { AnalyticsQuery } from "@drawbridge/contract";
import { readWithin, type Queryable } from "@drawbridge/storage";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import {
  answerAttempts,
  answerBreakdown,
  answerErrors,
  answerFunnel,
  answerMfa,
  answerOverview,
  answerSearches,
  answerTrend,
} from "../../analytics/answer-analytics.ts";
import type { Asked, Question } from "../../analytics/analytics-source.ts";
import { recompute } from "../../analytics/recompute.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { printCsv } from "./print-csv.ts";
import { idempotent } from "./idempotent.ts";
import { printValue, readQuestion } from "./analytics-question.ts";

type Page = (deps: Deps, question: Question, query: AnalyticsQuery) => Promise<object>;

const breakdown = async (deps: Deps, question: Question, { by, limit }: { readonly by: string; readonly limit: number }): Promise<object> => {
  const { rows } = await answerBreakdown(deps, question, { by, limit });
  return { rows: rows.map((row) => ({ ...row, value: printValue(by, row.value) })) };
};

/** Every page of numbers by its path. */
const pages: Readonly<Record<string, Page>> = {
  overview: answerOverview,
  funnel: answerFunnel,
  attempts: answerAttempts,
  mfa: answerMfa,
  errors: answerErrors,
  institutions: (deps, question, { limit }) => breakdown(deps, question, { by: "institution", limit }),
  breakdown: (deps, question, { by, limit }) => {
    if (by === undefined)
      throw new AppError("VALIDATION_FAILED", { detail: "by is missing: institution, provider, device, locale, experience or mode" });
    return breakdown(deps, question, { by, limit });
  },
  searches: (deps, question, { limit }) => answerSearches(deps, question, limit),
  trend: (deps, question, { timeZone, interval }) => answerTrend(deps, question, { timeZone, interval }),
};

const printRange = ({ range }: Asked) => ({ from: range.from.toISOString(), to: range.to.toISOString() });

/** Routes of the numbers about sessions. */
export const analyticsRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    for (const [name, page] of Object.entries(pages)) {
      app.get(`/v1/analytics/${name}`, { schema: { querystring: AnalyticsQuery } }, (request, reply) =>
        sendPage(deps, { request, reply, name, page }, request.query),
      );
    }
    app.post(
      "/v1/analytics/recomputations",
      {
        schema: {
          body: Type.Optional(
            Type.Union([Type.Null(), Type.Object({ after: Type.Optional(Type.String({ maxLength: 100 })) }, { additionalProperties: false })]),
          ),
        },
      },
      async (request, reply) => {
        const tenant = await tenantOfBearer(deps, request);
        return idempotent(deps, { tenant, request, reply }, () => recompute(deps, tenant.id, { after: request.body?.after }));
      },
    );
  };

interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly name: string;
  readonly page: Page;
}

const tooLong = ({ longestQuestionMs }: Deps, cause: unknown): AppError =>
  new AppError("QUESTION_TOO_LARGE", {
    detail: `It was given up after ${longestQuestionMs / 1000} s: ask for a shorter range, or with one filter, whose sums are kept ready.`,
    cause,
  });

/** Reads as long as the caller is there and has patience for. */
const readFor = async <T>(deps: Deps, { raw }: FastifyReply, work: (db: Queryable) => Promise<T>): Promise<T> => {
  const gone = new AbortController();
  if (raw.closed) gone.abort();
  raw.once("close", () => gone.abort());
  try {
    return await readWithin(deps.storage.pool, { gone: gone.signal, longestMs: deps.longestQuestionMs }, work);
  } catch (error) {
    // Where the caller is gone nobody reads the answer, and it is no fault of ours either.
    throw error instanceof DOMException ? tooLong(deps, error) : error;
  }
};

const sendPage = async (deps: Deps, { request, reply, name, page }: Call, query: AnalyticsQuery): Promise<FastifyReply> => {
  const tenant = await tenantOfBearer(deps, request);
  const { question, before } = await readQuestion(deps, tenant, query);
  const [current, previous] = await readFor(deps, reply, async (db) => [
    await page(deps, { ...question, db }, query),
    before && query.format !== "csv" ? await page(deps, { ...before, db }, query) : null,
  ]);
  void reply.header("cache-control", "no-store");
  if (query.format === "csv")
    return reply.type("text/csv; charset=utf-8").header("content-disposition", `attachment; filename="${name}.csv"`).send(printCsv(current));
  const compared = before && { range: printRange(before), data: previous };
  return reply.send({ range: printRange(question), timeZone: query.timeZone, data: current, before: compared });
};
