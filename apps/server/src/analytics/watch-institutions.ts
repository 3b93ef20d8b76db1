import { bankAnswers, bankFailures, HEALTH_WINDOW_MS, judgeHealth } from "@drawbridge/domain";
import { institutionHealth, newId, type BankAnswers, type EventRow, type Institution, type StoredHealth, type Tx } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { recordEvents } from "../webhooks/record-events.ts";

/** What traffic says of one institution now. */
interface Watched {
  readonly institutionId: string;
  readonly answered: number;
  readonly failed: number;
  readonly tenants: readonly string[];
}

const watchedOf = (answers: readonly BankAnswers[]): ReadonlyMap<string, Watched> => {
  const watched = new Map<string, Watched>();
  for (const { institution, tenantId, answered, failed } of answers) {
    const institutionId = parseId("ins", institution);
    if (institutionId === null) continue;
    const known = watched.get(institutionId) ?? { institutionId, answered: 0, failed: 0, tenants: [] };
    watched.set(institutionId, {
      institutionId,
      answered: known.answered + answered,
      failed: known.failed + failed,
      tenants: [...known.tenants, tenantId],
    });
  }
  return watched;
};

const types = { degraded: "institution.degraded", down: "institution.down", healthy: "institution.recovered" } as const;

const alertOf = (tenantId: string, { id, no, record }: Institution, next: StoredHealth): EventRow => ({
  id: newId(),
  tenantId,
  sessionId: null,
  userId: null,
  seq: 0,
  type: types[next.state],
  attemptId: null,
  step: "",
  data: {
    institution: { id: printId("ins", id), no, slug: record.slug, name: record.name, url: record.url },
    answered: next.answered,
    failed: next.failed,
    failing: judgeHealth(next).failing,
    windowMs: HEALTH_WINDOW_MS,
    since: next.since.toISOString(),
  },
  occurredAt: next.judgedAt,
});

/** Stores the judgement of one institution, and alerts where it changed. */
const judge = async (
  deps: Deps,
  tx: Tx,
  { now, before, watched }: { readonly now: Date; readonly before: StoredHealth | undefined; readonly watched: Watched },
) => {
  const { institutionId, answered, failed, tenants } = watched;
  // Too few to say anything: nothing speaks against it any more, and people find out (rulings of a probe).
  const state = judgeHealth(watched).health ?? "healthy";
  const was = before?.state ?? "healthy";
  if (state === "healthy" && !before) return;
  const told = state === "healthy" ? [] : [...new Set([...(before?.told ?? []), ...tenants])];
  const next: StoredHealth = { institutionId, state, since: state === was && before ? before.since : now, answered, failed, judgedAt: now, told };
  await institutionHealth(tx).save(next, state === was ? "same" : "changed");
  const institution = deps.directory.byUuid(institutionId);
  if (state === was || !institution) return;
  for (const tenantId of state === "healthy" ? (before?.told ?? []) : told) await recordEvents(tx, [alertOf(tenantId, institution, next)]);
};

/** Judges every institution that had traffic lately, or is in trouble. One process does it at a time. */
export const watchInstitutions = (deps: Deps): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    const health = institutionHealth(tx);
    if (!(await health.tryLock())) return;
    const now = deps.now();
    const answers = await health.answersSince(new Date(now.getTime() - HEALTH_WINDOW_MS), { outcomes: bankAnswers, failures: bankFailures });
    const watched = watchedOf(answers);
    const known = new Map((await health.all()).map((row) => [row.institutionId, row]));
    const troubled = [...known.values()].filter(({ state }) => state !== "healthy").map(({ institutionId }) => institutionId);
    for (const institutionId of new Set([...watched.keys(), ...troubled])) {
      const seen = watched.get(institutionId) ?? { institutionId, answered: 0, failed: 0, tenants: [] };
      await judge(deps, tx, { now, before: known.get(institutionId), watched: seen });
    }
  });
