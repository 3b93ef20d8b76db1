import { randomInt } from "node:crypto";
import { deviceSessions, devices, newId, operations, type Device, type Operation, type Tenant, type Tx, type User } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { hashToken } from "../../http/token-hash.ts";
import { enqueuePushes } from "../../push/push-to-device.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { recordDeed } from "../help-desk/audit.ts";
import { readDevicePolicies } from "../help-desk/device-policies.ts";
import { offerOfOperation } from "../channel/offers.ts";
import { settleOperation } from "./operation-outcome.ts";

/** What a person is asked to approve. */
export interface NewOperation {
  readonly tenant: Tenant;
  readonly user: User;
  readonly device: Device | null;
  readonly externalId: string | null;
  readonly template: string | null;
  readonly banner: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly factor: Operation["factor"];
  /** The code another party gave the person; with factor TOKEN only. */
  readonly token: string | null;
  readonly lifeS: number;
  readonly numberMatching: boolean;
  readonly auditMessage: string | null;
  /** Seconds a sign-in may be old where the PIN is not asked for; none: any age. */
  readonly freshS?: number | null;
  readonly limits?: OperationLimits;
  readonly by: string;
}

/** What an operation may demand; what is left out is as usual. */
export interface OperationLimits {
  /** Seconds until a device must have taken it up. */
  readonly retrievalS?: number | undefined;
  /** Wrong tries at its factor that end it, 1 to 5. */
  readonly maxFailures?: number | undefined;
  readonly riskFlags?: readonly string[] | undefined;
  /** False: no device is woken; it waits until one looks. */
  readonly push?: boolean | undefined;
}

const HOUR_MS = 3_600_000;

/** Makes an operation and offers it to the person's devices; `alongside` commits with it. */
export const createOperation = async (
  deps: Deps,
  wish: NewOperation,
  alongside: (tx: Tx, operation: Operation) => Promise<void> = async () => undefined,
): Promise<Operation> => {
  const { tenant, user } = wish;
  const now = clockOf(deps, tenant.id);
  const db = deps.storage.pool;
  await refuseBombing(deps, wish, now);
  const known = wish.device ? [wish.device] : await devices(db).ofUser(tenant.id, user.id);
  if (known.length === 0 || wish.device?.removedAt) throw new AppError("DEVICE_NOT_FOUND", { detail: "this user has no device that could answer" });
  const operation = rowOf(wish, now);
  await deps.storage.transaction(async (tx) => {
    if (!(await operations(tx).create(operation))) throw new AppError("ALREADY_EXISTS", { detail: "externalId is taken" });
    await alongside(tx, operation);
    const told = known.map(({ id }) => id);
    await deviceSessions(tx).tell(told, { name: "offered", payload: { offer: offerOfOperation(deps, operation) } }, deps.now());
    if (wish.limits?.push !== false) await enqueuePushes(tx, known, { kind: "TRANSACTION", id: operation.id });
    await recordDeed(tx, {
      tenantId: tenant.id,
      userId: user.id,
      at: deps.now(),
      actor: `api:${wish.by}`,
      action: "operation.created",
      subject: printId("op", operation.id),
      data: { template: wish.template, externalId: wish.externalId, factor: wish.factor, auditMessage: wish.auditMessage, ...riskOf(wish) },
    });
  });
  return operation;
};

/** Push fatigue (contract, section 16): neither many questions at once, nor again and again what is never approved. */
const refuseBombing = async ({ storage }: Deps, { tenant, user }: NewOperation, now: Date): Promise<void> => {
  const db = storage.pool;
  const { mostWaiting, mostUnwelcome } = await readDevicePolicies(db, tenant.id);
  const anHourAgo = new Date(now.getTime() - HOUR_MS);
  const [waiting, unwelcome] = await Promise.all([operations(db).countWaiting(user.id, now), operations(db).countUnwelcome(user.id, anHourAgo)]);
  if (waiting >= mostWaiting) throw new AppError("TOO_MANY_OPERATIONS");
  if (unwelcome >= mostUnwelcome) throw new AppError("TOO_MANY_OPERATIONS", { detail: "too many of the last hour were refused or not answered" });
};

const riskOf = ({ limits }: NewOperation): object => (limits?.riskFlags?.length ? { riskFlags: limits.riskFlags } : {});

const secondsAfter = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

const rowOf = ({ limits = {}, ...wish }: NewOperation, now: Date): Operation => ({
  id: newId(),
  tenantId: wish.tenant.id,
  userId: wish.user.id,
  deviceId: wish.device?.id ?? null,
  externalId: wish.externalId,
  template: wish.template,
  banner: wish.banner,
  text: wish.text,
  data: wish.data,
  factor: wish.factor,
  tokenHash: wish.token === null ? null : hashToken(wish.token),
  numberMatch: wish.numberMatching ? String(randomInt(100)).padStart(2, "0") : null,
  auditMessage: wish.auditMessage,
  freshS: wish.freshS ?? null,
  retrieveBy: limits.retrievalS === undefined ? null : secondsAfter(now, limits.retrievalS),
  maxFailures: limits.maxFailures ?? null,
  riskFlags: limits.riskFlags ?? [],
  state: "CREATED",
  reason: null,
  createdAt: now,
  deadline: secondsAfter(now, wish.lifeS),
  decidedAt: null,
  decidedBy: null,
  approval: null,
  receipt: null,
});

/** An operation of the tenant. */
export const findTenantOperation = async (deps: Deps, tenant: Tenant, id: string | null): Promise<Operation> => {
  const operation = id && (await operations(deps.storage.pool).byId(tenant.id, id));
  if (!operation) throw new AppError("OPERATION_NOT_FOUND");
  return operation;
};

/** Takes an operation back; one that has ended stays as it is. */
export const cancelOperation = async (deps: Deps, operation: Operation, cause: { readonly by: string; readonly reason: string }): Promise<void> => {
  const settlement = { state: "CANCELLED", reason: cause.reason, by: null, actor: `api:${cause.by}` } as const;
  const settled = await deps.storage.transaction((tx) => settleOperation(tx, deps, { operation, ...settlement }));
  if (!settled) throw new AppError("WRONG_STATE", { detail: "the operation has ended already" });
};
