import type { PlannedTry, VisitPlan } from "../src/story/visit-plan.ts";

/** What a plan comes to, worked out from the plan alone: nothing of the machine, the log or the analytics is used. */
export interface ExpectedVisit {
  readonly plan: VisitPlan;
  readonly end: string | null;
  readonly connected: boolean;
  readonly completed: boolean;
  readonly attempts: readonly (readonly [kind: string, outcome: string])[];
  readonly answers: readonly (readonly [kind: string, outcome: string])[];
  readonly errors: readonly string[];
  readonly screen: string;
  readonly reached: number;
  readonly connectMs: number;
  readonly bankMs: number;
}

const MOMENT = 20;
const READ = 4_000;

type Attempts = readonly (readonly [kind: string, outcome: string])[];

const formAttempts = (one: PlannedTry): Attempts => {
  const words = { right: "succeeded", wrong: "failed", left: "abandoned" } as const;
  const first = one.answers.length > 0 ? "challenged" : one.result === "in" ? "succeeded" : one.result === "left" ? "abandoned" : "failed";
  return [["sign_in", first], ...one.answers.map(({ result }) => ["mfa", words[result]] as const)];
};

const redirectAttempts = (one: PlannedTry): Attempts => {
  const outcome = one.result === "in" ? "succeeded" : one.result === "left" ? "abandoned" : "failed";
  return [...(one.blocked ? [["oauth", "blocked"] as const] : []), ["oauth", outcome]];
};

const screenOf = ({ bank, tries, add }: VisitPlan): string => {
  const last = tries.at(-1);
  const redirect = bank?.signIn === "redirect";
  if (!bank) return "search";
  if (!last) return redirect ? "oauth" : "sign_in";
  if (last.result === "left") return redirect ? "oauth" : "connecting";
  if (last.result !== "in") return last.result === "credentials_rejected" && !redirect ? "sign_in" : "error";
  if (add === "saved") return "review";
  return add === "left" ? "connecting" : "error";
};

const timesOf = (plan: VisitPlan): readonly [total: number, bank: number] => {
  const redirect = plan.bank?.signIn === "redirect";
  let person = plan.searches.length * READ + (plan.unsupported ? 2 * READ : 0) + (plan.mode === "full" ? READ : 0);
  let bank = 0;
  plan.tries.forEach((one, index) => {
    if (redirect) person += (one.blocked ? READ : 0) + READ + one.personMs;
    else person += one.personMs * (1 + one.answers.length);
    if (!redirect) {
      const wrong = one.answers.filter(({ result }) => result === "wrong").length;
      bank += one.bankMs * ((one.answers.length > 0 ? 1 : 0) + wrong);
    }
    bank += one.bankMs;
    const again = index < plan.tries.length - 1 && !(one.result === "credentials_rejected" && !redirect);
    if (again) person += READ;
  });
  if (!redirect && plan.mode !== "fix") person += READ;
  bank += MOMENT + READ;
  return [person + bank, bank];
};

/** Works a plan out. */
export const expect1 = (plan: VisitPlan): ExpectedVisit => {
  const redirect = plan.bank?.signIn === "redirect";
  const isIn = plan.tries.at(-1)?.result === "in";
  const connected = isIn && plan.add === "saved";
  const added = plan.add === "saved" ? "succeeded" : plan.add === "left" ? "abandoned" : "failed";
  const errors = plan.tries.flatMap((one) => [
    ...(redirect && one.blocked ? ["popup_blocked"] : []),
    ...one.answers.filter(({ result }) => result === "wrong").map(() => "mfa_wrong"),
    ...(one.result === "in" || one.result === "left" ? [] : [one.result]),
  ]);
  const words = { right: "passed", wrong: "failed", left: "abandoned" } as const;
  const completed = plan.end === "complete";
  const [connectMs, bankMs] = timesOf(plan);
  return {
    plan,
    end: plan.end === "none" ? null : plan.end,
    connected,
    completed,
    attempts: [...plan.tries.flatMap((one) => (redirect ? redirectAttempts(one) : formAttempts(one))), ...(isIn ? [["add", added] as const] : [])],
    answers: plan.tries.flatMap((one) => one.answers.map(({ kind, result }) => [kind, words[result]] as const)),
    errors: isIn && plan.add !== "saved" && plan.add !== "left" ? [...errors, plan.add] : errors,
    screen: screenOf(plan),
    reached: connected && completed ? 5 : connected ? 4 : isIn ? 3 : plan.tries.length > 0 ? 2 : plan.bank ? 1 : 0,
    connectMs,
    bankMs,
  };
};

/** How often each text occurs. */
export const tallyOf = (texts: readonly string[]): ReadonlyMap<string, number> => {
  const tally = new Map<string, number>();
  for (const text of texts) tally.set(text, (tally.get(text) ?? 0) + 1);
  return tally;
};

/** A share as the API prints it. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const nearestRank = (sorted: readonly number[], p: number): number | null => sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1] ?? null;

/** Percentiles of durations that are rounded to two significant digits. */
export const percentilesOf = (durations: readonly number[]) => {
  const sorted = durations.map((ms) => (ms < 100 ? ms : Number(ms.toPrecision(2)))).toSorted((a, b) => a - b);
  return { count: sorted.length, p50Ms: nearestRank(sorted, 0.5), p90Ms: nearestRank(sorted, 0.9), p95Ms: nearestRank(sorted, 0.95) };
};

/** Sums and rates of some visits. */
export const ratesFor = (visits: readonly ExpectedVisit[]) => {
  const count = (holds: (visit: ExpectedVisit) => boolean): number => visits.filter(holds).length;
  const attempts = visits.flatMap((visit) => visit.attempts);
  const core = {
    opened: visits.length,
    tried: count(({ plan }) => plan.tries.length > 0),
    connected: count(({ connected }) => connected),
    ended: count(({ end }) => end !== null),
    completed: count(({ completed }) => completed),
    attempts: attempts.length,
    failures: attempts.filter(([, outcome]) => outcome === "failed").length,
  };
  return {
    ...core,
    conversion: share(core.completed, core.opened),
    successRate: share(core.connected, core.tried),
    errorRate: share(core.failures, core.attempts),
    attemptsPerSuccess: share(core.attempts, core.connected),
  };
};
