import type { Queryable } from "../storage.ts";

/** Where a key was used. */
export interface IdempotencyScope {
  readonly tenantId: string;
  readonly route: string;
  readonly key: string;
}

/** What is known of a key: new, still running, used for another body, or answered. */
export type IdempotencyState =
  | { readonly state: "new" }
  | { readonly state: "running" }
  | { readonly state: "other_body" }
  | { readonly state: "answered"; readonly status: number; readonly body: unknown };

interface Row {
  readonly request_hash: string;
  readonly status: number | null;
  readonly body: unknown;
}

/** Idempotency keys of the native API (security.md, "Idempotency-Key"). */
export const idempotencyKeys = (db: Queryable) => ({
  begin: async ({ tenantId, route, key }: IdempotencyScope, requestHash: string): Promise<IdempotencyState> => {
    await db.query("delete from idempotency_keys where tenant_id = $1 and route = $2 and key = $3 and created_at < now() - interval '24 hours'", [
      tenantId,
      route,
      key,
    ]);
    const { rowCount } = await db.query(
      "insert into idempotency_keys (tenant_id, route, key, request_hash) values ($1, $2, $3, $4) on conflict do nothing",
      [tenantId, route, key, requestHash],
    );
    if (rowCount === 1) return { state: "new" };
    const { rows } = await db.query<Row>("select request_hash, status, body from idempotency_keys where tenant_id = $1 and route = $2 and key = $3", [
      tenantId,
      route,
      key,
    ]);
    const [row] = rows;
    if (!row || (row.request_hash === requestHash && row.status === null)) return { state: "running" };
    if (row.request_hash !== requestHash || row.status === null) return { state: "other_body" };
    return { state: "answered", status: row.status, body: row.body };
  },
  finish: async ({ tenantId, route, key }: IdempotencyScope, answer: { readonly status: number; readonly body: unknown }): Promise<void> => {
    await db.query("update idempotency_keys set status = $4, body = $5 where tenant_id = $1 and route = $2 and key = $3", [
      tenantId,
      route,
      key,
      answer.status,
      JSON.stringify(answer.body),
    ]);
  },
  /** Forgets the answers in which any of these names stands: a person's, who is being erased. */
  forgetNaming: async (tenantId: string, names: readonly string[]): Promise<void> => {
    await db.query(
      "delete from idempotency_keys where tenant_id = $1 and exists (select from unnest($2::text[]) as name where strpos(body::text, name) > 0)",
      [tenantId, names.map((name) => JSON.stringify(name))],
    );
  },
  /** Forgets answers that count no more. Index idempotency_keys_age. */
  forgetOld: async (): Promise<void> => {
    await db.query("delete from idempotency_keys where created_at < now() - interval '24 hours'");
  },
  /** Lets a failed request be tried again with the same key. */
  release: async ({ tenantId, route, key }: IdempotencyScope): Promise<void> => {
    await db.query("delete from idempotency_keys where tenant_id = $1 and route = $2 and key = $3 and status is null", [tenantId, route, key]);
  },
});
