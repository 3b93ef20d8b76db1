import type { EventFacts } from "../event-facts.ts";

const screens: Readonly<Record<string, string>> = {
  consent: "landing",
  search: "search",
  unavailable: "alert",
  sign_in: "login",
  mfa: "mfa",
  oauth: "oauth",
  connecting: "connecting",
  accounts: "accounts",
  review: "review",
  error: "alert",
};

const without: ReadonlySet<string> = new Set(["landing", "search", "review"]);

/** The route message of a step (connect-events.md, section 6): ids in `params` are strings. */
export const routeOf = ({ to, institution }: EventFacts): readonly Readonly<Record<string, unknown>>[] => {
  const screen = screens[to ?? ""];
  if (!screen) return [];
  const params = institution && !without.has(screen) ? { institutionId: String(institution.no) } : {};
  return [{ type: "route", data: { screen, params } }];
};
