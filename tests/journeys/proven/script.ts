/** What one try at a bank's form does: the user's name, wrong answers before the right one, and whether it is left while the bank asks. */
export interface FormTry {
  readonly way: "form";
  readonly username: string;
  /** Kinds of the questions that come, in their order. */
  readonly asks: readonly Asked[];
  /** Null: the bank lets the person in. */
  readonly failure: "credentials_rejected" | "login_locked" | "bank_down" | null;
}

/** One answer to a question. */
export interface Asked {
  readonly kind: "text" | "otp" | "choice" | "multi" | "image";
  readonly answer: "right" | "wrong" | "none";
}

/** What one try at a bank's own pages does. */
export interface WindowTry {
  readonly way: "window";
  readonly result: "allowed" | "denied" | "blocked" | "cancelled" | "left";
}

/** How a visit ends; `gone`: the page is closed, `idle`: it stays open and nobody does anything, `open`: it goes on. */
export type Ending = "complete" | "exit" | "own_clock" | "gone" | "idle" | "open";

/** Everything one person will do in one visit; all numbers follow from it. */
export interface Visit {
  readonly key: string;
  readonly user: string;
  readonly device: "mobile" | "tablet" | "desktop";
  readonly locale: "en" | "de" | "fr" | "es";
  readonly experience: "none" | "one" | "two";
  readonly journey: "connect" | "reauth";
  /** The link names the bank: no search. */
  readonly named: boolean;
  readonly consents: boolean;
  readonly searches: readonly { readonly term: string; readonly finds: boolean }[];
  readonly unsupported: boolean;
  readonly bank: string | null;
  readonly tries: readonly (FormTry | WindowTry)[];
  /** Null: accounts never come to be chosen. */
  readonly accounts: "added" | "left" | null;
  readonly ending: Ending;
}

/** A visit with the ones it must come after. */
export interface Script {
  /** Those that leave come first: a page that closed a moment ago may be back. */
  readonly leaving: readonly Visit[];
  readonly staying: readonly Visit[];
  /** The same people once more. */
  readonly returning: readonly Visit[];
  /** Their pages stay open while the time runs out. */
  readonly idling: readonly Visit[];
  /** Begun after the time ran out. */
  readonly open: readonly Visit[];
}

/** Chance from a seed: the same on every machine. */
const createChance = (seed: number) => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    happens: (share: number): boolean => next() < share,
    pick: <T>(...all: readonly [T, ...T[]]): T => all[Math.floor(next() * all.length)] ?? all[0],
  };
};
type Chance = ReturnType<typeof createChance>;

const formBanks = ["drawbridge-bank"] as const;
const windowBanks = ["harbour-bank", "lantern-bank", "no-history-bank"] as const;
const deadEnds = ["zzqx nowhere", "qqvv bank of nothing", "xxyy savings"] as const;
const kinds = ["text", "otp", "choice", "multi", "image"] as const;

const right = (chance: Chance): FormTry => {
  if (chance.happens(0.6)) return { way: "form", username: "user_ok", asks: [], failure: null };
  const kind = chance.pick(...kinds);
  const first: readonly Asked[] = chance.happens(0.25) ? [{ kind, answer: "wrong" }] : [];
  return { way: "form", username: `user_mfa_${kind}`, asks: [...first, { kind, answer: "right" }], failure: null };
};

const chained: FormTry = {
  way: "form",
  username: "user_mfa_chain3",
  asks: [
    { kind: "text", answer: "right" },
    { kind: "otp", answer: "right" },
    { kind: "choice", answer: "right" },
  ],
  failure: null,
};

const wrong = (chance: Chance, key: string): FormTry => ({
  way: "form",
  username: `nobody-${key}`,
  asks: [],
  failure: "credentials_rejected",
  ...(chance.happens(0.1) && { username: "user_locked", failure: "login_locked" }),
  ...(chance.happens(0.08) && { username: "user_err_102", failure: "bank_down" }),
});

const arrivals = (chance: Chance, key: string, form: boolean): Visit["tries"] => {
  if (form) return [...(chance.happens(0.25) ? [wrong(chance, key)] : []), chance.happens(0.06) ? chained : right(chance)];
  const before: readonly WindowTry[] = chance.happens(0.25) ? [{ way: "window", result: chance.pick("denied", "blocked", "cancelled") }] : [];
  return [...before, { way: "window", result: "allowed" }];
};

const visitor = (chance: Chance, key: string) =>
  ({
    key,
    user: `proven-${key}`,
    device: chance.pick("mobile", "mobile", "tablet", "desktop"),
    locale: chance.pick("en", "en", "de", "fr", "es"),
    experience: chance.pick("none", "one", "two"),
    journey: "connect",
    consents: true,
    unsupported: false,
  }) as const;

