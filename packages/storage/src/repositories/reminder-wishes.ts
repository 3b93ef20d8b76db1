import type { Queryable } from "../storage.ts";

/** Lead times as they were set; null: never. */
export interface ReminderWishes {
  readonly tenant: readonly number[] | null;
  readonly clients: readonly (readonly number[])[];
}

/** Lead times of reminders, in the settings of tenants and of their clients. */
export const reminderWishes = (db: Queryable) => ({
  /** Index oidc_clients_tenant. */
  of: async (tenantId: string): Promise<ReminderWishes> => {
    const { rows } = await db.query<ReminderWishes>(
      `select nullif(t.settings -> 'reminderLeadDays', 'null') as tenant,
         (select coalesce(jsonb_agg(distinct c.settings -> 'reminderLeadDays'), '[]') from oidc_clients c
          where c.tenant_id = t.id and jsonb_typeof(c.settings -> 'reminderLeadDays') = 'array') as clients
       from tenants t where t.id = $1`,
      [tenantId],
    );
    return rows[0] ?? { tenant: null, clients: [] };
  },
});
