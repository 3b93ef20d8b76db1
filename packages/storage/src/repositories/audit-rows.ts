import type { Queryable, Tx } from "../storage.ts";

/** One row of a tenant's trail. */
export interface AuditRow {
  readonly tenantId: string;
  readonly no: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly previousHash: string;
  readonly hash: string;
}

/** The last row of a chain. */
export interface AuditHead {
  readonly no: number;
  readonly hash: string;
}

/** Which rows to list, the latest first; each filter counts alone where it is given. */
export interface AuditQuery {
  readonly tenantId: string;
  readonly actor?: string | undefined;
  /** A whole name, or the beginning of one and `*`. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** Only rows with smaller numbers. */
  readonly before?: number | undefined;
  readonly limit: number;
}

const patternOf = (action: string): string => action.replaceAll(/[\\%_]/g, String.raw`\$&`).replace(/\*$/, "%");

const columns = `tenant_id as "tenantId", no, at, actor, action, subject, data, previous_hash as "previousHash", hash`;

/** The append-only trail; a trigger refuses every change. */
export const auditRows = (db: Queryable) => ({
  /** Holds the chain's end until the transaction ends, so that rows follow one another; a new chain starts at nothing. */
  lockHead: async (tenantId: string): Promise<AuditHead> => {
    const { rows } = await db.query<AuditHead>(
      `insert into audit_heads (tenant_id, no, hash) values ($1, 0, '') on conflict (tenant_id) do update set no = audit_heads.no returning no, hash`,
      [tenantId],
    );
    return rows[0] ?? { no: 0, hash: "" };
  },
  head: async (tenantId: string): Promise<AuditHead> => {
    const { rows } = await db.query<AuditHead>("select no, hash from audit_heads where tenant_id = $1", [tenantId]);
    return rows[0] ?? { no: 0, hash: "" };
  },
  /** Oldest first. */
  after: async (tenantId: string, no: number, limit: number): Promise<readonly AuditRow[]> => {
    const { rows } = await db.query<AuditRow>(`select ${columns} from audit_rows where tenant_id = $1 and no > $2 order by no limit $3`, [
      tenantId,
      no,
      limit,
    ]);
    return rows;
  },
  /** Indexes audit_rows_subject, audit_rows_actor, audit_rows_action, and the primary key without a filter. */
  latest: async (q: AuditQuery): Promise<readonly AuditRow[]> => {
    const { rows } = await db.query<AuditRow>(
      `select ${columns} from audit_rows where tenant_id = $1 and ($2::text is null or actor = $2) and ($3::text is null or action like $3)
         and ($4::text is null or subject = $4) and ($5::bigint is null or no < $5)
       order by no desc limit $6`,
      [q.tenantId, q.actor ?? null, q.action === undefined ? null : patternOf(q.action), q.subject ?? null, q.before ?? null, q.limit],
    );
    return rows;
  },
});

/** Adds a row whose chain's end the transaction holds. */
export const appendAuditRow = async (tx: Tx, r: AuditRow): Promise<void> => {
  await tx.query(
    "insert into audit_rows (tenant_id, no, at, actor, action, subject, data, previous_hash, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    [r.tenantId, r.no, r.at, r.actor, r.action, r.subject, JSON.stringify(r.data), r.previousHash, r.hash],
  );
  await tx.query("update audit_heads set no = $2, hash = $3 where tenant_id = $1", [r.tenantId, r.no, r.hash]);
};
