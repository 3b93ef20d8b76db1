import { Type, type Static, type TSchema } from "typebox";
import { addAccountsShapes, removeAccountsShapes, submitAccountsShapes } from "./account-events.ts";
import { displayAlertShapes } from "./alert-event.ts";
import type { ConnectMode } from "./fields.ts";
import { fixMfaAttemptShapes, fixSignInAttemptShapes } from "./fix-events.ts";
import { searchInstitutionsShapes, selectInstitutionShapes } from "./institution-events.ts";
import { launchOAuthShapes, oAuthAddAccountsShapes, oAuthSignInAttemptShapes } from "./oauth-events.ts";
import { endShapes, initializeShapes, sessionTimeoutShapes } from "./session-events.ts";
import { mfaAttemptShapes, signInAttemptShapes } from "./sign-in-events.ts";

/** One user event of the Connect face, as everything that prints or checks it reads it. */
export interface ConnectEventEntry {
  readonly name: string;
  /** Every exact shape of the event, by the name that sequences use. */
  readonly shapes: Readonly<Record<string, TSchema>>;
  /** 2: an attempt and its outcome. */
  readonly phases: 1 | 2;
  /** Journeys whose hosts hear it (connect-events.md, 8.2). */
  readonly modes: readonly ConnectMode[];
  readonly summary: string;
  /** Section of the published source. */
  readonly source: string;
  /** Rulings of connect-events.md, section 1, where text and samples of the source disagree. */
  readonly rulings: readonly string[];
}

const everywhere = ["full", "lite", "fix"] as const;
const whole = ["full", "fix"] as const;
const full = ["full"] as const;
const fix = ["fix"] as const;

/** The sixteen user events, in the order of the support matrix (connect-events.md, 8.2). */
export const connectEventCatalogue = [
  {
    name: "Initialize",
    shapes: initializeShapes,
    phases: 1,
    modes: whole,
    summary: "A person started a session.",
    source: "initialize",
    rulings: ["R2", "R4"],
  },
  {
    name: "SearchInstitutions",
    shapes: searchInstitutionsShapes,
    phases: 1,
    modes: full,
    summary: "A person searched: at least three letters, then 300 ms of rest.",
    source: "searchinstitutions",
    rulings: ["R1e"],
  },
  {
    name: "SelectInstitution",
    shapes: selectInstitutionShapes,
    phases: 1,
    modes: full,
    summary: "A person chose an institution, supported or not.",
    source: "selectinstitution",
    rulings: [],
  },
  {
    name: "SignInAttempt",
    shapes: signInAttemptShapes,
    phases: 2,
    modes: full,
    summary: "Credentials were sent to the institution, then its answer.",
    source: "signinattempt",
    rulings: ["R1a", "R1d"],
  },
  {
    name: "MfaAttempt",
    shapes: mfaAttemptShapes,
    phases: 2,
    modes: everywhere,
    summary: "Answers to a challenge were sent, then the institution's answer; in Fix only while a new login is made.",
    source: "mfaattempt",
    rulings: ["R1b", "R1d"],
  },
  {
    name: "LaunchOAuth",
    shapes: launchOAuthShapes,
    phases: 1,
    modes: full,
    summary: "The institution's window opened; no later OAuth event means it was closed.",
    source: "launchoauth",
    rulings: [],
  },
  {
    name: "OAuthSignInAttempt",
    shapes: oAuthSignInAttemptShapes,
    phases: 1,
    modes: full,
    summary: "A person came back from the institution.",
    source: "oauthsigninattempt",
    rulings: [],
  },
  {
    name: "OAuthAddAccounts",
    shapes: oAuthAddAccountsShapes,
    phases: 1,
    modes: full,
    summary: "Accounts chosen at the institution were added, or could not be.",
    source: "oauthaddaccounts",
    rulings: [],
  },
  {
    name: "AddAccounts",
    shapes: addAccountsShapes,
    phases: 2,
    modes: ["full", "lite"],
    summary: "The chosen accounts are added, then the result.",
    source: "addaccounts",
    rulings: [],
  },
  {
    name: "RemoveAccounts",
    shapes: removeAccountsShapes,
    phases: 2,
    modes: full,
    summary: "Accounts are removed, then the result.",
    source: "removeaccounts",
    rulings: [],
  },
  {
    name: "FixSignInAttempt",
    shapes: fixSignInAttemptShapes,
    phases: 2,
    modes: fix,
    summary: "A sign-in to repair a connection, then its result.",
    source: "fixsigninattempt",
    rulings: ["R1c", "R1d"],
  },
  {
    name: "FixMfaAttempt",
    shapes: fixMfaAttemptShapes,
    phases: 2,
    modes: fix,
    summary: "Answers to a challenge during a repair, then the result.",
    source: "fixmfaattempt",
    rulings: ["R1c", "R1d"],
  },
  {
    name: "DisplayAlert",
    shapes: displayAlertShapes,
    phases: 1,
    modes: everywhere,
    summary: "The person was told of a failure; follows the failed outcome it explains.",
    source: "displayalert",
    rulings: ["R1g"],
  },
  {
    name: "SubmitAccounts",
    shapes: submitAccountsShapes,
    phases: 1,
    modes: full,
    summary: "The person handed over all accounts; once in a session.",
    source: "submitaccounts",
    rulings: ["R1f"],
  },
  {
    name: "SessionTimeout",
    shapes: sessionTimeoutShapes,
    phases: 1,
    modes: everywhere,
    summary: "The session ran out of time.",
    source: "sessiontimeout",
    rulings: [],
  },
  {
    name: "End",
    shapes: endShapes,
    phases: 1,
    modes: whole,
    summary: "The session ended; sent before the message that ends it.",
    source: "end",
    rulings: ["R4"],
  },
] as const satisfies readonly ConnectEventEntry[];

/** The action of a user event. */
export type ConnectAction = (typeof connectEventCatalogue)[number]["name"];

type ShapesOf<Entry> = Entry extends { readonly shapes: infer Shapes } ? Shapes[keyof Shapes] : never;

/** A user event in exactly one of its shapes. */
export type ConnectUserEvent = Static<ShapesOf<(typeof connectEventCatalogue)[number]> & TSchema>;

/** Schema of one event: any of its shapes. */
export const schemaOfEvent = ({ shapes }: ConnectEventEntry): TSchema => {
  const [only, ...others] = Object.values(shapes);
  return only && others.length === 0 ? only : Type.Union(Object.values(shapes));
};

/** Whether hosts of this journey hear the action. */
export const isActionOf = (mode: ConnectMode, action: ConnectAction): boolean =>
  connectEventCatalogue.some(({ name, modes }) => name === action && modes.some((one) => one === mode));
