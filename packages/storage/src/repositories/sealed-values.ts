import pg from "pg";
import type { Queryable } from "../storage.ts";

/** Where envelopes of the vault stand, and what each is sealed for. Whoever seals something new adds its place here. */
interface Place {
  /** With its schema where that is not the usual one. */
  readonly table: string;
  readonly column: string;
  readonly key: readonly string[];
  /** Where in the column's value; `*` is each element of a list. */
  readonly envelopes: readonly { readonly path: readonly string[]; readonly purpose: string }[];
  readonly join?: string;
  /** What else tells which rows are meant. */
  readonly only?: string;
  readonly tenant: string;
  readonly user: string;
  /** Text, or a list that is printed as JSON. */
  readonly owner: string;
  /** `json` where the column is not binary. */
  readonly type?: "json";
}

const itself = (purpose: string): Place["envelopes"] => [{ path: [], purpose }];
const nobody = "''";
const ownedById = { key: ["id"], tenant: "v.tenant_id", user: nobody, owner: "v.id" };

const places: readonly Place[] = [
  { ...ownedById, table: "connections", column: "access_sealed", envelopes: itself("access"), user: "v.user_id" },
  {
    ...ownedById,
    table: "accounts",
    column: "number_sealed",
    envelopes: itself("account_number"),
    join: "join connections c on c.id = v.connection_id",
    user: "c.user_id",
    owner: "v.connection_id",
  },
  {
    ...ownedById,
    table: "sessions",
    column: "secrets",
    envelopes: [
      { path: ["state"], purpose: "sign_in_state" },
      { path: ["returned"], purpose: "oauth_return" },
      { path: ["access"], purpose: "access" },
    ],
    user: "v.user_id",
  },
  { ...ownedById, table: "webhook_endpoints", column: "keys", envelopes: [{ path: ["*", "sealed"], purpose: "webhook_key" }] },
  {
    table: "push_gateways",
    column: "keys",
    key: ["tenant_id", "prefix"],
    envelopes: [{ path: ["*", "sealed"], purpose: "webhook_key" }],
    tenant: "v.tenant_id",
    user: nobody,
    owner: "'push:' || v.prefix",
  },
  {
    table: "connect_webhooks",
    column: "headers_sealed",
    key: ["link_id"],
    envelopes: itself("webhook_headers"),
    join: "join webhook_endpoints e on e.id = v.endpoint_id",
    tenant: "e.tenant_id",
    user: nobody,
    owner: "v.link_id",
  },
  {
    table: "webhook_partner_secrets",
    column: "sealed",
    key: ["tenant_id"],
    envelopes: itself("partner_secret"),
    tenant: "v.tenant_id",
    user: nobody,
    owner: "v.tenant_id",
  },
  { ...ownedById, table: "event_sinks", column: "sealed", envelopes: itself("sink_secrets") },
  { ...ownedById, table: "oidc_clients", column: "secret_sealed", envelopes: itself("oidc_secret") },
  { ...ownedById, table: "oidc_clients", column: "previous_secret_sealed", envelopes: itself("oidc_secret") },
  { ...ownedById, table: "auth_requests", column: "redirect_sealed", envelopes: itself("auth_request"), user: "v.user_id" },
  {
    table: "backchannel_approvals",
    column: "request_sealed",
    key: ["operation_id"],
    envelopes: itself("backchannel_request"),
    tenant: "v.tenant_id",
    user: nobody,
    owner: "v.operation_id",
  },
  { ...ownedById, table: "devices", column: "push_token", envelopes: itself("push_token"), user: "v.user_id" },
  { ...ownedById, table: "devices", column: "seed", envelopes: itself("offline_seed"), user: "v.user_id", owner: "v.id || '|' || v.seed_id" },
  { ...ownedById, table: "pin_tries", column: "server_state", envelopes: itself("pin_try"), tenant: nobody },
  {
    table: "device_properties",
    column: "sealed",
    key: ["tenant_id", "owner", "owner_id", "key"],
    envelopes: itself("property"),
    tenant: "v.tenant_id",
    user: "v.owner",
    owner: "jsonb_build_array(v.owner_id, v.key, v.version)",
  },
  { ...ownedById, table: "operators", column: "totp", envelopes: itself("operator_totp"), user: "v.id" },
  {
    table: "operator_invitations",
    column: "totp",
    key: ["token_hash"],
    envelopes: itself("operator_totp"),
    tenant: "v.tenant_id",
    user: "v.operator_id",
    owner: "v.operator_id",
  },
  {
    table: "idempotency_keys",
    column: "body",
    key: ["tenant_id", "route", "key"],
    envelopes: [{ path: ["url"], purpose: "link_address" }],
    // A program may write anything into an answer that is kept.
    only: "v.body #>> '{url,v}' = '1'",
    tenant: "v.tenant_id",
    user: nobody,
    owner: "jsonb_build_array(v.route, v.key)",
  },
  {
    table: "graphile_worker._private_jobs",
    column: "payload",
    key: ["id"],
    envelopes: [{ path: ["access"], purpose: "access" }],
    join: "join graphile_worker._private_tasks t on t.id = v.task_id",
    only: "t.identifier = 'access.revoke'",
    tenant: "v.payload ->> 'tenantId'",
    user: "v.payload ->> 'userId'",
    owner: "v.payload ->> 'connectionId'",
    type: "json",
  },
];

