import type { Queryable } from "../storage.ts";

/** Something a person must approve on a device. */
export interface Operation {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly deviceId: string | null;
  readonly externalId: string | null;
  readonly template: string | null;
  readonly banner: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly factor: "PIN" | "TOKEN" | "NONE";
  readonly tokenHash: string | null;
  readonly numberMatch: string | null;
  readonly auditMessage: string | null;
  /** Seconds a sign-in may be old where the PIN is not asked for; null: any age. */
  readonly freshS: number | null;
  /** Until then a device must have taken it up; null: until the deadline. */
  readonly retrieveBy: Date | null;
  /** Wrong tries at its factor that end it, 1 to 5; null: the usual number. */
  readonly maxFailures: number | null;
  /** What made whoever asks careful, in their own words. */
  readonly riskFlags: readonly string[];
  readonly state: "CREATED" | "PUSHED" | "OFFERED" | "RETRIEVED" | "ACCEPTED" | "REJECTED" | "TIMEOUT" | "CANCELLED" | "FAILED";
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly deadline: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly approval: string | null;
  readonly receipt: string | null;
}

/** How an operation ends. */
export interface Decision {
  readonly state: "ACCEPTED" | "REJECTED" | "TIMEOUT" | "CANCELLED" | "FAILED";
  readonly reason: string | null;
  readonly decidedAt: Date;
  readonly decidedBy: string | null;
  readonly approval: string | null;
  readonly receipt: string | null;
}

/** What one device was given of an operation, and whether it has proved its factor. */
export interface OperationView {
  readonly operationId: string;
  readonly deviceId: string;
  readonly nonce: string;
  readonly signed: string;
  readonly provedAt: Date | null;
}

