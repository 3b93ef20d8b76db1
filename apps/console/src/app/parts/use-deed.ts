import { useState } from "react";
import { toProblem, type ApiProblem } from "../api/problem.ts";
import { announce } from "../view/announce.ts";

/** A change that is under way, with what came of the last one. */
export interface Doing {
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  readonly done: string | null;
  /** Does it unless something is being done already. */
  readonly start: (work: () => Promise<string>) => void;
}

/** Does one change at a time, and says what came of it. */
export const useDeed = (): Doing => {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const start = (work: () => Promise<string>): void => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    setDone(null);
    work()
      .then(
        (text) => {
          setDone(text);
          return announce(text);
        },
        (error: unknown) => setProblem(toProblem(error)),
      )
      .finally(() => setBusy(false));
  };
  return { busy, problem, done, start };
};
