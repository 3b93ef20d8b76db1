import type { Queryable } from "../storage.ts";

/** What a one-time widget token stands for; v1 tokens carry no parameters. */
export interface WidgetToken {
  readonly tenantId: string;
  readonly userExternalId: string;
  readonly params: unknown;
}

/** One-time tokens of the widget face, stored as hashes (rulings.md 2). */
export const widgetTokens = (db: Queryable) => ({
  issue: async (token: WidgetToken & { readonly hash: string; readonly expiresAt: Date }): Promise<void> => {
    await db.query(
      "insert into widget_tokens (token_hash, tenant_id, user_external_id, params, expires_at) values ($1, $2, $3, $4, $5)",
      [token.hash, token.tenantId, token.userExternalId, token.params === null ? null : JSON.stringify(token.params), token.expiresAt],
    );
  },
  /** Uses a token once; null when unknown, late or used. One statement, so that no two callers succeed. */
  use: async (hash: string, now: Date): Promise<WidgetToken | null> => {
    const { rows } = await db.query<WidgetToken>(
      `update widget_tokens set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
       returning tenant_id as "tenantId", user_external_id as "userExternalId", params`,
      [hash, now],
    );
    return rows[0] ?? null;
  },
});
