import type { Queryable } from "../storage.ts";

/** A short-lived permission to open a session. */
export interface Link {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly kind: string;
  readonly vocabulary: "connect" | "widget";
  readonly singleUse: boolean;
  readonly options: unknown;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly spentAt: Date | null;
}

const columns = `id, tenant_id as "tenantId", user_id as "userId", kind, vocabulary, single_use as "singleUse", options,
  created_at as "createdAt", expires_at as "expiresAt", spent_at as "spentAt"`;

/** Links; the token that opens one is stored as a hash. */
export const links = (db: Queryable) => ({
  create: async (link: Omit<Link, "spentAt"> & { readonly tokenHash: string }): Promise<void> => {
    await db.query(
      `insert into links (id, tenant_id, user_id, kind, vocabulary, token_hash, single_use, options, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        link.id,
        link.tenantId,
        link.userId,
        link.kind,
        link.vocabulary,
        link.tokenHash,
        link.singleUse,
        JSON.stringify(link.options),
        link.createdAt,
        link.expiresAt,
      ],
    );
  },
  byTokenHash: async (hash: string): Promise<Link | null> => {
    const { rows } = await db.query<Link>(`select ${columns} from links where token_hash = $1`, [hash]);
    return rows[0] ?? null;
  },
  byId: async (tenantId: string, id: string): Promise<Link | null> => {
    const { rows } = await db.query<Link>(`select ${columns} from links where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** True for exactly one caller. */
  spend: async (id: string): Promise<boolean> => {
    const { rowCount } = await db.query("update links set spent_at = now() where id = $1 and spent_at is null", [id]);
    return rowCount === 1;
  },
});
