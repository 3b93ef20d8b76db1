import { randomUUID } from "node:crypto";
import type { Challenge, ChallengeKind, Failure } from "@drawbridge/contract";
import type { SandboxUser } from "../book/users.ts";
import { askQuestion, isRightAnswer, questions } from "./questions.ts";

/** What the bank says while somebody signs in. */
export type LoginStep =
  | { readonly outcome: "signed_in"; readonly user: SandboxUser }
  | {
      readonly outcome: "challenged";
      readonly loginId: string;
      readonly rejected: boolean;
      readonly pollAfterMs: number | null;
      readonly challenges: readonly Challenge[];
    }
  | {
      readonly outcome: "failed";
      readonly failure: Failure;
      readonly detail: string;
      readonly attemptsLeft?: number;
    };

/** Sign-ins that wait for answers. They live in memory: after a restart their answers come too late. */
export interface OpenLogins {
  /** Asks the user's first question, or signs in who has none. */
  readonly open: (slug: string, user: SandboxUser) => LoginStep;
  readonly answer: (slug: string, loginId: string, answers: Readonly<Record<string, string>>) => LoginStep;
  /** Approves the open pushes of a user and tells how many there were. */
  readonly approve: (username: string) => number;
  /** A push is put to the person elsewhere, or was answered there; false when no push is open. */
  readonly tellPush: (slug: string, loginId: string, push: Exclude<PushState, "own_app">) => boolean;
}

/** Where a push stands. In the bank's own app it approves itself after a while. */
export type PushState = "own_app" | "asked" | "approved" | "refused";

interface OpenLogin {
  readonly loginId: string;
  readonly slug: string;
  readonly user: SandboxUser;
  readonly step: number;
  readonly wrong: number;
  readonly askedAt: Date;
  readonly push: PushState;
}

const maxWrong = 3;
const pollAfterMs = 1000;
const selfApprovalMs = 3000; // So that a demonstration needs no second hand.
const maxOpen = 10_000;

/** Builds an empty store of open sign-ins. */
export function createOpenLogins(now: () => Date): OpenLogins {
  const logins = new Map<string, OpenLogin>();
  const keep = (login: OpenLogin, rejected: boolean): LoginStep => {
    logins.set(login.loginId, login);
    forgetOldest(logins);
    return toChallenged(login, rejected);
  };
  const goOn = (login: OpenLogin): LoginStep => {
    const next = { ...login, step: login.step + 1, wrong: 0, push: "own_app", askedAt: now() } as const;
    if (kindOf(next) !== undefined) return keep(next, false);
    logins.delete(login.loginId);
    return { outcome: "signed_in", user: login.user };
  };
  const refuse = (login: OpenLogin): LoginStep => {
    const wrong = login.wrong + 1;
    if (wrong < maxWrong) return keep({ ...login, wrong }, true);
    logins.delete(login.loginId);
    return { outcome: "failed", failure: "mfa_wrong", detail: "Three wrong answers.", attemptsLeft: 0 };
  };
  return {
    open: (slug, user) => goOn({ loginId: randomUUID(), slug, user, step: -1, wrong: 0, askedAt: now(), push: "own_app" }),
    answer: (slug, loginId, answers) => {
      const login = logins.get(loginId);
      if (login === undefined || login.slug !== slug || isOver(login, now())) {
        logins.delete(loginId);
        return { outcome: "failed", failure: "mfa_expired", detail: "This question is no longer open." };
      }
      switch (judge(login, answers, now())) {
        case "right":
          return goOn(login);
        case "wrong":
          return refuse(login);
        case "refused":
          logins.delete(loginId);
          return { outcome: "failed", failure: "mfa_wrong", detail: "The push was refused.", attemptsLeft: 0 };
        case "waiting":
          return toChallenged(login, false);
      }
    },
    approve: (username) => {
      const open = [...logins.values()].filter((each) => each.user.username === username && kindOf(each) === "push");
      for (const login of open) logins.set(login.loginId, { ...login, push: "approved" });
      return open.length;
    },
    tellPush: (slug, loginId, push) => {
      const login = logins.get(loginId);
      if (login === undefined || login.slug !== slug || kindOf(login) !== "push" || isOver(login, now())) return false;
      logins.set(loginId, { ...login, push });
      return true;
    },
  };
}

const kindOf = (login: OpenLogin): ChallengeKind | undefined => login.user.challenges[login.step];

const challengeId = (login: OpenLogin): string => `${kindOf(login) ?? "none"}-${login.step + 1}`;

function isOver(login: OpenLogin, at: Date): boolean {
  const kind = kindOf(login);
  return kind === undefined || at.getTime() - login.askedAt.getTime() >= questions[kind].lifeMs;
}

/** Decides on an answer; no answer at all is a poll and counts for nothing. */
function judge(login: OpenLogin, answers: Readonly<Record<string, string>>, at: Date): "right" | "wrong" | "refused" | "waiting" {
  const kind = kindOf(login);
  if (kind === "push") {
    const waited = at.getTime() - login.askedAt.getTime();
    if (login.push === "refused") return "refused";
    return login.push === "approved" || (login.push === "own_app" && waited >= selfApprovalMs) ? "right" : "waiting";
  }
  if (kind === undefined || Object.keys(answers).length === 0) return "waiting";
  return isRightAnswer(kind, answers[challengeId(login)] ?? "") ? "right" : "wrong";
}

function toChallenged(login: OpenLogin, rejected: boolean): LoginStep {
  const kind = kindOf(login);
  const at = {
    id: challengeId(login),
    askedAt: login.askedAt,
    attemptsLeft: maxWrong - login.wrong,
  };
  return {
    outcome: "challenged",
    loginId: login.loginId,
    rejected,
    pollAfterMs: kind === "push" ? pollAfterMs : null,
    challenges: kind === undefined ? [] : [askQuestion(kind, at)],
  };
}

function forgetOldest(logins: Map<string, OpenLogin>): void {
  if (logins.size <= maxOpen) return;
  const oldest = logins.keys().next();
  if (!oldest.done) logins.delete(oldest.value);
}
