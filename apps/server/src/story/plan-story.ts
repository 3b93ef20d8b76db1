import { newIdAt } from "@drawbridge/storage";
import type { Chance } from "./chance.ts";
import type { PlannedAnswer, PlannedTry, StoryBank, VisitPlan } from "./visit-plan.ts";

/** Who and what a story is made of. */
export interface StoryCast {
  /** Those people connect, the busiest first. */
  readonly banks: readonly StoryBank[];
  /** Those people choose although nobody serves them. */
  readonly unsupported: readonly StoryBank[];
  readonly experienceId: string | null;
  /** When the story ends. */
  readonly now: Date;
}

const DAY_MS = 86_400_000;
const DAYS = 90;
const PER_DAY = 36; // visits on a usual working day
const OUTAGE = { bank: 1, fromDay: 23.6, toDay: 22.4 } as const; // days before the end
const RELEASE = { version: 4, fromDay: 41, toDay: 34 } as const;

const daysBefore = ({ now }: StoryCast, at: Date): number => (now.getTime() - at.getTime()) / DAY_MS;

/** More people on working days, after pay day, and by and by. */
const visitsOf = (cast: StoryCast, day: Date, chance: Chance): number => {
  const weekend = day.getUTCDay() === 0 || day.getUTCDay() === 6 ? 0.55 : 1;
  const payDay = day.getUTCDate() >= 25 || day.getUTCDate() <= 3 ? 1.5 : 1;
  const growth = 1.4 - (daysBefore(cast, day) / DAYS) * 0.6;
  return Math.round(PER_DAY * weekend * payDay * growth * (0.85 + chance.next() * 0.3));
};

const hourWeights = [1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 12, 13, 12, 11, 11, 12, 14, 17, 20, 20, 15, 8, 3] as const;
const terms = ["first harbor", "revolt", "n26", "postbank giro", "credit union west", "monzo", "my bank"] as const;
const kinds = ["otp", "text", "push", "choice"] as const;

const answersOf = (chance: Chance): readonly PlannedAnswer[] => {
  if (!chance.happens(0.45)) return [];
  const kind = chance.pick([
    [kinds[0], 6],
    [kinds[1], 2],
    [kinds[3], 1],
  ]);
  const result = chance.pick([
    ["right", 84],
    ["wrong", 10],
    ["left", 6],
  ] as const);
  return result === "wrong"
    ? [
        { kind, result },
        { kind, result: chance.happens(0.7) ? "right" : "left" },
      ]
    : [{ kind, result }];
};

interface Scene {
  readonly bank: StoryBank;
  readonly outage: boolean;
  readonly badRelease: boolean;
}

const resultOf = ({ bank, outage, badRelease }: Scene, chance: Chance): PlannedTry["result"] => {
  if (outage)
    return chance.pick([
      ["bank_down", 7],
      ["provider_failed", 2],
      ["in", 1],
    ] as const);
  if (bank.signIn === "redirect") {
    return chance.pick([
      ["in", 84],
      ["consent_denied", 5],
      ["left", badRelease ? 60 : 8],
      ["provider_failed", 2],
    ] as const);
  }
  return chance.pick([
    ["in", 76],
    ["credentials_rejected", 14],
    ["left", badRelease ? 40 : 5],
    ["bank_down", 2],
    ["login_locked", 1],
  ] as const);
};

const tryOf = (scene: Scene, chance: Chance): PlannedTry => {
  const redirect = scene.bank.signIn === "redirect";
  const result = resultOf(scene, chance);
  const answers = !redirect && result === "in" ? answersOf(chance) : [];
  return {
    result: answers.at(-1)?.result === "left" ? "left" : result,
    answers,
    blocked: redirect && chance.happens(scene.badRelease ? 0.5 : 0.04),
    personMs: chance.duration(redirect ? 45_000 : 22_000),
    bankMs: chance.duration(scene.outage ? 24_000 : scene.bank.signIn === "form" ? 5_000 : 2_200),
  };
};

const triesOf = (scene: Scene, chance: Chance): readonly PlannedTry[] => {
  const tries: PlannedTry[] = [];
  for (;;) {
    const one = tryOf(scene, chance);
    tries.push(one);
    const over = one.result === "in" || one.result === "left" || tries.length === 3;
    if (over || !chance.happens(0.6)) return tries;
  }
};

const endOf = (isIn: boolean, chance: Chance): VisitPlan["end"] =>
  isIn
    ? chance.pick([
        ["complete", 94],
        ["exit", 4],
        ["abandoned", 2],
      ] as const)
    : chance.pick([
        ["exit", 50],
        ["abandoned", 40],
        ["timeout", 10],
      ] as const);

