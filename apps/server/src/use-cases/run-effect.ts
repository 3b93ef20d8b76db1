import type { Secret, SignInOutcome } from "@drawbridge/adapter-kit";
import { operations, sessions, type Session } from "@drawbridge/storage";
import type { FlowEffect, FlowFact } from "@drawbridge/domain";
import { BANK_PUSH_TEMPLATE, putBankPush, tellBankPush, withdrawLostPush } from "../devices/approvals/bank-push.ts";
import { addAccounts } from "./add-accounts.ts";
import { advanceSession } from "./advance-session.ts";
import { isManageEffect, performManaging, type ManageEffect } from "./manage-effects.ts";
import { discoverAccounts } from "./discover-accounts.ts";
import type { Deps } from "./deps.ts";
import { sealBinding, sessionPurpose, type EffectAnswer, type EffectRun } from "./effect-run.ts";
import { requestApproval } from "./request-approval.ts";
import { contentOf } from "./session-content.ts";
import { endingOf, withdrawIfLost } from "./settle-approval.ts";

/** The pending effect of a session, and what says that this process stops. */
export interface PendingEffect {
  readonly sessionId: string;
  readonly effectId: string;
  readonly stopping: AbortSignal;
}

/** Thrown where a process stops in the middle of an effect. */
class EffectReleased extends Error {
  override readonly name = "EffectReleased";
}

/** What a stopping process hears of a bank is no answer: the job is released, and the next process asks again. */
const unlessStopping = async <T>(work: Promise<T>, stopping: AbortSignal): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const release = (): void => reject(new EffectReleased("the server stops"));
  if (stopping.aborted) release();
  stopping.addEventListener("abort", release);
  return Promise.race([work, promise]).finally(() => stopping.removeEventListener("abort", release));
};

/** Runs the pending effect of a session and feeds the answer back; a second run of the same job changes nothing. */
export const runEffect = async (deps: Deps, { sessionId, effectId, stopping }: PendingEffect): Promise<void> => {
  const session = await sessions(deps.storage.pool).byId(sessionId);
  if (!session || session.endedAt) return;
  const { pending } = contentOf(session);
  if (pending?.id !== effectId) return;
  const answer = await unlessStopping(perform(deps, session, pending.effect), stopping);
  const { outcome } = await advanceSession(deps, sessionId, { by: "effect", effectId, ...answer });
  if (outcome === "advanced") return;
  if (answer.fact.type === "challenged") return withdrawLostPush(deps, sessionId);
  if (answer.fact.type !== "approval_requested") return;
  await withdrawIfLost(deps, { tenantId: session.tenantId, sessionId, operationId: answer.fact.asked.operationId });
};

/** Tells a session how its operation ended; what it does not wait for any more changes nothing. */
export const tellApproval = async (
  deps: Deps,
  { tenantId, operationId }: { readonly tenantId: string; readonly operationId: string },
): Promise<void> => {
  const operation = await operations(deps.storage.pool).byId(tenantId, operationId);
  if (operation?.template === BANK_PUSH_TEMPLATE) return tellBankPush(deps, operation);
  const ending = operation && endingOf(operation);
  if (ending) await advanceSession(deps, ending.sessionId, { by: "device", name: operation.externalId ?? "", fact: ending.fact });
};

const failed = (failure: Extract<FlowFact, { type: "failed" }>["failure"]): EffectAnswer => ({
  fact: { type: "failed", failure, attemptsLeft: null },
});

const perform = async (deps: Deps, session: Session, effect: FlowEffect): Promise<EffectAnswer> => {
  if (effect.kind === "request_approval") return requestApproval(deps, session, effect);
  if (isManageEffect(effect)) return performManaging(deps, session, effect);
  const { institution } = contentOf(session).flow;
  const entry = deps.directory.resolve(institution?.card.id ?? "", [], institution ?? {});
  const adapter = entry?.provider && deps.adapters.get(entry.provider.provider);
  if (!entry?.provider || !adapter) return failed("not_supported");
  try {
    return await performWith({ deps, session, adapter, institutionId: entry.provider.providerInstitutionId }, effect);
  } catch (cause) {
    deps.log.error({ err: cause, sessionId: session.id, effect: effect.kind }, "effect failed unexpectedly");
    return failed("unexpected");
  }
};