/** Which operations to list, newest first; `before` is the id of the last one seen. */
export interface OperationQuery {
  readonly tenantId: string;
  readonly userId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly state?: string | undefined;
  readonly externalId?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

const columns = `id, tenant_id as "tenantId", user_id as "userId", device_id as "deviceId", external_id as "externalId", template, banner, text, data, factor,
  token_hash as "tokenHash", number_match as "numberMatch", audit_message as "auditMessage", fresh_s as "freshS", retrieve_by as "retrieveBy", max_failures as "maxFailures", risk_flags as "riskFlags", state, reason, created_at as "createdAt", deadline,
  decided_at as "decidedAt", decided_by as "decidedBy", approval, receipt`;
const viewColumns = `operation_id as "operationId", device_id as "deviceId", nonce, signed, proved_at as "provedAt"`;

const findOperations = (db: Queryable) => ({
  byId: async (tenantId: string, id: string): Promise<Operation | null> => {
    const { rows } = await db.query<Operation>(`select ${columns} from operations where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Held until the transaction ends. */
  lock: async (tenantId: string, id: string): Promise<Operation | null> => {
    const { rows } = await db.query<Operation>(`select ${columns} from operations where tenant_id = $1 and id = $2 for update`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Indexes operations_tenant, operations_user. */
  query: async (q: OperationQuery): Promise<readonly Operation[]> => {
    const { rows } = await db.query<Operation>(
      `select ${columns} from operations where tenant_id = $1 and ($2::uuid is null or user_id = $2) and ($3::uuid is null or device_id = $3)
         and ($4::text is null or state = $4) and ($5::text is null or external_id = $5) and ($6::uuid is null or id < $6)
       order by id desc limit $7`,
      [q.tenantId, q.userId ?? null, q.deviceId ?? null, q.state ?? null, q.externalId ?? null, q.before ?? null, q.limit],
    );
    return rows;
  },
  /** Those that concern a connection, newest first (index operations_user). */
  ofConnection: async (userId: string, connectionId: string): Promise<readonly Operation[]> => {
    const { rows } = await db.query<Operation>(
      `select ${columns} from operations where user_id = $1 and data ->> 'connectionId' = $2 and template like 'consent.%' order by id desc limit 100`,
      [userId, connectionId],
    );
    return rows;
  },
  /** How many of a person's ended otherwise than with a yes since a time (index operations_user). */
  countUnwelcome: async (userId: string, since: Date): Promise<number> => {
    const { rows } = await db.query<{ n: number }>(
      "select count(*) as n from operations where user_id = $1 and decided_at > $2 and state in ('REJECTED', 'TIMEOUT')",
      [userId, since],
    );
    return rows[0]?.n ?? 0;
  },
});

const waitingOperations = (db: Queryable) => ({
  /** What waits for a device, oldest first (index operations_user). */
  waitingFor: async (device: { readonly userId: string; readonly deviceId: string }, now: Date): Promise<readonly Operation[]> => {
    const { rows } = await db.query<Operation>(
      `select ${columns} from operations where user_id = $1 and (device_id is null or device_id = $2) and decided_at is null and deadline > $3
         and (retrieve_by is null or retrieve_by > $3 or state = 'RETRIEVED')
       order by id limit 50`,
      [device.userId, device.deviceId, now],
    );
    return rows;
  },
  /** Undecided ones that a session waits for (index operations_user). */
  openOfSession: async (userId: string, sessionId: string): Promise<readonly Operation[]> => {
    const { rows } = await db.query<Operation>(
      `select ${columns} from operations where user_id = $1 and data ->> 'sessionId' = $2 and decided_at is null order by id limit 50`,
      [userId, sessionId],
    );
    return rows;
  },
  /** What waits in a tenant (index operations_due). */
  waitingOfTenant: async (tenantId: string, now: Date): Promise<readonly Operation[]> => {
    const { rows } = await db.query<Operation>(
      `select ${columns} from operations where tenant_id = $1 and decided_at is null and deadline > $2 order by deadline limit 1000`,
      [tenantId, now],
    );
    return rows;
  },
  /** How many of a person's wait (index operations_user). */
  countWaiting: async (userId: string, now: Date): Promise<number> => {
    const { rows } = await db.query<{ n: number }>(
      "select count(*) as n from operations where user_id = $1 and decided_at is null and deadline > $2",
      [userId, now],
    );
    return rows[0]?.n ?? 0;
  },
  /** Undecided ones of a tenant whose time is over (index operations_due); claimed by one process. */
  claimLate: async (tenantId: string, now: Date): Promise<readonly Operation[]> => {
    const { rows } = await db.query<Operation>(
      `select ${columns} from operations where tenant_id = $1 and decided_at is null
         and (deadline <= $2 or (retrieve_by <= $2 and state <> 'RETRIEVED')) order by deadline limit 100 for update skip locked`,
      [tenantId, now],
    );
    return rows;
  },
  /** Tenants with undecided operations. */
  tenantsWaiting: async (): Promise<readonly string[]> => {
    const { rows } = await db.query<{ tenantId: string }>(`select distinct tenant_id as "tenantId" from operations where decided_at is null`);
    return rows.map(({ tenantId }) => tenantId);
  },
});

const changeOperations = (db: Queryable) => ({
  /** False when the external id is taken. */
  create: async (o: Omit<Operation, "reason" | "decidedAt" | "decidedBy" | "approval" | "receipt">): Promise<boolean> => {
    const { rowCount } = await db.query(
      `insert into operations (id, tenant_id, user_id, device_id, external_id, template, banner, text, data, factor, token_hash, number_match,
         audit_message, state, created_at, deadline, fresh_s, retrieve_by, max_failures, risk_flags)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) on conflict (tenant_id, external_id) do nothing`,
      [
        o.id,
        o.tenantId,
        o.userId,
        o.deviceId,
        o.externalId,
        o.template,
        o.banner,
        o.text,
        JSON.stringify(o.data),
        o.factor,
        o.tokenHash,
        o.numberMatch,
        o.auditMessage,
        o.state,
        o.createdAt,
        o.deadline,
        o.freshS,
        o.retrieveBy,
        o.maxFailures,
        JSON.stringify(o.riskFlags),
      ],
    );
    return rowCount === 1;
  },
  /** Moves an undecided operation on, never back. */
  advance: async (id: string, state: "PUSHED" | "OFFERED" | "RETRIEVED"): Promise<void> => {
    await db.query(
      "update operations set state = $2 where id = $1 and decided_at is null and state <> 'RETRIEVED' and ($2 <> 'PUSHED' or state = 'CREATED')",
      [id, state],
    );
  },
  /** Compare and set: true for exactly the first final state. */
  decide: async (id: string, d: Decision): Promise<boolean> => {
    const { rowCount } = await db.query(
      `update operations set state = $2, reason = $3, decided_at = $4, decided_by = $5, approval = $6, receipt = $7 where id = $1 and decided_at is null`,
      [id, d.state, d.reason, d.decidedAt, d.decidedBy, d.approval, d.receipt],
    );
    return rowCount === 1;
  },
});

const operationFactors = (db: Queryable) => ({
  /** Charges a try at the factor before it is looked at; answers which try it is, null when there is none left. */
  chargeFactor: async (id: string, most: number): Promise<number | null> => {
    const { rows } = await db.query<{ n: number }>(
      "update operations set token_failures = token_failures + 1 where id = $1 and token_failures < $2 returning token_failures as n",
      [id, most],
    );
    return rows[0]?.n ?? null;
  },
  /** Takes a charged try back: it was right. */
  refundFactor: async (id: string): Promise<void> => {
    await db.query("update operations set token_failures = token_failures - 1 where id = $1 and token_failures > 0", [id]);
  },
  /** The operation, when it is undecided and bears no try at its factor any more; held until the transaction ends. */
  claimUsedUp: async (id: string): Promise<Operation | null> => {
    const { rows } = await db.query<Operation>(
      `select ${columns} from operations where id = $1 and decided_at is null and token_failures >= max_failures for update`,
      [id],
    );
    return rows[0] ?? null;
  },
});

const operationViews = (db: Queryable) => ({
  view: async (operationId: string, deviceId: string): Promise<OperationView | null> => {
    const { rows } = await db.query<OperationView>(`select ${viewColumns} from operation_views where operation_id = $1 and device_id = $2`, [
      operationId,
      deviceId,
    ]);
    return rows[0] ?? null;
  },
  /** Gives an operation to a device; a second time the first view stays. */
  give: async (v: Omit<OperationView, "provedAt">, now: Date): Promise<OperationView> => {
    const { rows } = await db.query<OperationView>(
      `insert into operation_views (operation_id, device_id, nonce, signed, created_at) values ($1, $2, $3, $4, $5)
       on conflict (operation_id, device_id) do update set nonce = operation_views.nonce returning ${viewColumns}`,
      [v.operationId, v.deviceId, v.nonce, v.signed, now],
    );
    return rows[0] ?? { ...v, provedAt: null };
  },
  noteProof: async (operationId: string, deviceId: string, now: Date): Promise<void> => {
    await db.query("update operation_views set proved_at = $3 where operation_id = $1 and device_id = $2", [operationId, deviceId, now]);
  },
  /** Devices that hold an operation. */
  holders: async (operationId: string): Promise<readonly string[]> => {
    const { rows } = await db.query<{ deviceId: string }>(`select device_id as "deviceId" from operation_views where operation_id = $1`, [
      operationId,
    ]);
    return rows.map(({ deviceId }) => deviceId);
  },
});

/** Operations. The first final state stays: whoever comes later reads it. */
export const operations = (db: Queryable) => ({
  ...findOperations(db),
  ...waitingOperations(db),
  ...changeOperations(db),
  ...operationFactors(db),
  ...operationViews(db),
});