const experienceOf = ({ experienceId }: StoryCast, before: number): VisitPlan["experience"] => {
  if (experienceId === null) return null;
  const version = before > 70 ? 2 : before > RELEASE.fromDay ? 3 : before > RELEASE.toDay ? RELEASE.version : 5;
  return { id: experienceId, version, variant: null };
};

/** When, and who. */
interface Occasion {
  readonly startedAt: Date;
  readonly userId: string;
  readonly returning: boolean;
}

type Visitor = Pick<VisitPlan, "device" | "locale" | "experience" | "mode">;

const devices = [
  ["mobile", 58],
  ["desktop", 36],
  ["tablet", 6],
] as const;
const locales = [
  ["en", 6],
  ["de", 3],
  ["fr", 1],
  ["es", 1],
] as const;
const modes = [
  ["full", 8],
  ["lite", 2],
] as const;

const visitorOf = (cast: StoryCast, chance: Chance, { startedAt, returning }: Occasion): Visitor => ({
  device: chance.pick(devices),
  locale: chance.pick(locales),
  experience: chance.happens(0.7) ? experienceOf(cast, daysBefore(cast, startedAt)) : null,
  mode: returning && chance.happens(0.5) ? "fix" : chance.pick(modes),
});

const falling = <T>(all: readonly T[]): readonly (readonly [T, number])[] => all.map((each, index) => [each, 10 / (index + 1)] as const);

/** What is looked for before the choice; whoever is lost finds nothing. */
const searchesOf = (bank: StoryBank, lost: boolean, chance: Chance): VisitPlan["searches"] => [
  ...(lost || chance.happens(0.07) ? [{ term: chance.pick(falling(terms)), resultCount: 0 }] : []),
  ...(chance.happens(0.75) ? [{ term: bank.name.toLowerCase().slice(0, 5), resultCount: 3 }] : []),
];

/** One visit of the story. */
export const planVisit = (cast: StoryCast, chance: Chance, occasion: Occasion): VisitPlan => {
  const visitor = visitorOf(cast, chance, occasion);
  const before = daysBefore(cast, occasion.startedAt);
  const searching = visitor.mode === "full";
  const bank = chance.pick(falling(cast.banks));
  const lost = searching && chance.happens(0.12);
  const badRelease = visitor.experience?.version === RELEASE.version && visitor.device === "mobile";
  const outage = bank === cast.banks[OUTAGE.bank] && before < OUTAGE.fromDay && before > OUTAGE.toDay;
  const tries = lost || (searching && chance.happens(0.06)) ? [] : triesOf({ bank, outage, badRelease }, chance);
  const isIn = tries.at(-1)?.result === "in";
  const add = chance.happens(0.97)
    ? "saved"
    : chance.pick([
        ["provider_failed", 2],
        ["left", 1],
      ] as const);
  const unknown = searching && cast.unsupported.length > 0 && chance.happens(lost ? 0.3 : 0.02);
  return {
    ...occasion,
    ...visitor,
    searches: searching ? searchesOf(bank, lost, chance) : [],
    unsupported: unknown ? chance.pick(falling(cast.unsupported)) : null,
    bank: lost ? null : bank,
    tries,
    add,
    end: endOf(isIn && add === "saved", chance),
  };
};

/** Ninety days of visits in the order of time, with an outage, a bad release on phones, and people who come back. */
export function* planStory(cast: StoryCast, chance: Chance): Generator<VisitPlan> {
  const people: string[] = [];
  const first = Math.floor(cast.now.getTime() / DAY_MS) - DAYS;
  for (let day = 0; day <= DAYS; day += 1) {
    const morning = new Date((first + day) * DAY_MS);
    const times = Array.from({ length: visitsOf(cast, morning, chance) }, () => {
      const hour = chance.pick(hourWeights.map((weight, at) => [at, weight] as const));
      return new Date(morning.getTime() + hour * 3_600_000 + Math.floor(chance.next() * 3_600_000));
    });
    for (const startedAt of times.toSorted((a, b) => a.getTime() - b.getTime())) {
      if (startedAt.getTime() > cast.now.getTime() - 3_600_000) continue; // what has begun has also ended
      const known = people.length > 50 && chance.happens(0.25) ? people[Math.floor(chance.next() * people.length)] : undefined;
      const userId = known ?? newIdAt(startedAt, 0);
      if (known === undefined) people.push(userId);
      yield planVisit(cast, chance, { startedAt, userId, returning: known !== undefined });
    }
  }
}
