import type { RecommendedAction } from "./recommended-action.ts";

/** What a person reads of a recommended action (connections.md, E1.2). */
export interface ActionText {
  readonly title: string;
  readonly explanation: string;
  /** Null where there is nothing to press. */
  readonly button: string | null;
  readonly locale: "en";
}

/** Who moves next, and the sentences for it. */
interface ReasonText {
  readonly acts: "system" | "user";
  readonly title: string;
  readonly explanation: string;
}

const reasons: Readonly<Record<string, ReasonText>> = {
  healthy: { acts: "system", title: "Everything works", explanation: "The data is kept up to date." },
  consent_ends_soon: { acts: "user", title: "Permission ends soon", explanation: "Renew the permission to keep the data coming." },
  consent_ended: { acts: "user", title: "Permission has ended", explanation: "The data stays as it was until the permission is renewed." },
  access_lost: { acts: "user", title: "The bank no longer lets us in", explanation: "Sign in at the bank again to allow access." },
  credentials_changed: { acts: "user", title: "The sign-in no longer works", explanation: "Enter the new sign-in details." },
  valuation_failed: { acts: "system", title: "The value could not be updated", explanation: "It is asked for again." },
  bank_asks: { acts: "user", title: "The bank asks something", explanation: "Answer the bank's question to go on." },
  stopped: { acts: "user", title: "Updates have stopped", explanation: "They failed for three days; trying again usually helps." },
  sync_failed: { acts: "system", title: "The last update failed", explanation: "It is tried again automatically." },
  data_incomplete: { acts: "system", title: "Some data is missing", explanation: "The rest is fetched with the next update." },
  data_old: { acts: "user", title: "The data is not recent", explanation: "Update it to see what is new." },
  first_sync_runs: { acts: "system", title: "The first data is on its way", explanation: "This takes a moment." },
  provider_down: { acts: "system", title: "The bank is not reachable", explanation: "Updates go on by themselves as soon as it is back." },
  provider_gone: { acts: "system", title: "The bank is no longer available", explanation: "Support knows what can be done." },
  paused: { acts: "system", title: "Updates are paused", explanation: "Somebody asked for this to be stopped. Support can let it go on." },
  sync_runs: { acts: "system", title: "An update is running", explanation: "This takes a moment." },
  unknown_state: { acts: "system", title: "Something is not right", explanation: "Support can help." },
};

const buttons: Readonly<Record<RecommendedAction["action"], string | null>> = {
  none: null,
  wait: null,
  sync: "Update now",
  refresh: "Update with the bank",
  reauth: "Sign in again",
  reconsent: "Renew permission",
  contact_support: "Contact support",
};

const unnamed: ReasonText = { acts: "system", title: "Something is not right", explanation: "Support can help." };

/** Who acts on a reason: the system by itself, or the person. */
export const actorOfReason = (reason: string): "system" | "user" => (reasons[reason] ?? unnamed).acts;

/** The text of a recommended action. */
export const actionText = ({ action, reason }: RecommendedAction): ActionText => {
  const { title, explanation } = reasons[reason] ?? unnamed;
  return { title, explanation, button: buttons[action], locale: "en" };
};
