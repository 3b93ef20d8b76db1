import type { SessionView } from "@drawbridge/contract";
import { useEffect, useRef } from "preact/hooks";
import type { Actions } from "../screen-props.ts";

// Ruling 7: the Connect event needs three letters and 300 ms of rest, the widget message two and 500 ms.
const rules = {
  connect: { letters: 3, restMs: 300 },
  widget: { letters: 2, restMs: 500 },
} as const;

/** Reports a search once the typing rests. */
export const useSettledSearch = (vocabulary: SessionView["vocabulary"], typed: string, send: Actions["send"]): void => {
  const reported = useRef(typed.trim());
  const term = typed.trim();
  useEffect(() => {
    const { letters, restMs } = rules[vocabulary];
    if (term.length < letters || term === reported.current) return;
    const timer = setTimeout(() => {
      reported.current = term;
      send({ type: "search_settled", term: term.slice(0, 200) });
    }, restMs);
    return () => clearTimeout(timer);
  }, [term, vocabulary]);
};
