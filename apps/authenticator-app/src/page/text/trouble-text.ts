import type { Trouble } from "../mc/app-state.ts";
import type { Texts } from "./en.ts";

/** One sentence for what went wrong, and how many tries are left where tries count. */
export const troubleText = (text: Texts, { status, triesLeft, lastTry, reportId }: Trouble, about: "pin" | "other" = "other"): string => {
  const known: Readonly<Record<string, unknown>> = text.trouble;
  const isPin = status === "kInvalidPin" || (about === "pin" && status === "kWrongCredentials");
  const sentence = isPin ? text.trouble.wrongPin : known[status];
  const counted = isPin && triesLeft !== null && triesLeft > 0 ? [text.triesLeft(triesLeft) + "."] : [];
  const warned = lastTry ? [text.lock.lastTry] : [];
  const parts = [typeof sentence === "string" ? sentence : text.trouble.other, ...counted, ...warned];
  return (typeof sentence === "string" || reportId === "" ? parts : [...parts, text.trouble.report(reportId)]).join(" ");
};
