import type { SessionView } from "@drawbridge/contract";
import type { PageProblem } from "./api.ts";

/** What the page draws: one session, or why there is none. */
export type PageState =
  | { readonly at: "loading" }
  | { readonly at: "refused"; readonly problem: PageProblem }
  | { readonly at: "timed_out" }
  | { readonly at: "taken_over" }
  | {
      readonly at: "open";
      readonly view: SessionView;
      readonly online: boolean;
      /** An input is on its way: buttons wait. */
      readonly busy: boolean;
      /** What the host, or the browser, said of the bank's window. */
      readonly bankWindow: "unknown" | "closed" | "blocked";
    };

/** The state with a view, unless a newer one is already drawn: stream and answers race. */
export const withView = (state: PageState, view: SessionView): PageState => {
  if (state.at !== "open") return { at: "open", view, online: true, busy: false, bankWindow: "unknown" };
  if (view.sessionId === state.view.sessionId && view.revision < state.view.revision) return state;
  const bankWindow = view.step.at === "oauth" ? state.bankWindow : "unknown";
  return { ...state, view, bankWindow };
};
