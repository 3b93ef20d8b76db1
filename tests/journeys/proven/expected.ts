import type { FormTry, Visit, WindowTry } from "./script.ts";

/** What a visit must leave in the numbers, worked out from the script alone. */
export interface Expected {
  readonly visit: Visit;
  readonly returning: boolean;
  /** Kind and outcome of everything that was tried; `unanswered`: nothing came after it. */
  readonly attempts: readonly (readonly [kind: string, outcome: string])[];
  readonly answers: readonly (readonly [kind: string, outcome: string])[];
  readonly errors: readonly string[];
  /** Steps of the funnel that were reached: 0 opened … 5 finished. */
  readonly reached: number;
  readonly screen: string;
  readonly connected: boolean;
  /** Null: it goes on. */
  readonly end: string | null;
}

const ends = { complete: "complete", exit: "exit", own_clock: "timeout", gone: "abandoned", idle: "timeout", open: null } as const;

interface Trail {
  readonly attempts: (readonly [string, string])[];
  readonly answers: (readonly [string, string])[];
  readonly errors: string[];
  reached: number;
  screen: string;
  inside: boolean;
}

const playForm = (trail: Trail, { asks, failure }: FormTry): void => {
  trail.reached = Math.max(trail.reached, 2);
  if (failure !== null) {
    trail.attempts.push(["sign_in", "failed"]);
    trail.errors.push(failure);
    trail.screen = failure === "credentials_rejected" ? "sign_in" : "error";
    return;
  }
  trail.attempts.push(["sign_in", asks.length > 0 ? "challenged" : "succeeded"]);
  for (const [at, { kind, answer }] of asks.entries()) {
    trail.screen = "mfa";
    if (answer === "none") return;
    const last = at === asks.length - 1;
    const outcome = answer === "wrong" ? "failed" : last ? "succeeded" : "challenged";
    trail.attempts.push(["mfa", outcome]);
    trail.answers.push([kind, answer === "wrong" ? "failed" : "passed"]);
    if (answer === "wrong") trail.errors.push("mfa_wrong");
  }
  trail.inside = true;
};

const windows = {
  allowed: ["succeeded", null, "connecting"],
  denied: ["failed", "consent_denied", "error"],
  cancelled: ["failed", "consent_cancelled", "error"],
  blocked: ["blocked", "popup_blocked", "oauth"],
  left: ["unanswered", null, "oauth"],
} as const;

const playWindow = (trail: Trail, { result }: WindowTry): void => {
  const [outcome, error, screen] = windows[result];
  trail.reached = Math.max(trail.reached, 2);
  trail.attempts.push(["oauth", outcome]);
  if (error !== null) trail.errors.push(error);
  trail.screen = screen;
  trail.inside = result === "allowed";
};

const begin = ({ bank, named, journey, consents, unsupported, tries }: Visit): Trail => {
  const form = tries[0]?.way !== "window" && bank === "drawbridge-bank";
  const atBank = bank !== null && consents;
  const start = { attempts: [], answers: [], errors: [], inside: false };
  if (journey === "reauth") return { ...start, reached: 1, screen: "sign_in" };
  if (atBank) return { ...start, reached: 1, screen: form ? "sign_in" : "oauth" };
  const screen = consents ? (unsupported ? "unavailable" : "search") : "consent";
  return { ...start, reached: named ? 1 : 0, screen };
};

/** Plays a visit in the head. */
export const expectVisit = (visit: Visit, returning: boolean): Expected => {
  const trail = begin(visit);
  for (const one of visit.tries) {
    if (one.way === "form") playForm(trail, one);
    else playWindow(trail, one);
  }
  const connected = trail.inside && visit.accounts === "added";
  if (trail.inside) {
    trail.reached = connected ? 4 : 3;
    trail.screen = connected ? "review" : "accounts";
  }
  if (connected) trail.attempts.push(["add", "succeeded"]);
  const end = ends[visit.ending];
  const { attempts, answers, errors, screen } = trail;
  return { visit, returning, attempts, answers, errors, reached: end === "complete" ? 5 : trail.reached, screen, connected, end };
};