const performWith = async (run: EffectRun, effect: Exclude<FlowEffect, ManageEffect | { kind: "request_approval" }>): Promise<EffectAnswer> => {
  switch (effect.kind) {
    case "sign_in":
      return signIn(run);
    case "answer":
    case "poll":
      return answer(run, effect.kind);
    case "complete_oauth":
      return completeOauth(run);
    case "discover":
      return discoverAccounts(run);
    case "add_accounts":
      return addAccounts(run, effect);
  }
};

const openInputs = async ({ deps, session }: EffectRun): Promise<ReadonlyMap<string, Secret> | null> => {
  const opened = new Map<string, Secret>();
  for (const field of contentOf(session).secrets.inputs ?? []) {
    const secret = await deps.vault.openSealed(field, sealBinding(session));
    if (!secret) return null;
    opened.set(field.name, secret);
  }
  return opened;
};

const signIn = async (run: EffectRun): Promise<EffectAnswer> => {
  const credentials = await openInputs(run);
  const flow = run.adapter.credentials;
  if (!flow) return failed("not_supported");
  if (!credentials) return failed("unexpected"); // not sealed for this session: nothing the bank has said
  const outcome = await flow.start({ institutionId: run.institutionId, credentials });
  if (outcome.outcome === "challenged" && outcome.pollAfterMs !== null) await putBankPush(run, outcome.state);
  return toAnswer(run, outcome);
};

const answer = async (run: EffectRun, kind: "answer" | "poll"): Promise<EffectAnswer> => {
  const answers = await openInputs(run);
  const sealed = contentOf(run.session).secrets.state;
  const flow = run.adapter.credentials;
  if (!answers) return failed("unexpected");
  if (!sealed || !flow) return failed("mfa_expired");
  const state = run.deps.vault.open(sealed, sessionPurpose(run.session, "sign_in_state"));
  const outcome = await flow.answer({ state, answers });
  if (kind === "answer" && outcome.outcome === "challenged" && outcome.pollAfterMs !== null) await putBankPush(run, outcome.state);
  return toAnswer(run, outcome);
};

const completeOauth = async (run: EffectRun): Promise<EffectAnswer> => {
  const { state: sealedState, returned } = contentOf(run.session).secrets;
  const flow = run.adapter.redirect;
  if (!sealedState || !returned || !flow) return failed("provider_failed");
  const { vault } = run.deps;
  const state = vault.open(sealedState, sessionPurpose(run.session, "sign_in_state"));
  const query = vault.open(returned, sessionPurpose(run.session, "oauth_return"));
  const params = Object.fromEntries(new URLSearchParams(query.reveal()));
  return toAnswer(run, await flow.complete({ state, params }));
};

const toAnswer = ({ deps, session }: EffectRun, outcome: SignInOutcome): EffectAnswer => {
  switch (outcome.outcome) {
    case "signed_in":
      return {
        fact: { type: "signed_in" },
        secrets: { access: deps.vault.seal(outcome.access, sessionPurpose(session, "access")) },
      };
    case "challenged": {
      const { challenges, pollAfterMs, rejected } = outcome;
      return {
        fact: { type: "challenged", challenges, pollAfterMs, rejected },
        secrets: { state: deps.vault.seal(outcome.state, sessionPurpose(session, "sign_in_state")) },
      };
    }
    case "failed":
      deps.log.warn({ sessionId: session.id, failure: outcome.failure, detail: outcome.detail }, "sign-in failed");
      return { fact: { type: "failed", failure: outcome.failure, attemptsLeft: outcome.attemptsLeft ?? null } };
  }
};