const searchesOf = (chance: Chance): Visit["searches"] => [
  ...(chance.happens(0.2) ? [{ term: chance.pick(...deadEnds), finds: false }] : []),
  ...(chance.happens(0.5) ? [{ term: "bank", finds: true }] : []),
];

/** Somebody who gets all the way, or turns round at the end. */
const staying = (chance: Chance, key: string): Visit => {
  const form = chance.happens(0.65);
  const named = chance.happens(0.3);
  return {
    ...visitor(chance, key),
    named,
    searches: named ? [] : searchesOf(chance),
    unsupported: !named && chance.happens(0.06),
    bank: form ? chance.pick(...formBanks) : chance.pick(...windowBanks),
    tries: arrivals(chance, key, form),
    accounts: "added",
    ending: chance.pick("complete", "complete", "complete", "complete", "complete", "complete", "complete", "complete", "exit", "own_clock"),
  };
};

/** Where somebody may be lost, and what they did until then. */
const losses: readonly ((chance: Chance, key: string) => Partial<Visit>)[] = [
  () => ({ consents: false, searches: [], bank: null, tries: [], accounts: null }),
  (chance) => ({ searches: [{ term: chance.pick(...deadEnds), finds: false }], bank: null, tries: [], accounts: null }),
  (chance) => ({ unsupported: true, bank: null, tries: [], accounts: null, searches: searchesOf(chance) }),
  () => ({ bank: "drawbridge-bank", tries: [], accounts: null }),
  (chance, key) => ({ bank: "drawbridge-bank", tries: [wrong(chance, key)], accounts: null }),
  (chance) => {
    const kind = chance.pick(...kinds);
    return {
      bank: "drawbridge-bank",
      tries: [{ way: "form", username: `user_mfa_${kind}`, asks: [{ kind, answer: "none" }], failure: null }],
      accounts: null,
    };
  },
  (chance) => ({ bank: chance.pick(...windowBanks), tries: [{ way: "window", result: "left" }], accounts: null }),
  (chance) => ({ bank: chance.pick(...windowBanks), tries: [{ way: "window", result: chance.pick("blocked", "denied") }], accounts: null }),
  (chance) => ({ bank: "drawbridge-bank", tries: [right(chance)], accounts: "left" }),
  (chance) => ({ bank: "drawbridge-bank", tries: [right(chance)], accounts: "added" }),
];

const lost = (chance: Chance, key: string, ending: Ending): Visit => ({
  ...visitor(chance, key),
  named: false,
  searches: [],
  bank: null,
  tries: [],
  accounts: null,
  ending,
  ...chance.pick(losses[0] ?? (() => ({})), ...losses.slice(1))(chance, key),
});

const again = (chance: Chance, first: Visit): Visit => {
  const repairs = first.bank === "drawbridge-bank" && chance.happens(0.6);
  const key = `${first.key}-again`;
  const base = { ...visitor(chance, key), user: first.user, named: true, searches: [], accounts: "added" } as const;
  const ending = chance.pick("complete", "complete", "complete", "exit");
  if (!repairs)
    return { ...base, bank: first.bank === "harbour-bank" ? "lantern-bank" : "harbour-bank", tries: arrivals(chance, key, false), ending };
  const before = chance.happens(0.3) ? [wrong(chance, key)] : [];
  const entry = first.tries.findLast((one) => one.way === "form" && one.failure === null);
  const tries = [...before, ...(entry ? [entry] : [])];
  return { ...base, experience: "none", journey: "reauth", consents: false, bank: "drawbridge-bank", tries, ending };
};

const many = <T>(count: number, make: (key: string) => T, name: string): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(`${name}${index}`));

/** Writes a script of so many visits. */
export const writeScript = (visits: number, seed: number): Script => {
  const chance = createChance(seed);
  const share = (part: number): number => Math.max(2, Math.round(visits * part));
  const [gone, idle, open, back] = [share(0.3), share(0.02), share(0.02), share(0.16)];
  const first = many(visits - gone - idle - open - back, (key) => staying(chance, key), "s");
  const whole = first.filter(({ ending }) => ending === "complete").slice(0, back);
  return {
    leaving: many(gone, (key) => lost(chance, key, chance.pick("gone", "gone", "gone", "exit", "own_clock")), "g"),
    staying: first,
    returning: whole.map((visit) => again(chance, visit)),
    idling: many(idle, (key) => lost(chance, key, "idle"), "i"),
    open: many(open, (key) => lost(chance, key, "open"), "o"),
  };
};
