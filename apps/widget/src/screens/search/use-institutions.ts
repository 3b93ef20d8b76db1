import { useEffect, useState } from "preact/hooks";
import type { Institutions } from "../../session/api.ts";
import type { Actions } from "../screen-props.ts";

/** What is known of a search. */
export type Found =
  | { readonly at: "searching" }
  | { readonly at: "failed" }
  | { readonly at: "found"; readonly term: string; readonly list: Institutions };

const debounceMs = 200;

// Shorter terms show the popular list.
const shortestTerm = 2;

/** The institutions for a term, asked for after a short rest; the last list stays while the next one loads. */
export const useInstitutions = (find: Actions["find"], typed: string): { readonly found: Found; readonly again: () => void } => {
  const [found, setFound] = useState<Found>({ at: "searching" });
  const [round, setRound] = useState(0);
  const term = typed.trim().length < shortestTerm ? "" : typed.trim();
  useEffect(() => {
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      const list = await find(term, abort.signal);
      if (!abort.signal.aborted) setFound(list ? { at: "found", term, list } : { at: "failed" });
    };
    const timer = setTimeout(() => void ask(), term === "" ? 0 : debounceMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [term, round]);
  return { found, again: () => setRound(round + 1) };
};
