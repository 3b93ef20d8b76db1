import { foldWords } from "./fold.ts";
import type { SearchRow } from "./terms-of-row.ts";

/** What of an institution a search met; `similar`: it was found across a typing error. */
export type HitReason = "routing_number" | "name" | "acronym" | "domain" | "keyword" | "similar";

/** Says why a search found an institution; null: nothing was typed. */
export const hitReason = (query: string, { name, keywords, domains, routingNumbers }: SearchRow): HitReason | null => {
  const asked = foldWords(query);
  const typed = asked.join("");
  const meets = (text: string): boolean => {
    const words = foldWords(text);
    return asked.every((word) => words.some((known) => known.startsWith(word))) || words.join("").startsWith(typed);
  };
  const initials = foldWords(name)
    .map((word) => word.charAt(0))
    .join("");
  if (typed === "") return null;
  if (routingNumbers.some((number) => number.startsWith(typed))) return "routing_number";
  if (meets(name)) return "name";
  if (domains.some(meets)) return "domain";
  if (keywords.some(meets)) return "keyword";
  return initials.startsWith(typed) ? "acronym" : "similar";
};
