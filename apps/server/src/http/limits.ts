/** One limit: so many requests in so many seconds. */
export interface Limit {
  readonly requests: number;
  readonly seconds: number;
  /** Counted by all servers of a database together, or by each for itself (ADR 0004). */
  readonly counted: "together" | "each";
}

const perMinute = (requests: number, counted: Limit["counted"]): Limit => ({ requests, seconds: 60, counted });

/** Every limit with its usual size: far above what a person or an integrator does. */
export const standardLimits = {
  /** Refused credentials and unknown links of one address. */
  failures: perMinute(300, "together"),
  /** Exchanges of credentials for a token, per app key or credential. */
  tokens: perMinute(600, "together"),
  /** Passwords and one-time links of operators, per address. */
  signIns: perMinute(120, "together"),
  /** Links and widget addresses made, per credential. */
  links: perMinute(1_000, "together"),
  /** Data read, per credential (widget-and-data.md). */
  data: perMinute(1_000, "together"),
  /** Everything else of the interfaces, per credential. */
  api: perMinute(3_000, "each"),
  /** Pages of a link, per link or one-time token. */
  pages: perMinute(600, "each"),
  /** Sessions opened or taken up again, per link and browser. */
  opens: perMinute(300, "each"),
  /** Inputs, streams and logos, per session. */
  inputs: perMinute(600, "each"),
  /** Searches, per session: a fast typist makes five a second. */
  searches: perMinute(1_200, "each"),
  /** Reports of browsers, per address. */
  reports: perMinute(60, "each"),
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof standardLimits;
export type Limits = Readonly<Record<LimitName, Limit>>;
/** Sizes that differ from the usual ones. */
export type LimitWishes = Readonly<Partial<Record<LimitName, Partial<Pick<Limit, "requests" | "seconds">>>>>;

/** The usual limits with some of another size. */
export const limitsWith = (wishes: LimitWishes): Limits => ({
  failures: { ...standardLimits.failures, ...wishes.failures },
  tokens: { ...standardLimits.tokens, ...wishes.tokens },
  signIns: { ...standardLimits.signIns, ...wishes.signIns },
  links: { ...standardLimits.links, ...wishes.links },
  data: { ...standardLimits.data, ...wishes.data },
  api: { ...standardLimits.api, ...wishes.api },
  pages: { ...standardLimits.pages, ...wishes.pages },
  opens: { ...standardLimits.opens, ...wishes.opens },
  inputs: { ...standardLimits.inputs, ...wishes.inputs },
  searches: { ...standardLimits.searches, ...wishes.searches },
  reports: { ...standardLimits.reports, ...wishes.reports },
});

const isName = (text: string): text is LimitName => Object.hasOwn(standardLimits, text);

/** Reads `RATE_LIMITS`, as in `data=5000,links=2000`: requests a minute. */
export const readLimits = (text: string | null, refuse: (sentence: string) => Error): LimitWishes => {
  const pairs = (text ?? "")
    .split(",")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", value = ""] = pair.split("=").map((part) => part.trim());
      if (!isName(name)) throw refuse(`RATE_LIMITS names "${name}"; the limits are ${Object.keys(standardLimits).join(", ")}`);
      if (!/^[1-9][0-9]{0,8}$/.test(value)) throw refuse(`RATE_LIMITS gives ${name} "${value}", which is not a number of requests a minute`);
      return [name, { requests: Number(value) }];
    }),
  );
};
