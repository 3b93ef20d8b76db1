import { reminderPlan, usualPlan, type ReminderPlan } from "@drawbridge/domain";
import { reminderWishes, type Storage } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { AppError } from "../http/app-error.ts";

/** Days before the end of a consent at which it is told. */
export const LeadDays = Type.Array(Type.Integer({ minimum: 1, maximum: 90 }), { minItems: 1, maxItems: 12, uniqueItems: true });
export type LeadDays = Static<typeof LeadDays>;

/** When the ends of a tenant's consents are told: by its own plan, and by those of its clients. */
export interface TenantPlans {
  readonly own: ReminderPlan;
  /** The tenant's own among them; each once. */
  readonly all: readonly ReminderPlan[];
}

/** Plans by tenant, remembered for seconds: every sync asks for them. */
export interface ReminderPlans {
  readonly of: (tenantId: string) => Promise<TenantPlans>;
  /** After a change by this process. */
  readonly forget: (tenantId: string) => void;
}

const REMEMBERED_MS = 30_000; // another process hears of a change within that time

/** Refuses lead times of which two would remind within 48 hours. */
export const checkLeadDays = (leadDays: LeadDays): void => {
  if (!reminderPlan(leadDays)) throw new AppError("VALIDATION_FAILED", { detail: "lead times lie at least two days apart" });
};

const planOf = (leadDays: readonly number[]): ReminderPlan => reminderPlan(leadDays) ?? usualPlan;

const load = async (storage: Storage, tenantId: string): Promise<TenantPlans> => {
  const { tenant, clients } = await reminderWishes(storage.pool).of(tenantId);
  const own = tenant ? planOf(tenant) : usualPlan;
  const all = new Map([own, ...clients.map(planOf)].map((plan) => [plan.name, plan]));
  return { own, all: [...all.values()] };
};

/** Makes the memory of plans. */
export const createReminderPlans = (storage: Storage): ReminderPlans => {
  const known = new Map<string, { readonly plans: TenantPlans; readonly until: number }>();
  return {
    of: async (tenantId) => {
      const remembered = known.get(tenantId);
      if (remembered && remembered.until > performance.now()) return remembered.plans;
      const plans = await load(storage, tenantId);
      known.set(tenantId, { plans, until: performance.now() + REMEMBERED_MS });
      return plans;
    },
    forget: (tenantId) => void known.delete(tenantId),
  };
};
