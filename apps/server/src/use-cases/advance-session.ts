import { randomBytes, randomUUID } from "node:crypto";
import type { PersonInput } from "@drawbridge/contract";
import { transition, type FlowContext, type FlowFact, type FlowInput, type FlowResult, type FlowState, type Ref } from "@drawbridge/domain";
import { connections, links, newId, recoveryWishes, sessions, type Session, type Tx } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import { enqueue } from "../jobs/enqueue.ts";
import { appendSessionEvents } from "./append-session-events.ts";
import { openConnection } from "./open-connection.ts";
import { completeManaging, completeRenewals, isManaging } from "./manage-inputs.ts";
import { readLink, type LinkFacts } from "./read-link.ts";
import { moveConnection } from "./move-connection.ts";
import { revokeSessionAccess } from "./revoke-access.ts";
import { routeInstitution } from "./route-institution.ts";
import { isOffered, scopeOf, searchIn } from "./search-institutions.ts";
import type { Deps } from "./deps.ts";
import { approvalName } from "./request-approval.ts";
import type { PendingEffect, SessionContent, SessionSecrets } from "./session-record.ts";
import { contentOf } from "./session-content.ts";
import { withdrawBankPush } from "../devices/approvals/bank-push.ts";
import { withdrawApproval } from "./settle-approval.ts";
import { clockOf } from "./tenant-clock.ts";

/** Who moves the session: a person who saw a revision, or the answer to an effect. */
export type Mover =
  | { readonly by: "person"; readonly revision: number; readonly input: PersonInput }
  | { readonly by: "effect"; readonly effectId: string; readonly fact: FlowFact; readonly secrets?: SessionSecrets }
  /** An operation ended; `name` is the one the session gave it. */
  | { readonly by: "device"; readonly name: string; readonly fact: Extract<FlowFact, { type: "approval_ended" }> }
  | { readonly by: "clock"; readonly fact: FlowFact }
  | { readonly by: "bank"; readonly fact: FlowFact; readonly secrets: SessionSecrets };

/** What became of an input. In every case but `gone` the current state can be shown. */
export type Advanced = { readonly outcome: "advanced" | "stale" | "not_possible" | "link_spent" } | { readonly outcome: "gone" };

/**
 * Moves a session by one input: state, events and the next job commit in one transaction, or nothing does
 * (design.md, decision 3). The row's lock gives the events their order.
 */
export const advanceSession = (deps: Deps, sessionId: string, mover: Mover): Promise<Advanced> =>
  deps.tracing.span({ name: "use-case advance-session", kind: "internal", attributes: { "drawbridge.by": mover.by } }, () =>
    advance(deps, sessionId, mover),
  );

const advance = (deps: Deps, sessionId: string, mover: Mover): Promise<Advanced> =>
  deps.storage.transaction(async (tx) => {
    const session = await sessions(tx).lock(sessionId);
    if (!session || session.endedAt) return { outcome: "gone" };
    const content = contentOf(session);
    if (mover.by === "person" && mover.revision !== session.revision) return { outcome: "stale" };
    if (mover.by === "effect" && mover.effectId !== content.pending?.id) return { outcome: "stale" };
    if (mover.by === "device" && !waitsFor(content, mover)) return { outcome: "stale" };
    if (mover.by === "person" && mover.input.type === "stay") {
      await sessions(tx).touch(sessionId, clockOf(deps, session.tenantId));
      return { outcome: "advanced" };
    }
    const facts = await readLink(deps, session, tx);
    const input = await completeInput(deps, tx, { session, mover, facts });
    if (!input) return { outcome: "not_possible" };
    const context = await contextFor(deps, tx, { session, facts, flow: content.flow, input });
    const result = transition(content.flow, input, context);
    if (!result) return { outcome: "not_possible" };
    return commit(deps, tx, { session, facts, mover, result });
  });

