const whole = new Intl.NumberFormat("en");
const percent = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const wholePercent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });

/** A count. */
export const count = (value: number): string => whole.format(value);

/** A share; a dash where there is nothing to take it of. None and all are told without a fraction. */
export const share = (value: number | null): string => {
  if (value === null) return "–";
  return value === 0 || value === 1 ? wholePercent.format(value) : percent.format(value);
};

/** A share on the axis of a chart. */
export const shareTick = (value: number): string => wholePercent.format(value);

/** A duration, as short as it can be said. */
export const duration = (ms: number | null): string => {
  if (ms === null) return "–";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`;
};

const yearOf = (at: Date, timeZone: string): string => new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric" }).format(at);

/** A moment in a zone, on one line; the year is told where it is another one than now. */
export const moment = (iso: string | null | undefined, timeZone: string): string => {
  if (!iso) return "–";
  const [at, now] = [new Date(iso), new Date()];
  const year = yearOf(at, timeZone) === yearOf(now, timeZone) ? {} : ({ year: "numeric" } as const);
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short", ...year, hour: "2-digit", minute: "2-digit" });
  return format.format(at).replaceAll(" ", "\u00a0");
};

/** The same to the second: a log has many lines a minute. */
export const momentToSecond = (iso: string, timeZone: string): string => {
  const seconds = new Intl.DateTimeFormat("en-GB", { timeZone, second: "2-digit" }).format(new Date(iso));
  return `${moment(iso, timeZone)}:${seconds.padStart(2, "0")}`;
};

/** The time of a day to the millisecond. */
export const clockTime = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }).format(
    new Date(iso),
  );

/** A day of a chart's axis. */
export const shortDay = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" }).format(new Date(iso));

/** How long ago. */
export const ago = (iso: string | null | undefined, now: Date): string => {
  if (!iso) return "never";
  const seconds = Math.round((now.getTime() - Date.parse(iso)) / 1_000);
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const tell = (unit: Intl.RelativeTimeFormatUnit, size: number): string =>
    relative.format(-Math.round(seconds / size), unit).replaceAll(" ", "\u00a0");
  if (Math.abs(seconds) < 60) return tell("second", 1);
  if (Math.abs(seconds) < 3_600) return tell("minute", 60);
  if (Math.abs(seconds) < 86_400) return tell("hour", 3_600);
  return tell("day", 86_400);
};

const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** A language by its name; as it is written where it has none. */
export const languageName = (tag: string): string => {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
};

/** An id by its kind and its end: those of one hour begin alike. */
export const shortId = (id: string): string => id.replace(/^([a-z]+_)?.*(.{8})$/, "$1…$2");

const short: Readonly<Record<string, string>> = { mfa: "MFA", oauth: "OAuth", otp: "OTP", pin: "PIN" };

/** A name of the log as people read it: `sign_in` is "Sign in", `mfa` is "MFA". */
export const words = (name: string): string => {
  const spoken = name
    .replaceAll(/[_.]/g, " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(/\b(?:mfa|oauth|otp|pin)\b/g, (word) => short[word] ?? word);
  return spoken.charAt(0).toUpperCase() + spoken.slice(1);
};
