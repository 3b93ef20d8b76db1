import { useCallback, useEffect, useRef, useState } from "react";
import type { Static, TSchema } from "typebox";
import { readApi } from "./client.ts";
import { useLive } from "./live.tsx";
import { toProblem, type ApiProblem } from "./problem.ts";

/** Something that is being read. `data` stays while it is read again. */
export interface Read<T> {
  readonly data: T | null;
  readonly problem: ApiProblem | null;
  readonly busy: boolean;
  readonly again: () => void;
}

interface Held<T> {
  readonly path: string | null;
  readonly data: T | null;
  readonly problem: ApiProblem | null;
}

/** Reads a path, and again whenever there is news; null reads nothing. */
export const useRead = <T extends TSchema>(schema: T, path: string | null, freshness: "live" | "once" = "live"): Read<Static<T>> => {
  const { tick } = useLive();
  const [held, setHeld] = useState<Held<Static<T>>>({ path: null, data: null, problem: null });
  const [asked, setAsked] = useState(0);
  const known = useRef(schema);
  const news = freshness === "live" ? tick : 0;
  useEffect(() => {
    if (path === null) return undefined;
    const stop = new AbortController();
    readApi(known.current, path, stop.signal).then(
      (data) => setHeld({ path, data, problem: null }),
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setHeld((before) => ({ path, data: before.path === path ? before.data : null, problem: toProblem(error) }));
      },
    );
    return () => stop.abort();
  }, [path, news, asked]);
  const again = useCallback(() => setAsked((now) => now + 1), []);
  return { data: held.data, problem: held.path === path ? held.problem : null, busy: held.path !== path, again };
};