/** A device may be faster than the answer that it was asked. */
const waitsFor = ({ flow, pending }: SessionContent, { name, fact }: Extract<Mover, { by: "device" }>): boolean => {
  if (flow.step.at !== "approval") return false;
  return flow.step.asked ? flow.step.asked.operationId === fact.operationId : pending !== null && approvalName(pending.id) === name;
};

/** Adds what the server knows to what the person sent. Null: the institution does not exist. */
const completeInput = async (
  deps: Deps,
  tx: Tx,
  { session, mover, facts }: { readonly session: Session; readonly mover: Mover; readonly facts: LinkFacts },
): Promise<FlowInput | null> => {
  if (mover.by !== "person") return mover.fact;
  const { input } = mover;
  if (input.type === "stay") return null;
  if (input.type === "search_settled") {
    const scope = scopeOf(facts);
    const { total } = searchIn(deps, scope, { search: input.term, limit: 1 });
    return { ...input, resultCount: total };
  }
  if (isManaging(input)) return completeManaging(deps, session, input);
  if (input.type === "renewals_requested") return completeRenewals(deps, session, input.connectionIds);
  if (input.type !== "institution_chosen") return input;
  const scope = scopeOf(facts);
  const { tenantId, userId } = session;
  const institution = await routeInstitution(deps, tx, { ...scope, tenantId, userId, institutionId: input.institutionId });
  return institution && isOffered(scope, institution.card) ? { type: "institution_chosen", institution } : null;
};

const opensConnection: ReadonlySet<string> = new Set(["credentials_submitted", "oauth_launched", "oauth_returned"]);

/** Letters and digits that are not confused when read aloud. */
const supportCode = (): string => randomBytes(4).toString("hex").toUpperCase();

/** What the machine's next step is made from. */
interface Situation {
  readonly session: Session;
  readonly facts: LinkFacts;
  readonly flow: FlowState | null;
  readonly input: FlowInput | null;
}

/** Values the machine may not make itself; opens the pending connection when the input starts one. */
export const contextFor = async (deps: Deps, tx: Tx, { session, facts, flow, input }: Situation): Promise<FlowContext> => {
  const { jobTypes: asked, consentDays, user } = facts;
  const jobTypes = flow?.repair?.jobTypes ?? asked;
  const needed = flow && input && opensConnection.has(input.type) && !flow.connection;
  const connection: Ref | null = needed ? await openConnection(deps, tx, { session, flow, jobTypes }) : null;
  const token = await deps.launchTokens.sign(session.id);
  return {
    newId: randomUUID(),
    supportCode: supportCode(),
    connection,
    consent: { jobTypes, consentDays },
    user: { id: printId("usr", user.id), no: user.no },
    launchUrl: `${deps.origin()}/oauth/launch/${token}`,
  };
};

interface Change {
  readonly session: Session;
  readonly facts: LinkFacts;
  readonly mover: Mover;
  readonly result: FlowResult;
}

/** Steps at which nothing of a sign-in is of use any more. */
const forgetsAt: ReadonlySet<string> = new Set(["review", "error", "manage"]);

const secretsAfter = (session: Session, { mover, result }: Change): SessionSecrets => {
  const { step } = result.state;
  if (step.at === "ended" || forgetsAt.has(step.at)) return {};
  const { inputs, access, ...rest } = contentOf(session).secrets;
  const kept = { ...rest, ...(access && step.at !== "search" && { access }) };
  if (mover.by === "person" && "fields" in mover.input) return { ...kept, inputs: mover.input.fields };
  if (inputs && result.effect?.kind === "sign_in" && mover.by === "effect") return { ...kept, inputs }; // the next aggregator's turn
  if (mover.by === "effect" || mover.by === "bank") return { ...kept, ...mover.secrets };
  return kept;
};

