import type { ConnectPageMessage, ConnectRoute } from "@drawbridge/contract";
import type { EventFacts } from "../event-facts.ts";

type Where = (institutionId: string | null) => ConnectRoute | null;

const plain =
  (screen: "landing" | "search" | "review"): Where =>
  () => ({ screen, params: {} });

const at =
  (screen: "login" | "accounts"): Where =>
  (institutionId) =>
    institutionId === null ? null : { screen, params: { institutionId } };

const perhapsAt =
  (screen: "alert" | "mfa" | "oauth" | "connecting" | "manage"): Where =>
  (institutionId) => ({ screen, params: institutionId === null ? {} : { institutionId } });

const screens: Readonly<Record<string, Where>> = {
  consent: plain("landing"),
  search: plain("search"),
  unavailable: perhapsAt("alert"),
  sign_in: at("login"),
  mfa: perhapsAt("mfa"),
  oauth: perhapsAt("oauth"),
  connecting: perhapsAt("connecting"),
  accounts: at("accounts"),
  duplicate: perhapsAt("alert"),
  review: plain("review"),
  manage: perhapsAt("manage"),
  error: perhapsAt("alert"),
};

/** The route message of a step (connect-events.md, section 6): ids in `params` are strings. */
export const routeOf = ({ to, institution }: EventFacts): readonly ConnectPageMessage[] => {
  const data = screens[to ?? ""]?.(institution ? String(institution.no) : null);
  return data ? [{ type: "route", data }] : [];
};

/** The search screen with results; nothing while there are none. */
export const searchRoute = ({ term, resultCount }: EventFacts): readonly ConnectPageMessage[] =>
  resultCount > 0 ? [{ type: "route", data: { screen: "search", params: { query: term } } }] : [];
