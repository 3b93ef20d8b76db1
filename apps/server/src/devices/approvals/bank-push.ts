import type { Secret } from "@drawbridge/adapter-kit";
import { operations, sessions, tenants, users, type Operation, type Session, type Tx } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { sessionPurpose, type EffectRun } from "../../use-cases/effect-run.ts";
import { contentOf } from "../../use-cases/session-content.ts";
import { createOperation } from "./create-operation.ts";
import { settleOperation } from "./operation-outcome.ts";

/** Template of operations that answer a bank's own push; only this module makes them. */
export const BANK_PUSH_TEMPLATE = "bank.push";

const LIFE_S = 120; // a bank's own question lives no longer than minutes

/**
 * A bank asks for a push: where its adapter can tell the bank how the person answered, and the person has a device, the question goes to
 * the device as a banner to confirm. Otherwise the bank's own app is asked alone. An effect that runs twice asks once.
 */
export const putBankPush = async ({ deps, session, adapter }: EffectRun, state: Secret): Promise<void> => {
  const confirm = adapter.credentials?.confirmPush;
  const { pending, flow } = contentOf(session);
  if (!confirm || !pending || !flow.institution) return;
  const externalId = `bank-push:${pending.id}`;
  const [known] = await operations(deps.storage.pool).query({ tenantId: session.tenantId, externalId, limit: 1 });
  if (!known && !(await ask(deps, session, { externalId, bank: flow.institution.card.name }))) return;
  const told = await confirm({ state, decision: "asked" });
  if (told.outcome === "failed") deps.log.warn({ sessionId: session.id, detail: told.detail }, "a bank could not be told who is asked for its push");
};

const ask = async (deps: Deps, session: Session, { externalId, bank }: { readonly externalId: string; readonly bank: string }): Promise<boolean> => {
  const { tenantId, userId } = session;
  const [tenant, user] = await Promise.all([tenants(deps.storage.pool).byId(tenantId), users(deps.storage.pool).byId(tenantId, userId)]);
  if (!tenant || !user) return false;
  const none = { device: null, token: null, numberMatching: false, auditMessage: null } as const;
  const words = { banner: `${bank} asks if it is you`, text: `Sign in at ${bank}?\n${tenant.name} is connecting it for you.` };
  const data = { sessionId: printId("ses", session.id), bank };
  const wish = {
    ...none,
    ...words,
    tenant,
    user,
    externalId,
    template: BANK_PUSH_TEMPLATE,
    data,
    factor: "NONE",
    lifeS: LIFE_S,
    by: "session",
  } as const;
  try {
    await createOperation(deps, wish);
    return true;
  } catch (error) {
    if (error instanceof AppError && (error.code === "DEVICE_NOT_FOUND" || error.code === "TOO_MANY_OPERATIONS")) return false;
    throw error;
  }
};

/** Whoever leaves a bank's question takes it from the device too: nobody would hear the answer. */
export const withdrawBankPush = async (tx: Tx, deps: Deps, { id, userId }: Pick<Session, "id" | "userId">): Promise<void> => {
  const left = { state: "CANCELLED", reason: "session_left", by: null, actor: "session" } as const;
  for (const operation of await operations(tx).openOfSession(userId, printId("ses", id)))
    if (operation.template === BANK_PUSH_TEMPLATE) await settleOperation(tx, deps, { operation, ...left });
};

/** The same for a question that reached the device when its session had moved on already. */
export const withdrawLostPush = (deps: Deps, sessionId: string): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    const session = await sessions(tx).lock(sessionId);
    if (!session || (!session.endedAt && contentOf(session).flow.step.at === "mfa")) return;
    await withdrawBankPush(tx, deps, session);
  });

/** Tells the bank how its push was answered, while the session still waits for it. Everything but a yes is a no. */
export const tellBankPush = async (deps: Deps, operation: Operation): Promise<void> => {
  const id = parseId("ses", String(operation.data["sessionId"]));
  const session = id && (await sessions(deps.storage.pool).byId(id));
  if (!session || session.endedAt || session.userId !== operation.userId) return;
  const { flow, secrets } = contentOf(session);
  const entry = deps.directory.resolve(flow.institution?.card.id ?? "", [], flow.institution ?? {});
  const confirm = entry?.provider && deps.adapters.get(entry.provider.provider)?.credentials?.confirmPush;
  if (!confirm || flow.step.at !== "mfa" || !secrets.state) return;
  const state = deps.vault.open(secrets.state, sessionPurpose(session, "sign_in_state"));
  const told = await confirm({ state, decision: operation.state === "ACCEPTED" ? "approved" : "refused" });
  if (told.outcome === "failed") deps.log.warn({ sessionId: session.id, detail: told.detail }, "a bank could not be told how its push was answered");
};