/** A column that holds envelopes. */
export type SealedPlace = Pick<Place, "table" | "column" | "envelopes">;

/** The columns that hold envelopes of the vault. */
export const sealedPlaces: readonly SealedPlace[] = places;

/** A value with envelopes in it, as it stood. */
export interface SealedValue {
  readonly key: readonly string[];
  readonly value: unknown;
  readonly tenantId: string;
  readonly userId: string;
  readonly ownerId: string;
}

/** How many envelopes of a column a key-encryption key holds. */
export interface SealedCount {
  readonly place: string;
  readonly kek: string;
  readonly count: number;
}

const placeOf = ({ table, column }: SealedPlace): Place => {
  const place = places.find((one) => one.table === table && one.column === column);
  if (!place) throw new TypeError(`${table}.${column} holds no envelopes`);
  return place;
};

const rowsOf = ({ table, join = "" }: Place): string => `from ${table} v ${join}`;
const keyOf = ({ key }: Place): string => `array[${key.map((name) => `v.${name}::text`).join(", ")}]::text[]`;
const keksIn = ({ column }: Pick<Place, "column">): string => `jsonb_path_query(v.${column}::jsonb, 'strict $.**.kek')`;

const columnsOf = ({ key }: Place): string => key.map((name) => `v.${name}`).join(", ");
const valuesFrom = ({ key }: Place, first: number): string => key.map((_name, at) => `$${first + at}`).join(", ");

// No index knows which key an envelope names: all pages together go through the table once, along its primary key.
const pageSql = (place: Place, after: readonly string[]): string => `
  select ${keyOf(place)} as key, v.${place.column} as value,
    ${place.tenant} as "tenantId", ${place.user} as "userId", ${place.owner} as "ownerId"
  ${rowsOf(place)}
  where v.${place.column} is not null
    and ${place.only ?? "true"}
    and exists (select from ${keksIn(place)} k where k #>> '{}' <> $1)
    and ${after.length === 0 ? "true" : `(${columnsOf(place)}) > (${valuesFrom(place, 3)})`}
  order by ${columnsOf(place)}
  limit $2`;

const replaceSql = (place: Place): string => `
  update ${place.table} v set ${place.column} = $1::${place.type ?? "jsonb"}
  where (${columnsOf(place)}) = (${valuesFrom(place, 3)}) and v.${place.column}::jsonb = $2::jsonb`;

interface Row extends Omit<SealedValue, "ownerId"> {
  readonly ownerId: unknown;
}

/** The values that the vault sealed, wherever they stand. */
export const sealedValues = (db: Queryable) => ({
  /** Values of a column with an envelope that another key than this one holds, after a row (empty: from the first), in the order of their keys. */
  othersThan: async (place: SealedPlace, kek: string, { after, limit }: { readonly after: readonly string[]; readonly limit: number }) => {
    const { rows } = await db.query<Row>(pageSql(placeOf(place), after), [kek, limit, ...after]);
    return rows.map((row): SealedValue => ({ ...row, ownerId: typeof row.ownerId === "string" ? row.ownerId : JSON.stringify(row.ownerId) }));
  },

  /** Puts a value in the place of the one that was read; false: somebody else wrote, or the row is gone. */
  replace: async (place: SealedPlace, { key, value }: Pick<SealedValue, "key" | "value">, next: unknown): Promise<boolean> => {
    const { rowCount } = await db.query(replaceSql(placeOf(place)), [JSON.stringify(next), JSON.stringify(value), ...key]);
    return rowCount === 1;
  },

  /** Which keys hold how many envelopes, by column. */
  counts: async (): Promise<readonly SealedCount[]> => {
    const found: SealedCount[] = [];
    for (const place of places) {
      const { rows } = await db.query<{ kek: string; count: number }>(
        `select k #>> '{}' as kek, count(*)::int as count ${rowsOf(place)}, ${keksIn(place)} k where ${place.only ?? "true"} group by 1`,
      );
      found.push(...rows.map(({ kek, count }) => ({ place: `${place.table}.${place.column}`, kek, count })));
    }
    return found;
  },

  /** Every column of JSON that names a key, in the catalogue or not: what says so, says it before a key is put aside. */
  naming: async (kek: string): Promise<readonly SealedCount[]> => {
    const found: SealedCount[] = [];
    for (const { schema, table, column } of await jsonColumns(db)) {
      const at = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
      const { rows } = await db.query<{ count: number }>(
        `select count(*)::int as count from ${at} v where position($1 in v.${pg.escapeIdentifier(column)}::text) > 0`,
        [kek],
      );
      const count = rows[0]?.count ?? 0;
      if (count > 0) found.push({ place: schema === "public" ? `${table}.${column}` : `${schema}.${table}.${column}`, kek, count });
    }
    return found;
  },
});

// The log is left out: what it holds is written by schemas that have no place for an envelope, and it can be very large.
const jsonColumns = async (db: Queryable): Promise<readonly { readonly schema: string; readonly table: string; readonly column: string }[]> => {
  const { rows } = await db.query<{ schema: string; table: string; column: string }>(
    `select n.nspname as schema, c.relname as table, a.attname as column
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.atttypid in ('json'::regtype, 'jsonb'::regtype)
       and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_temp%'
       and not exists (select from pg_inherits i where i.inhrelid = c.oid and i.inhparent = 'events'::regclass)`,
  );
  return rows;
};
