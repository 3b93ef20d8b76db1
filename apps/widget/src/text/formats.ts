/** Dates, times and money as the locale writes them. */
export interface Formats {
  readonly date: (iso: string) => string;
  readonly time: (iso: string) => string;
  /** Day and time in one. */
  readonly moment: (iso: string) => string;
  readonly money: (amount: string, currency: string) => string;
  /** Seconds as `m:ss`. */
  readonly countdown: (seconds: number) => string;
}

/** Formats of a locale; a locale the browser does not know falls back to English. */
export const createFormats = (wanted: string): Formats => {
  const locale = isLocale(wanted) ? withBankDigits(wanted) : "en";
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const minutes = new Intl.NumberFormat(locale, { useGrouping: false });
  const seconds = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  return {
    date: (iso) => date.format(new Date(iso)),
    time: (iso) => time.format(new Date(iso)),
    moment: (iso) => moment.format(new Date(iso)),
    money: (amount, currency) => formatMoney(locale, amount, currency),
    countdown: (left) => `${minutes.format(Math.floor(left / 60))}:${seconds.format(Math.floor(left % 60))}`,
  };
};

const isLocale = (locale: string): boolean => {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
};

// Numbers look like those of cards, codes and the texts around them, also where a region has digits of its own.
const withBankDigits = (tag: string): string => new Intl.Locale(tag, { numberingSystem: "latn" }).toString();

const formatMoney = (locale: string, amount: string, currency: string): string => {
  if (!/^[A-Z]{3}$/.test(currency)) return `${amount} ${currency}`;
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(Number(amount));
};
