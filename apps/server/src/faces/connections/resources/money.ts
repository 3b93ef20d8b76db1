import { ConnectionsProblem } from "../problem.ts";

const digits = new Map<string, number>();

/** Digits after the point of a currency. */
const digitsOf = (currency: string): number => {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const found = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, found);
  return found;
};

/** A decimal string in minor units; what is smaller than one is rounded half away from zero. */
export const toMinor = (amount: string, currency: string): number => {
  const [, sign = "", whole = "0", fraction = ""] = /^(-?)([0-9]*)(?:\.([0-9]*))?$/.exec(amount) ?? [];
  const places = digitsOf(currency);
  const kept = BigInt(`${whole}${fraction.slice(0, places).padEnd(places, "0")}`);
  const rounded = kept + ((fraction[places] ?? "0") >= "5" ? 1n : 0n);
  const value = Number(rounded);
  return sign === "-" && value !== 0 ? -value : value;
};

/** Minor units as a decimal string. */
export const fromMinor = (value: number, currency: string): string => {
  const places = digitsOf(currency);
  const text = String(Math.abs(value)).padStart(places + 1, "0");
  const decimal = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  return value < 0 ? `-${decimal}` : decimal;
};

/** An amount as printed. */
export const amountOf = (amount: string, currency: string) => ({ value: toMinor(amount, currency), currency });

/** Refuses an amount that names another currency than its account's. */
export const refuseOtherCurrency = (named: string | undefined, currency: string): void => {
  if (named === undefined || named === currency) return;
  throw new ConnectionsProblem(400, "BadRequest", `The account is in ${currency}, not in ${named.slice(0, 10)}`);
};
