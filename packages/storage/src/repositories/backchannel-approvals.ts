import type { Queryable } from "../storage.ts";

/** Which operation answers which request of the back channel. */
export interface BackchannelApproval {
  readonly operationId: string;
  readonly tenantId: string;
  readonly oidcClientId: string;
  readonly requestSealed: unknown;
}

/** Approvals that clients wait for. */
export const backchannelApprovals = (db: Queryable) => ({
  create: async ({ operationId, tenantId, oidcClientId, requestSealed }: BackchannelApproval): Promise<void> => {
    await db.query("insert into backchannel_approvals (operation_id, tenant_id, oidc_client_id, request_sealed) values ($1, $2, $3, $4)", [
      operationId,
      tenantId,
      oidcClientId,
      JSON.stringify(requestSealed),
    ]);
  },
  byOperation: async (operationId: string): Promise<BackchannelApproval | null> => {
    const { rows } = await db.query<BackchannelApproval>(
      `select operation_id as "operationId", tenant_id as "tenantId", oidc_client_id as "oidcClientId", request_sealed as "requestSealed"
       from backchannel_approvals where operation_id = $1`,
      [operationId],
    );
    return rows[0] ?? null;
  },
});
