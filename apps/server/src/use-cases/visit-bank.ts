import { randomBytes } from "node:crypto";
import { Secret } from "@drawbridge/adapter-kit";
import { sessions } from "@drawbridge/storage";
import { hashToken } from "../http/token-hash.ts";
import { advanceSession } from "./advance-session.ts";
import type { Deps } from "./deps.ts";
import { sessionPurpose } from "./effect-run.ts";
import { contentOf } from "./session-content.ts";
import { clockOf } from "./tenant-clock.ts";

const CONSENT_MS = 90 * 24 * 60 * 60 * 1000; // design.md section 2, "consent"

/** Where to send the browser, with what the bank will echo; or why it cannot go. */
export type Departure =
  | { readonly outcome: "redirect"; readonly url: string; readonly returnUrl: string; readonly correlation: string }
  | { readonly outcome: "over" | "failed" };

/** Prepares a fresh authorization at the bank; every opening gets its own, as the bank's requests are short-lived. */
export const departForBank = async (deps: Deps, token: string): Promise<Departure> => {
  const sessionId = await deps.launchTokens.verify(token);
  return sessionId ? departFrom(deps, sessionId) : { outcome: "over" };
};

/** The same from a session that is known. */
export const departFrom = async (deps: Deps, sessionId: string): Promise<Departure> => {
  const session = await sessions(deps.storage.pool).byId(sessionId);
  if (!session || session.endedAt) return { outcome: "over" };
  const { flow, secrets } = contentOf(session);
  const entry = flow.step.at === "oauth" ? deps.directory.resolve(flow.institution?.card.id ?? "", [], flow.institution ?? {}) : null;
  const adapter = entry?.provider ? deps.adapters.get(entry.provider.provider) : undefined;
  if (!entry?.provider || !adapter?.redirect) return { outcome: "over" };
  const correlation = randomBytes(32).toString("base64url");
  const returnUrl = returnAddress(deps, adapter.id);
  const started = await adapter.redirect.start({
    institutionId: entry.provider.providerInstitutionId,
    redirectUri: returnUrl,
    correlation,
    consentExpiresAt: new Date(clockOf(deps, session.tenantId).getTime() + CONSENT_MS),
  });
  if (started.outcome === "failed") {
    deps.log.warn({ sessionId, failure: started.failure, detail: started.detail }, "no authorization at the bank");
    const fact = { type: "launch_failed", failure: started.failure } as const;
    await advanceSession(deps, session.id, { by: "clock", fact });
    return departElsewhere(deps, session.id, adapter.id);
  }
  const state = deps.vault.seal(started.state, sessionPurpose(session, "sign_in_state"));
  await sessions(deps.storage.pool).expectReturn(session.id, hashToken(correlation), { ...secrets, state });
  return { outcome: "redirect", url: started.url, returnUrl, correlation };
};

/** Another aggregator may have taken over; there are only so many. */
const departElsewhere = async (deps: Deps, sessionId: string, failed: string): Promise<Departure> => {
  const session = await sessions(deps.storage.pool).byId(sessionId);
  const flow = session && contentOf(session).flow;
  const isElsewhere = flow?.step.at === "oauth" && flow.institution?.aggregator !== failed;
  return isElsewhere ? departFrom(deps, sessionId) : { outcome: "failed" };
};

/** The one address banks send people back to. */
export const returnAddress = (deps: Pick<Deps, "origin">, adapterId: string): string => `${deps.origin()}/oauth/${adapterId}/redirect_from/`;

/** Takes the bank's answer; true when it belongs to an open session. The `state` works once. */
export const returnFromBank = async (deps: Deps, query: URLSearchParams): Promise<boolean> => {
  const correlation = query.get("state");
  if (!correlation) return false;
  const session = await sessions(deps.storage.pool).byOauthCorrelationHash(hashToken(correlation));
  if (!session || session.endedAt) return false;
  const returned = deps.vault.seal(new Secret(query.toString()), sessionPurpose(session, "oauth_return"));
  await sessions(deps.storage.pool).forgetReturn(session.id);
  const mover = { by: "bank", fact: { type: "oauth_returned" }, secrets: { returned } } as const;
  const { outcome } = await advanceSession(deps, session.id, mover);
  return outcome === "advanced";
};
