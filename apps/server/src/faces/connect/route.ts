import type { ConnectMode, ConnectPageMessage, ConnectRoute } from "@drawbridge/contract";
import type { EventFacts } from "../event-facts.ts";

type Where = (institutionId: string | null) => ConnectRoute | null;

const plain =
  (screen: "landing" | "search" | "review" | "terms-details"): Where =>
  () => ({ screen, params: {} });

const at =
  (screen: "sign-in" | "login" | "accounts" | "fix"): Where =>
  (institutionId) =>
    institutionId === null ? null : { screen, params: { institutionId } };

const perhapsAt =
  (screen: "alert" | "mfa" | "oauth" | "connecting" | "manage" | "exit-confirm" | "done"): Where =>
  (institutionId) => ({ screen, params: institutionId === null ? {} : { institutionId } });

// Before the window opens the hand-off explains the sign-in (connect-events.md, section 6: `sign-in`).
const screens: Readonly<Record<string, Where>> = {
  consent: plain("landing"),
  search: plain("search"),
  unavailable: perhapsAt("alert"),
  sign_in: at("login"),
  mfa: perhapsAt("mfa"),
  oauth: at("sign-in"),
  connecting: perhapsAt("connecting"),
  accounts: at("accounts"),
  duplicate: perhapsAt("alert"),
  review: plain("review"),
  manage: perhapsAt("manage"),
  error: perhapsAt("alert"),
  ended: perhapsAt("done"),
};

const dialogs: Readonly<Record<string, Where>> = { terms_details: plain("terms-details"), exit_confirm: perhapsAt("exit-confirm") };

const tell = (where: Where | undefined, { institution }: EventFacts): readonly ConnectPageMessage[] => {
  const data = where?.(institution ? String(institution.no) : null);
  return data ? [{ type: "route", data }] : [];
};

/** The route message of a step (connect-events.md, section 6): ids in `params` are strings. */
export const routeOf = (facts: EventFacts): readonly ConnectPageMessage[] => tell(screens[facts.to ?? ""], facts);

/** The same for a change of step; a Fix session begins by naming what it repairs. */
export const changeRoute = (facts: EventFacts, mode: ConnectMode): readonly ConnectPageMessage[] => [
  ...(mode === "fix" && facts.from === null ? tell(at("fix"), facts) : []),
  ...routeOf(facts),
];

/** The route message of what is shown over a step. */
export const dialogRoute = (facts: EventFacts): readonly ConnectPageMessage[] => tell(dialogs[facts.dialog ?? ""], facts);

/** The bank's window is open. */
export const launchRoute = (facts: EventFacts): readonly ConnectPageMessage[] =>
  facts.blocked || facts.failure ? [] : tell(perhapsAt("oauth"), facts);

/** The search screen with results; nothing while there are none. */
export const searchRoute = ({ term, resultCount }: EventFacts): readonly ConnectPageMessage[] =>
  resultCount > 0 ? [{ type: "route", data: { screen: "search", params: { query: term } } }] : [];
