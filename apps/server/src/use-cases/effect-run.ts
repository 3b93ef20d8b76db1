import type { Adapter } from "@drawbridge/adapter-kit";
import type { FlowFact } from "@drawbridge/domain";
import type { Session } from "@drawbridge/storage";
import type { Deps } from "./deps.ts";
import type { SessionSecrets } from "./session-record.ts";

/** An effect's answer: the fact for the machine, and the secrets to keep for the next one. */
export interface EffectAnswer {
  readonly fact: FlowFact;
  readonly secrets?: SessionSecrets;
}

/** One effect at work: whose session, over which adapter. */
export interface EffectRun {
  readonly deps: Deps;
  readonly session: Session;
  readonly adapter: Adapter;
  readonly institutionId: string;
}

/** Purpose of a session's secret: bound to its tenant and user. */
export const sessionPurpose = (session: Session, purpose: "sign_in_state" | "access" | "oauth_return") => ({
  tenantId: session.tenantId,
  userId: session.userId,
  ownerId: session.id,
  purpose,
});

/** What the browser's seals are bound to: this session of this tenant. */
export const sealBinding = (session: Session): string => `${session.hexId}|${session.tenantId}`;
