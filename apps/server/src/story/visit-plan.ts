import type { Challenge, Failure } from "@drawbridge/contract";

/** A bank as the story knows it. */
export interface StoryBank {
  readonly id: string;
  readonly no: number;
  readonly slug: string;
  readonly name: string;
  readonly signIn: "form" | "redirect";
  /** Null: nobody fetches its data. */
  readonly provider: string | null;
}

/** One answer to a bank's question: it is right, it is wrong and asked again, or it never comes. */
export interface PlannedAnswer {
  readonly kind: Challenge["kind"];
  readonly result: "right" | "wrong" | "left";
}

/** One sign-in. `left`: the person is gone before the bank answers. */
export interface PlannedTry {
  readonly result: "in" | "left" | Failure;
  readonly answers: readonly PlannedAnswer[];
  /** A redirect whose window the browser refused first. */
  readonly blocked: boolean;
  /** How long the person takes, and then the bank, each time. */
  readonly personMs: number;
  readonly bankMs: number;
}

/** What one person will do in one session; everything that is counted follows from it. */
export interface VisitPlan {
  readonly startedAt: Date;
  readonly userId: string;
  readonly device: string;
  readonly locale: string;
  readonly experience: { readonly id: string; readonly version: number; readonly variant: string | null } | null;
  readonly mode: "full" | "lite" | "fix";
  readonly returning: boolean;
  /** Terms before the choice, with how many institutions were found. */
  readonly searches: readonly { readonly term: string; readonly resultCount: number }[];
  /** Chosen first, although nobody serves it. */
  readonly unsupported: StoryBank | null;
  /** Null: none was chosen. */
  readonly bank: StoryBank | null;
  readonly tries: readonly PlannedTry[];
  /** What happens after a sign-in that lets the person in. */
  readonly add: "saved" | "left" | Failure;
  /** How a session ends whose person is still there; `none`: it is open. */
  readonly end: "complete" | "exit" | "timeout" | "abandoned" | "none";
}
