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
    await db.query("insert into widget_tokens (token_hash, tenant_id, user_external_id, params, expires_at) values ($1, $2, $3, $4, $5)", [
      token.hash,
      token.tenantId,
      token.userExternalId,
      token.params === null ? null : JSON.stringify(token.params),
      token.expiresAt,
    ]);
  },
  /**
   * Uses a token once; null when unknown, late, used, or of the other form: one that stands for stored parameters opens
   * nothing else. One statement, so that no two callers succeed.
   */
  use: async (hash: string, now: Date, form: "bare" | "stored" | "any" = "any"): Promise<WidgetToken | null> => {
    const { rows } = await db.query<WidgetToken>(
      `update widget_tokens set used_at = $2
       where token_hash = $1 and used_at is null and expires_at > $2 and ($3 = 'any' or (params is null) = ($3 = 'bare'))
       returning tenant_id as "tenantId", user_external_id as "userExternalId", params`,
      [hash, now, form],
    );
    return rows[0] ?? null;
  },
  /** Forgets a bounded number of tokens whose time ended before a moment (index widget_tokens_expiry). */
  prune: async (before: Date): Promise<number> => {
    const { rowCount } = await db.query(
      "delete from widget_tokens where token_hash in (select token_hash from widget_tokens where expires_at < $1 limit 1000)",
      [before],
    );
    return rowCount ?? 0;
  },
  /** Remembers the link a used token opened. */
  noteLink: async (hash: string, linkId: string): Promise<void> => {
    await db.query("update widget_tokens set link_id = $2 where token_hash = $1", [hash, linkId]);
  },
  /** Id of the link a token opened; null when it opened none. */
  linkOf: async (hash: string): Promise<string | null> => {
    const { rows } = await db.query<{ link_id: string | null }>("select link_id from widget_tokens where token_hash = $1", [hash]);
    return rows[0]?.link_id ?? null;
  },
});