const commit = async (deps: Deps, tx: Tx, change: Change): Promise<Advanced> => {
  const { session, result } = change;
  const now = deps.now();
  const { step } = result.state;
  if (step.at === "ended" && step.reason === "complete" && !(await spendIfSingleUse(tx, session))) {
    return { outcome: "link_spent" };
  }
  const pending: PendingEffect | null = result.effect && { id: newId(), effect: result.effect };
  await withdrawLeft(deps, tx, change);
  await revokeLeft(deps, tx, change);
  await moveConnection(deps, tx, { session, before: contentOf(session).flow, after: result.state });
  await appendSessionEvents(tx, session, { drafts: result.events, occurredAt: now, variant: change.facts.experience.variant });
  await keepWish(tx, change, now);
  await sessions(tx).save({
    id: session.id,
    revision: session.revision + 1,
    flow: result.state,
    lastSeq: session.lastSeq + result.events.length,
    pendingEffect: pending,
    pendingSince: pending && now,
    secrets: secretsAfter(session, change),
    lastInputAt: change.mover.by === "person" ? clockOf(deps, session.tenantId) : session.lastInputAt,
    endedAt: step.at === "ended" ? now : null,
    endReason: step.at === "ended" ? step.reason : null,
  });
  if (pending) await enqueueEffect(tx, session.id, pending);
  if (step.at === "ended") await connections(tx).dropPendingOf(session.id);
  return { outcome: "advanced" };
};

/**
 * Access that no connection will have: the person or their device said no, or they left. It ends at the bank as well. A repair's stays:
 * at some banks it is the one the connection lives on (J6).
 */
const revokeLeft = async (deps: Deps, tx: Tx, { session, mover, result }: Change): Promise<void> => {
  const { secrets, flow } = contentOf(session);
  const { at } = result.state.step;
  const leaves = at === "ended" || at === "search" || forgetsAt.has(at);
  const saved = mover.by === "effect" && mover.fact.type === "data_saved";
  if (!secrets.access || !leaves || saved || flow.repair || !flow.institution) return;
  const entry = deps.directory.resolve(flow.institution.card.id, [], flow.institution);
  if (entry?.provider) await revokeSessionAccess(tx, session, { provider: entry.provider.provider, access: secrets.access });
};

/** Whoever leaves an open question takes it from the device too. */
const withdrawLeft = async (deps: Deps, tx: Tx, { session, mover, result }: Change): Promise<void> => {
  const { step } = contentOf(session).flow;
  if (step.at === "mfa" && result.state.step.at !== "mfa") return withdrawBankPush(tx, deps, session);
  if (mover.by === "device" || step.at !== "approval" || !step.asked || step.ended) return;
  if (result.state.step.at === "approval") return;
  await withdrawApproval(tx, deps, { tenantId: session.tenantId, operationId: step.asked.operationId });
};

const spendIfSingleUse = async (tx: Tx, session: Session): Promise<boolean> => {
  const link = await links(tx).byId(session.tenantId, session.linkId);
  if (!link?.singleUse) return true;
  return links(tx).spend(link.id);
};

/** Whoever wants to hear of a bank is remembered with the event that says so. */
const keepWish = async (tx: Tx, { session, result }: Change, now: Date): Promise<void> => {
  if (!result.events.some(({ type }) => type === "institution.recovery_requested")) return;
  const institutionId = parseId("ins", result.state.institution?.card.id ?? "");
  const { tenantId, userId, id: sessionId } = session;
  if (institutionId !== null) await recoveryWishes(tx).add({ tenantId, institutionId, userId, sessionId, requestedAt: now });
};

/** Queues the work of an effect; safe to repeat, the key is the effect's own id. */
export const enqueueEffect = async (tx: Tx, sessionId: string, pending: PendingEffect): Promise<void> => {
  const delay = pending.effect.kind === "poll" ? pending.effect.afterMs : 0;
  // Not the given clock: the queue goes by the database's, which nobody turns.
  const options = { key: `effect:${pending.id}`, ...(delay > 0 && { runAt: new Date(Date.now() + delay) }) };
  await enqueue(tx, { name: "session.effect", payload: { sessionId, effectId: pending.id } }, options);
};
