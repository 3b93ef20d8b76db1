import type { ExperienceSettings, SessionView, StepView } from "@drawbridge/contract";
import { stepView, themeOf, type FlowState } from "@drawbridge/domain";
import type { Session } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import type { Deps } from "./deps.ts";
import { readLink, type LinkFacts } from "./read-link.ts";
import { sealBinding } from "./effect-run.ts";
import { contentOf } from "./session-content.ts";
import { managedConnections } from "./manage-connections.ts";
import type { LinkOptions } from "./session-record.ts";

/** The idle clock stands still while the bank's own page or a push is open (rulings.md 6). */
const idleMsAt = ({ step }: FlowState, idleMs: number): number | null => {
  const atBank = step.at === "oauth" && step.launched;
  const pushed = step.at === "mfa" && step.challenges.some(({ kind }) => kind === "push");
  const asked = step.at === "approval" && step.ended === null;
  return atBank || pushed || asked || step.at === "connecting" ? null : idleMs;
};

const MINUTE_MS = 60_000;

const brandOf = (experience: ExperienceSettings): SessionView["brand"] => {
  const answer = themeOf(experience);
  return { logo: experience.logo, consentIcon: experience.consentIcon ?? null, theme: answer.outcome === "fits" ? answer.theme : null };
};

const endCodes = { complete: "200", exit: "100", timeout: "1440", error: "500" } as const;

/** Where the browser goes at the end of a link that named a `redirectUri` (connect-events.md, 4.4). */
const redirectAt = (flow: FlowState, { redirectUri }: LinkOptions): string | null => {
  const { step } = flow;
  if (step.at !== "ended" || step.reason === "abandoned" || redirectUri === null) return null;
  const url = new URL(redirectUri);
  // Clients take this very pair as success (connect-events.md, 4.4).
  const [code, reason] = hadNothingToFix(flow) ? ["201", "error"] : [endCodes[step.reason], step.reason];
  url.searchParams.set("code", code);
  url.searchParams.set("reason", reason);
  return url.href;
};

/** A repair that ended well and repaired nothing. */
const hadNothingToFix = ({ step, repair, added }: FlowState): boolean =>
  step.at === "ended" && step.reason === "complete" && repair !== null && added.length === 0;

const publicKeyOf = (deps: Deps): Record<string, string> => {
  const { kty = "EC", crv = "P-256", x = "", y = "" } = deps.kms.sealing.publicKey;
  return { kty, crv, x, y };
};

const withConnections = async (deps: Deps, session: Session, step: StepView): Promise<StepView> =>
  step.at === "manage" ? { ...step, connections: await managedConnections(deps, session) } : step;

/** What the widget of a session draws. */
export const viewSession = async (deps: Deps, session: Session): Promise<SessionView> => viewWith(deps, session, await readLink(deps, session));

/** The same, for whoever knows the link already. */
export const viewWith = async (deps: Deps, session: Session, facts: LinkFacts): Promise<SessionView> => {
  const { flow } = contentOf(session);
  const { link, options, tenant, experience, jobTypes, consentDays } = facts;
  return {
    sessionId: printId("ses", session.id),
    revision: session.revision,
    vocabulary: link.vocabulary,
    tenant: { name: tenant.name, policyUrl: tenant.policyUrl },
    jobTypes: [...(flow.repair?.jobTypes ?? jobTypes)],
    consentDays,
    consentStep: flow.settings.consentStep && flow.repair === null,
    hosts: { origins: [...tenant.origins], loopback: deps.loopbackDevelopment, targetOrigin: options.targetOrigin },
    vault: { keyId: deps.kms.sealing.publicKey.kid ?? "", publicKey: publicKeyOf(deps), binding: sealBinding(session) },
    institution: flow.institution?.card ?? null,
    expiresAt: session.expiresAt.toISOString(),
    idleMs: idleMsAt(flow, experience.idleMinutes * MINUTE_MS),
    brand: brandOf(experience),
    locale: session.locale,
    step: await withConnections(deps, session, stepView(flow, redirectAt(flow, options))),
  };
};
