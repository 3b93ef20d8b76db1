import { bankAnswers, bankFailures, HEALTH_WINDOW_MS, judgeHealth } from "@drawbridge/domain";
import { institutionHealth } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";

/** The health board: institutions with traffic of the tenant lately, and all that are in trouble. */
export const institutionHealthRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get("/v1/institutions/health", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const health = institutionHealth(deps.storage.pool);
      const since = new Date(deps.now().getTime() - HEALTH_WINDOW_MS);
      const answers = await health.answersSince(since, { outcomes: bankAnswers, failures: bankFailures, tenantId: tenant.id });
      const own = new Map(answers.map((row) => [row.institution, row]));
      const known = new Map((await health.all()).map((row) => [printId("ins", row.institutionId), row]));
      const troubled = [...known].filter(([, { state }]) => state !== "healthy").map(([id]) => id);
      const ids = [...new Set([...troubled, ...own.keys()])];
      return {
        windowMs: HEALTH_WINDOW_MS,
        institutions: ids.flatMap((id) => {
          const institution = deps.directory.byUuid(parseId("ins", id) ?? "");
          const { answered = 0, failed = 0 } = own.get(id) ?? {};
          const judged = judgeHealth({ answered, failed });
          const shown = known.get(id);
          if (!institution) return [];
          return {
            id,
            name: institution.record.name,
            slug: institution.record.slug,
            /** As people see it in search and before they sign in. */
            health: institution.record.health,
            since: shown && shown.state !== "healthy" ? shown.since.toISOString() : null,
            answered,
            failed,
            failureRate: { value: judged.failing.value, low: judged.failing.low, high: judged.failing.high },
            sample: judged.health === null ? "too_small" : "enough",
          };
        }),
      };
    });
  };
