import type { ApprovalEnd, AskedApproval, FlowEffect } from "@drawbridge/domain";
import { accounts, connections, consents, newId, operations, tenants, users, type Operation, type Session } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { parseId, printId } from "../ids.ts";
import { readApprovalSettings } from "../devices/approvals/approval-settings.ts";
import { consentTemplates } from "../devices/approvals/consent-approval.ts";
import { consentText } from "../devices/approvals/consent-text.ts";
import { createOperation, type NewOperation } from "../devices/approvals/create-operation.ts";
import type { Deps } from "./deps.ts";
import type { EffectAnswer } from "./effect-run.ts";
import { readLink } from "./read-link.ts";
import { contentOf } from "./session-content.ts";
import { clockOf, machineTimeOf } from "./tenant-clock.ts";

type Request = Extract<FlowEffect, { kind: "request_approval" }>;

const DAY_MS = 24 * 3_600_000;

/** An effect that runs twice asks once: the operation is named after it. */
export const approvalName = (effectId: string): string => `session-effect:${effectId}`;

/** Puts a question of the flow to the person's devices; nothing is stored of the consent before they answer. */
export const requestApproval = async (deps: Deps, session: Session, effect: Request): Promise<EffectAnswer> => {
  const name = approvalName(contentOf(session).pending?.id ?? newId());
  try {
    const operation = (await findAsked(deps, session, name)) ?? (await ask(deps, { session, effect, name }));
    return { fact: { type: "approval_requested", asked: askedOf(deps, operation) } };
  } catch (cause) {
    return { fact: { type: "approval_ended", operationId: null, outcome: whyNot(deps, cause, session) } };
  }
};

const whyNot = (deps: Deps, cause: unknown, session: Session): ApprovalEnd => {
  if (cause instanceof AppError && cause.code === "DEVICE_NOT_FOUND") return "no_device";
  if (cause instanceof AppError && cause.code === "TOO_MANY_OPERATIONS") return "too_many";
  deps.log.error({ err: cause, sessionId: session.id }, "an approval could not be requested");
  return "failed";
};

const findAsked = async (deps: Deps, { tenantId }: Session, externalId: string): Promise<Operation | null> =>
  (await operations(deps.storage.pool).query({ tenantId, externalId, limit: 1 }))[0] ?? null;

interface Wish {
  readonly session: Session;
  readonly effect: Request;
  readonly name: string;
}

const ask = async (deps: Deps, wish: Wish): Promise<Operation> => {
  const { session, effect } = wish;
  const db = deps.storage.pool;
  const { tenantId, userId } = session;
  const connectionId = parseId("con", effect.connection);
  const [tenant, user, connection, known, settings] = await Promise.all([
    tenants(db).byId(tenantId),
    users(db).byId(tenantId, userId),
    connectionId && connections(db).byId(tenantId, connectionId),
    connectionId ? accounts(db).ofConnection(tenantId, connectionId) : [],
    readApprovalSettings(db, tenantId),
  ]);
  if (!tenant || !user || !connection || connection.userId !== userId) throw new AppError("CONNECTION_NOT_FOUND");
  const wanted = new Set(effect.accountIds);
  const chosen = known.filter(({ id, selected }) => (effect.accountIds.length === 0 ? selected : wanted.has(printId("acc", id))));
  const { link, ending } = await termsOf(deps, session, connection.id);
  const revokes = effect.question === "revoke";
  const standing = effect.accountIds.length === 0 ? ending : null; // what is about all that was allowed before
  const until = new Date(clockOf(deps, tenantId).getTime() + link.consentDays * DAY_MS);
  const bank = deps.directory.byUuid(connection.institutionId)?.record.name ?? "your bank";
  const jobTypes = standing ? standing.jobTypes : (contentOf(session).flow.repair?.jobTypes ?? link.jobTypes);
  const shown = chosen.map(({ name, masked }) => ({ name, masked }));
  const purpose = settings.purpose ?? `the services of ${tenant.name}`;
  const facts = { question: effect.question, deletes: effect.deletes, tenant: tenant.name, bank, accounts: shown, jobTypes, until, purpose };
  return createOperation(deps, {
    ...usual,
    tenant,
    user,
    externalId: wish.name,
    template: consentTemplates[effect.question],
    banner: `A question about ${bank}`,
    text: consentText(facts),
    data: {
      sessionId: printId("ses", session.id),
      connectionId: effect.connection,
      consentId: printId("cns", revokes && ending ? ending.id : newId()),
      jobTypes,
      bank,
      accounts: chosen.map(({ id, name, masked }) => ({ id: printId("acc", id), name, masked })),
      expiresAt: revokes ? null : until.toISOString(),
    },
    lifeS: lifeOf(deps, session, settings.answerTimeout),
    by: "session",
  });
};

const usual = { device: null, factor: "PIN", token: null, numberMatching: true, auditMessage: null } as const satisfies Partial<NewOperation>;

const termsOf = async (deps: Deps, session: Session, connectionId: string) => {
  const [link, ending] = await Promise.all([readLink(deps, session), consents(deps.storage.pool).latest(session.tenantId, connectionId)]);
  return { link, ending };
};

/** Nobody is asked for longer than the session lasts. */
const lifeOf = (deps: Deps, { expiresAt }: Session, answerTimeout: number): number => {
  const left = Math.floor((expiresAt.getTime() - deps.now().getTime()) / 1000);
  return Math.max(1, Math.min(answerTimeout, left));
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** An operation as its session knows it; the deadline in the machine's time, which the page counts in. */
const askedOf = (deps: Deps, { id, tenantId, numberMatch, deadline, data }: Operation): AskedApproval => {
  const listed: readonly unknown[] = Array.isArray(data["accounts"]) ? data["accounts"] : [];
  return {
    operationId: printId("op", id),
    number: numberMatch ?? "",
    deadline: machineTimeOf(deps, tenantId, deadline).toISOString(),
    bank: text(data["bank"]),
    accounts: listed.flatMap((one) => (isNamed(one) ? [{ name: one.name, masked: one.masked }] : [])),
    until: typeof data["expiresAt"] === "string" ? data["expiresAt"] : null,
  };
};

const isNamed = (one: unknown): one is { readonly name: string; readonly masked: string } =>
  typeof one === "object" && one !== null && "name" in one && typeof one.name === "string" && "masked" in one && typeof one.masked === "string";
