import { operators, operatorSessions, type Operator, type OperatorRole, type Tenant } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { recordOperatorDeed } from "./operator-deed.ts";

/** Which operator, and who asks; null: the holder of the API token. */
export interface OperatorTarget {
  readonly tenant: Tenant;
  readonly id: string | null;
  readonly by: string | null;
}

const findIn = (all: readonly Operator[], id: string | null): Operator => {
  const found = all.find((operator) => operator.id === id);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
};

const refuseLastAdmin = (all: readonly Operator[], { id }: Operator): void => {
  if (!all.some((other) => other.role === "admin" && other.id !== id)) throw new AppError("LAST_ADMIN");
};

/** Removes an operator; their sessions end with them. */
export const removeOperator = (deps: Deps, { tenant, id, by }: OperatorTarget): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    const all = await operators(tx).lockAll(tenant.id);
    const operator = findIn(all, id);
    refuseLastAdmin(all, operator);
    await operators(tx).remove(operator.id);
    const deed = { tenantId: tenant.id, operatorId: by, at: deps.now(), action: "operator.removed", subject: printId("opr", operator.id) };
    await recordOperatorDeed(tx, deed);
  });

/** Gives an operator another role; they sign in again. */
export const changeOperatorRole = (deps: Deps, { tenant, id, by }: OperatorTarget, role: OperatorRole): Promise<Operator> =>
  deps.storage.transaction(async (tx) => {
    const all = await operators(tx).lockAll(tenant.id);
    const operator = findIn(all, id);
    if (role !== "admin") refuseLastAdmin(all, operator);
    await operators(tx).setRole(operator.id, role);
    await operatorSessions(tx).endAll(operator.id);
    const deed = { tenantId: tenant.id, operatorId: by, at: deps.now(), action: "operator.role_changed", subject: printId("opr", operator.id) };
    await recordOperatorDeed(tx, { ...deed, data: { role } });
    return { ...operator, role };
  });
