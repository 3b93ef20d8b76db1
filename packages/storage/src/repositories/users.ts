import { randomBytes } from "node:crypto";
import { newId } from "../new-id.ts";
import type { Queryable } from "../storage.ts";

/** A person of one tenant. */
export interface User {
  readonly id: string;
  readonly no: number;
  readonly tenantId: string;
  readonly externalId: string | null;
  readonly hexId: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  /** `user`: made by a one-time flow of the Connections face. */
  readonly managedBy: "client" | "user";
  /** The OIDC client that made the person; null for every other way. */
  readonly oidcClientId: string | null;
  /** When a token was last issued for the person, give or take seconds. */
  readonly lastAccessedAt: Date | null;
}

const columns = `id, no, tenant_id as "tenantId", external_id as "externalId", hex_id as "hexId", profile, created_at as "createdAt",
  managed_by as "managedBy", oidc_client_id as "oidcClientId", last_accessed_at as "lastAccessedAt"`;

interface NewUser {
  readonly externalId: string | null;
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly managedBy?: "client" | "user";
  readonly oidcClientId?: string;
}

const insert = async (db: Queryable, tenantId: string, user: NewUser): Promise<User | null> => {
  const hexId = randomBytes(12).toString("hex");
  const { rows } = await db.query<User>(
    `insert into users (id, tenant_id, external_id, hex_id, profile, managed_by, oidc_client_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, now())
     on conflict (tenant_id, external_id) do nothing returning ${columns}`,
    [newId(), tenantId, user.externalId, hexId, user.profile ?? {}, user.managedBy ?? "client", user.oidcClientId ?? null],
  );
  return rows[0] ?? null;
};

const UNIQUE_VIOLATION = "23505";
const isTaken = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;

/** What becomes different of a person; what is left out stays. */
interface UserChange {
  readonly externalId?: string | null;
  readonly profile?: User["profile"];
}

const change = async (db: Queryable, { tenantId, id, externalId, profile }: User, wish: UserChange): Promise<User | null> => {
  const name = wish.externalId === undefined ? externalId : wish.externalId;
  const sql = `update users set external_id = $3, profile = $4 where tenant_id = $1 and id = $2 returning ${columns}`;
  try {
    const { rows } = await db.query<User>(sql, [tenantId, id, name, wish.profile ?? profile]);
    return rows[0] ?? null;
  } catch (error) {
    if (isTaken(error)) return null; // the transaction is lost with it
    throw error;
  }
};

/** Which people to list. */
export interface UserQuery {
  readonly externalId: string | null;
  /** Part of the external id, a name or the e-mail address. */
  readonly search?: string | null;
  /** Only these. */
  readonly ids?: readonly string[] | null;
  /** True: the latest first. */
  readonly newest?: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** The people of a tenant. An id of another tenant is unknown. */
export const users = (db: Queryable) => {
  const one = async (condition: string, tenantId: string, value: unknown): Promise<User | null> => {
    const { rows } = await db.query<User>(`select ${columns} from users where tenant_id = $1 and ${condition}`, [tenantId, value]);
    return rows[0] ?? null;
  };
  return {
    byId: (tenantId: string, id: string) => one("id = $2", tenantId, id),
    byNo: (tenantId: string, no: number) => one("no = $2", tenantId, no),
    byHexId: (tenantId: string, hexId: string) => one("hex_id = $2", tenantId, hexId),
    byExternalId: (tenantId: string, externalId: string) => one("external_id = $2", tenantId, externalId),
    /** Null when the external id is taken. */
    create: (tenantId: string, user: NewUser) => insert(db, tenantId, user),
    findOrCreateByExternalId: async (tenantId: string, externalId: string): Promise<User> => {
      const user = (await one("external_id = $2", tenantId, externalId)) ?? (await insert(db, tenantId, { externalId }));
      return user ?? users(db).findOrCreateByExternalId(tenantId, externalId);
    },
    /** In order of creation, or against it; `offset` and `limit` count rows. */
    list: async (
      tenantId: string,
      { externalId, search = null, ids = null, newest = false, offset, limit }: UserQuery,
    ): Promise<{ readonly total: number; readonly users: readonly User[] }> => {
      const filter = `tenant_id = $1 and ($2::text is null or external_id = $2) and ($3::text is null
        or strpos(lower(concat_ws(' ', external_id, profile ->> 'firstName', profile ->> 'lastName', profile ->> 'email')), lower($3)) > 0)
        and ($4::uuid[] is null or id = any($4))`;
      const given = [tenantId, externalId, search, ids];
      const total = await db.query<{ n: number }>(`select count(*) as n from users where ${filter}`, given);
      const order = newest ? "no desc" : "no";
      const { rows } = await db.query<User>(`select ${columns} from users where ${filter} order by ${order} offset $5 limit $6`, [
        ...given,
        offset,
        limit,
      ]);
      return { total: total.rows[0]?.n ?? 0, users: rows };
    },
    /** The external ids of some of them (primary key). */
    externalIds: async (tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> => {
      const sql = `select id, external_id as "externalId" from users where tenant_id = $1 and id = any($2::uuid[])`;
      const { rows } = await db.query<Pick<User, "id" | "externalId">>(sql, [tenantId, ids]);
      return new Map(rows.map(({ id, externalId }) => [id, externalId]));
    },
    /** Null when the external id is taken by somebody else. */
    change: (user: User, wish: UserChange) => change(db, user, wish),
    /** Notes when tokens were issued, many people at once. */
    noteAccess: async (seen: ReadonlyMap<string, Date>): Promise<void> => {
      await db.query(
        `update users set last_accessed_at = seen.at from unnest($1::uuid[], $2::timestamptz[]) as seen (id, at) where users.id = seen.id`,
        [[...seen.keys()], [...seen.values()]],
      );
    },
    /** Held until the transaction ends, so that one erases; false when they are gone. Rows that name the person may still be written. */
    hold: async (tenantId: string, id: string): Promise<boolean> => {
      const { rowCount } = await db.query("select 1 from users where tenant_id = $1 and id = $2 for no key update", [tenantId, id]);
      return rowCount === 1;
    },
    remove: async (tenantId: string, id: string): Promise<boolean> => {
      const { rowCount } = await db.query("delete from users where tenant_id = $1 and id = $2", [tenantId, id]);
      return rowCount === 1;
    },
  };
};
