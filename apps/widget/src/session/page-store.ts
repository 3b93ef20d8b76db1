import { type PageState, withView } from "./page-state.ts";
import type { SessionView } from "@drawbridge/contract";

/** Holds what the page draws and tells who draws it. */
export interface PageStore {
  readonly state: () => PageState;
  readonly become: (next: PageState) => void;
  /** Changes something beside the view of an open session; nothing otherwise. */
  readonly patch: (change: Partial<Extract<PageState, { at: "open" }>>) => void;
  /** Draws a view, unless a newer one is drawn already. */
  readonly show: (view: SessionView) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A store that starts loading; `onStep` hears of every change of the step before anybody draws it. */
export const createPageStore = (onStep: (from: string | null, to: string | null) => void): PageStore => {
  let state: PageState = { at: "loading" };
  const listeners = new Set<() => void>();
  const become = (next: PageState): void => {
    const [from, to] = [stepOf(state), stepOf(next)];
    state = next;
    if (from !== to) onStep(from, to);
    for (const listener of listeners) listener();
  };
  return {
    become,
    state: () => state,
    patch: (change) => {
      if (state.at === "open") become({ ...state, ...change });
    },
    show: (view) => become(withView(state, view)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** The step of an open session, otherwise null. */
export const stepOf = (state: PageState): string | null => (state.at === "open" ? state.view.step.at : null);
