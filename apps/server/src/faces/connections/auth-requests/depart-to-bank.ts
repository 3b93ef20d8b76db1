import { sessions } from "@drawbridge/storage";
import { advanceSession } from "../../../use-cases/advance-session.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { contentOf } from "../../../use-cases/session-content.ts";
import { departFrom } from "../../../use-cases/visit-bank.ts";
import type { Trip } from "./trip.ts";

/** A fresh address at the bank for a session that waits there, as its page would ask for it; null: the bank gives none. */
export const departToBank = async (deps: Deps, sessionId: string): Promise<Trip | null> => {
  const departure = await departFrom(deps, sessionId);
  const session = await sessions(deps.storage.pool).byId(sessionId);
  if (departure.outcome !== "redirect" || !session) return null;
  const { step } = contentOf(session).flow;
  const launched = step.at === "oauth" && step.launched;
  const input = { type: "oauth_launched", blocked: false } as const;
  if (!launched) await advanceSession(deps, sessionId, { by: "person", revision: session.revision, input });
  return { authUrl: departure.url, returnUrl: departure.returnUrl, state: departure.correlation };
};
