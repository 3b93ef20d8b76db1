import { createContext, useContext } from "react";
import type { ConsoleSession } from "../api/shapes.ts";

const WhoContext = createContext<ConsoleSession | null>(null);

/** Tells every part who is signed in. */
export const WhoProvider = WhoContext.Provider;

const rank = ["viewer", "support", "admin"] as const;

/** Who is signed in, and what their role lets the page offer; the server decides again. */
export const useWho = (): { readonly session: ConsoleSession | null; readonly may: (least: (typeof rank)[number]) => boolean } => {
  const session = useContext(WhoContext);
  return { session, may: (least) => session !== null && rank.indexOf(session.operator.role) >= rank.indexOf(least) };
};
