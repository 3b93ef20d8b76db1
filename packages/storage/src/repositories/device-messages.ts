import type { Queryable } from "../storage.ts";

/** A one-way message to a person. Delivered is not read. */
export interface DeviceMessage {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly deviceId: string | null;
  readonly kind: "INFO" | "WARNING" | "ERROR";
  readonly banner: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
  readonly readBy: string | null;
}

const columns = `id, tenant_id as "tenantId", user_id as "userId", device_id as "deviceId", kind, banner, text, created_at as "createdAt",
  delivered_at as "deliveredAt", read_at as "readAt", read_by as "readBy"`;

/** Messages to people's devices. */
export const deviceMessages = (db: Queryable) => ({
  create: async (m: Omit<DeviceMessage, "deliveredAt" | "readAt" | "readBy">): Promise<void> => {
    await db.query(
      "insert into device_messages (id, tenant_id, user_id, device_id, kind, banner, text, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
      [m.id, m.tenantId, m.userId, m.deviceId, m.kind, m.banner, m.text, m.createdAt],
    );
  },
  byId: async (tenantId: string, id: string): Promise<DeviceMessage | null> => {
    const { rows } = await db.query<DeviceMessage>(`select ${columns} from device_messages where tenant_id = $1 and id = $2`, [tenantId, id]);
    return rows[0] ?? null;
  },
  /** Newest first (indexes device_messages_tenant, device_messages_user). */
  list: async (
    tenantId: string,
    q: { readonly userId?: string | undefined; readonly before?: string | undefined; readonly limit: number },
  ): Promise<readonly DeviceMessage[]> => {
    const { rows } = await db.query<DeviceMessage>(
      `select ${columns} from device_messages where tenant_id = $1 and ($2::uuid is null or user_id = $2) and ($3::uuid is null or id < $3)
       order by id desc limit $4`,
      [tenantId, q.userId ?? null, q.before ?? null, q.limit],
    );
    return rows;
  },
  /** Not yet opened ones of a device, oldest first (index device_messages_user). */
  waitingFor: async (device: { readonly userId: string; readonly deviceId: string }): Promise<readonly DeviceMessage[]> => {
    const { rows } = await db.query<DeviceMessage>(
      `select ${columns} from device_messages where user_id = $1 and (device_id is null or device_id = $2) and read_at is null order by id limit 50`,
      [device.userId, device.deviceId],
    );
    return rows;
  },
  noteDelivered: async (id: string, now: Date): Promise<void> => {
    await db.query("update device_messages set delivered_at = $2 where id = $1 and delivered_at is null", [id, now]);
  },
  /** The first reading counts. */
  noteRead: async (id: string, deviceId: string, now: Date): Promise<void> => {
    await db.query(
      "update device_messages set read_at = $3, read_by = $2, delivered_at = coalesce(delivered_at, $3) where id = $1 and read_at is null",
      [id, deviceId, now],
    );
  },
});
