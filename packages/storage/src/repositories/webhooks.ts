import type { DisableReason, WebhookFormat } from "@drawbridge/contract";
import { prepared } from "../prepared.ts";
import type { Queryable } from "../storage.ts";

/**
 * Where a tenant wants webhooks. `keys` belongs to the sender; a `connect` endpoint stands for an address named by links,
 * a `connections` one is the address of a client of the identity server, a `consent` one hears of consents only.
 */
export interface WebhookEndpoint {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: "native" | "connect" | "connections" | "consent";
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly string[];
  readonly keys: unknown;
  readonly createdAt: Date;
  readonly lastSuccessAt: Date | null;
  readonly disabledAt: Date | null;
  readonly disabledReason: DisableReason | null;
  readonly removedAt: Date | null;
  /** Of `connections` endpoints only. */
  readonly clientId: string | null;
  readonly format: WebhookFormat | null;
}

/** An endpoint as it is registered. */
export type NewWebhookEndpoint = Omit<WebhookEndpoint, "lastSuccessAt" | "disabledAt" | "disabledReason" | "removedAt" | "clientId" | "format">;

/** What one link asked of its webhooks. */
export interface ConnectWebhookRow {
  readonly linkId: string;
  readonly endpointId: string;
  readonly contentType: string;
  readonly consumerId: string | null;
  readonly data: unknown;
  readonly headersSealed: unknown;
}

/** The webhook of a session's link, with what its payloads need. */
export interface SessionWebhook {
  readonly linkId: string;
  readonly endpointId: string;
  readonly contentType: string;
  readonly consumerId: string | null;
  readonly data: unknown;
  readonly mode: "full" | "lite" | "fix";
  readonly customerNo: number;
}

/** Who wants to hear of the events of one session. */
export interface Subscribers {
  readonly native: readonly { readonly id: string; readonly eventTypes: readonly string[] }[];
  readonly connect: SessionWebhook | null;
  readonly connections: readonly {
    readonly id: string;
    readonly clientId: string;
    readonly eventTypes: readonly string[];
    /** Lead times of reminders, where the client has its own. */
    readonly leadDays: readonly number[] | null;
  }[];
  readonly consent: readonly { readonly id: string }[];
}

const columns = `id, tenant_id as "tenantId", kind, url, description, event_types as "eventTypes", keys, created_at as "createdAt",
  last_success_at as "lastSuccessAt", disabled_at as "disabledAt", disabled_reason as "disabledReason", removed_at as "removedAt", client_id as "clientId", format`;

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

interface SubscriberRow extends SessionWebhook {
  readonly kind: WebhookEndpoint["kind"];
  readonly eventTypes: readonly string[];
  readonly clientId: string | null;
  readonly leadDays: readonly number[] | null;
}

// One round trip, as it is paid by every step of every session. Indexes webhook_endpoints_tenant, webhook_endpoints_connections,
// webhook_endpoints_consent and primary keys.
const subscribers = prepared(
  "webhooks.subscribers",
  `
  select 'native' as kind, id as "endpointId", event_types as "eventTypes", null::uuid as "linkId", null as "contentType",
    null as "consumerId", null::jsonb as data, null as mode, null::bigint as "customerNo", null as "clientId", null::jsonb as "leadDays"
  from webhook_endpoints where tenant_id = $1 and kind = 'native' and removed_at is null and disabled_at is null
  union all
  select 'connections', w.id, w.event_types, null, null, null, null, null, null, w.client_id, nullif(c.settings -> 'reminderLeadDays', 'null')
  from webhook_endpoints w join oidc_clients c on c.id = w.client_id
  where w.tenant_id = $1 and w.kind = 'connections' and w.removed_at is null and w.disabled_at is null
  union all
  select 'consent', id, event_types, null, null, null, null, null, null, null, null
  from webhook_endpoints where tenant_id = $1 and kind = 'consent' and removed_at is null and disabled_at is null
  union all
  select 'connect', w.endpoint_id, '{}', w.link_id, w.content_type, w.consumer_id, w.data, l.options ->> 'mode', u.no, null, null
  from sessions s
  join connect_webhooks w on w.link_id = s.link_id
  join links l on l.id = s.link_id
  join users u on u.id = s.user_id
  where s.id = $2`,
);

const subscribersOf = async (db: Queryable, tenantId: string, sessionId: string | null): Promise<Subscribers> => {
  const { rows } = await db.query<SubscriberRow>(subscribers([tenantId, sessionId]));
  return {
    native: rows.flatMap(({ kind, endpointId, eventTypes }) => (kind === "native" ? [{ id: endpointId, eventTypes }] : [])),
    connect: rows.find(({ kind }) => kind === "connect") ?? null,
    connections: rows.flatMap(({ kind, endpointId, eventTypes, clientId, leadDays }) =>
      kind === "connections" && clientId !== null ? [{ id: endpointId, clientId, eventTypes, leadDays }] : [],
    ),
    consent: rows.flatMap(({ kind, endpointId }) => (kind === "consent" ? [{ id: endpointId }] : [])),
  };
};

const create = async (db: Queryable, e: NewWebhookEndpoint): Promise<void> => {
  await db.query(
    `insert into webhook_endpoints (id, tenant_id, kind, url, description, event_types, keys, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [e.id, e.tenantId, e.kind, e.url, e.description, e.eventTypes, JSON.stringify(e.keys), e.createdAt],
  );
};

const one = async (db: Queryable, condition: string, values: readonly unknown[]): Promise<WebhookEndpoint | null> => {
  const { rows } = await db.query<WebhookEndpoint>(`select ${columns} from webhook_endpoints where ${condition}`, [...values]);
  return rows[0] ?? null;
};

const findEndpoints = (db: Queryable) => ({
  byId: (id: string) => one(db, "id = $1", [id]),
  /** Also finds a removed one. */
  ofTenant: (tenantId: string, id: string) => one(db, "tenant_id = $1 and id = $2 and kind = 'native'", [tenantId, id]),
  lockOfTenant: (tenantId: string, id: string) => one(db, "tenant_id = $1 and id = $2 and kind = 'native' for update", [tenantId, id]),
  /** Index webhook_endpoints_tenant. */
  list: async (tenantId: string): Promise<readonly WebhookEndpoint[]> => {
    const { rows } = await db.query<WebhookEndpoint>(
      `select ${columns} from webhook_endpoints where tenant_id = $1 and kind = 'native' and removed_at is null order by id`,
      [tenantId],
    );
    return rows;
  },
  /** Subscriptions to consents, oldest first (index webhook_endpoints_consent). */
  consentsOf: async (tenantId: string): Promise<readonly WebhookEndpoint[]> => {
    const { rows } = await db.query<WebhookEndpoint>(
      `select ${columns} from webhook_endpoints where tenant_id = $1 and kind = 'consent' and removed_at is null order by id`,
      [tenantId],
    );
    return rows;
  },
  consentById: (tenantId: string, id: string) => one(db, "tenant_id = $1 and id = $2 and kind = 'consent' and removed_at is null", [tenantId, id]),
  subscribersOf: (tenantId: string, sessionId: string | null) => subscribersOf(db, tenantId, sessionId),
});

const changeEndpoints = (db: Queryable) => ({
  create: (endpoint: NewWebhookEndpoint) => create(db, endpoint),
  /** Another address, in use again. */
  move: async (id: string, url: string): Promise<void> => {
    await db.query("update webhook_endpoints set url = $2, disabled_at = null, disabled_reason = null where id = $1", [id, url]);
  },
  saveKeys: async (id: string, keys: unknown): Promise<void> => {
    await db.query("update webhook_endpoints set keys = $2 where id = $1", [id, JSON.stringify(keys)]);
  },
  remove: async (id: string, now: Date): Promise<void> => {
    await db.query("update webhook_endpoints set removed_at = coalesce(removed_at, $2), keys = '[]' where id = $1", [id, now]);
  },
  /** True for exactly one caller. */
  disable: async (id: string, reason: DisableReason, now: Date): Promise<boolean> => {
    const { rowCount } = await db.query("update webhook_endpoints set disabled_at = $3, disabled_reason = $2 where id = $1 and disabled_at is null", [
      id,
      reason,
      now,
    ]);
    return rowCount === 1;
  },
  enable: async (id: string): Promise<void> => {
    await db.query("update webhook_endpoints set disabled_at = null, disabled_reason = null where id = $1", [id]);
  },
  noteSuccess: async (id: string, now: Date): Promise<void> => {
    await db.query("update webhook_endpoints set last_success_at = greatest(last_success_at, $2) where id = $1", [id, now]);
  },
});

const deliveryLeases = (db: Queryable) => ({
  /** True when the caller may deliver until `until`; a process that died loses its lease by time. */
  lease: async (id: string, now: Date, until: Date): Promise<boolean> => {
    const { rowCount } = await db.query(
      "update webhook_endpoints set leased_until = $3 where id = $1 and (leased_until is null or leased_until <= $2)",
      [id, now, until],
    );
    return rowCount === 1;
  },
  extendLease: async (id: string, until: Date): Promise<void> => {
    await db.query("update webhook_endpoints set leased_until = $2 where id = $1", [id, until]);
  },
  release: async (id: string): Promise<void> => {
    await db.query("update webhook_endpoints set leased_until = null where id = $1", [id]);
  },
  /** For a server that is alone: whoever held an endpoint was killed, and what it had taken and not reported is due again. */
  releaseAll: async (now: Date): Promise<void> => {
    await db.query(
      `with held as (update webhook_endpoints set leased_until = null where leased_until is not null returning id)
       update webhook_deliveries d set next_attempt_at = $1
       from held
       where d.endpoint_id = held.id and d.status = 'pending' and d.next_attempt_at > $1 and d.attempts_made > 0
         and not exists (select 1 from webhook_attempts a where a.delivery_id = d.id and a.no = d.attempts_made)`,
      [now],
    );
  },
});

/** Endpoints of webhooks, and the lease that lets one process at a time deliver to each. */
export const webhookEndpoints = (db: Queryable) => ({
  ...findEndpoints(db),
  ...changeEndpoints(db),
  ...deliveryLeases(db),
});

/** The webhook of a client. */
export interface ClientWebhookRow extends Pick<WebhookEndpoint, "id" | "tenantId" | "url" | "eventTypes" | "keys" | "createdAt"> {
  readonly clientId: string;
  readonly format: WebhookFormat;
}

/** Webhooks of clients of the identity server, one each (index webhook_endpoints_client). */
export const clientWebhooks = (db: Queryable) => ({
  /** Also finds a removed one. */
  ofClient: async (clientId: string): Promise<WebhookEndpoint | null> => {
    const { rows } = await db.query<WebhookEndpoint>(`select ${columns} from webhook_endpoints where client_id = $1 and kind = 'connections'`, [
      clientId,
    ]);
    return rows[0] ?? null;
  },
  /** Sets it, and puts it to use again when it was removed or disabled. */
  put: async (w: ClientWebhookRow): Promise<void> => {
    await db.query(
      `insert into webhook_endpoints (id, tenant_id, kind, url, event_types, keys, created_at, client_id, format)
       values ($1, $2, 'connections', $3, $4, $5, $6, $7, $8)
       on conflict (client_id) where kind = 'connections' do update set url = excluded.url, event_types = excluded.event_types,
         keys = excluded.keys, format = excluded.format, removed_at = null, disabled_at = null, disabled_reason = null`,
      [w.id, w.tenantId, w.url, w.eventTypes, JSON.stringify(w.keys), w.createdAt, w.clientId, w.format],
    );
  },
  /** The names on the Connections face, and the client, of people that are still there. */
  peopleOf: async (userIds: readonly string[]): Promise<ReadonlyMap<string, { readonly hexId: string; readonly clientId: string | null }>> => {
    const { rows } = await db.query<{ id: string; hexId: string; clientId: string | null }>(
      `select id, hex_id as "hexId", oidc_client_id as "clientId" from users where id = any($1)`,
      [userIds],
    );
    return new Map(rows.map(({ id, ...person }) => [id, person]));
  },
});

/** Webhooks that Connect links asked for, and the partner secrets that sign them. */
export const connectWebhooks = (db: Queryable) => ({
  /** The endpoint of an address, made at its first use. */
  endpointOf: async (e: { readonly id: string; readonly tenantId: string; readonly url: string; readonly createdAt: Date }): Promise<string> => {
    const { rows } = await db.query<{ id: string }>(
      `insert into webhook_endpoints (id, tenant_id, kind, url, created_at) values ($1, $2, 'connect', $3, $4)
       on conflict (tenant_id, url) where kind = 'connect' do update set url = excluded.url returning id`,
      [e.id, e.tenantId, e.url, e.createdAt],
    );
    return rows[0]?.id ?? e.id;
  },
  create: async (w: ConnectWebhookRow): Promise<void> => {
    await db.query(
      `insert into connect_webhooks (link_id, endpoint_id, content_type, consumer_id, data, headers_sealed) values ($1, $2, $3, $4, $5, $6)`,
      [w.linkId, w.endpointId, w.contentType, w.consumerId, json(w.data), json(w.headersSealed)],
    );
  },
  ofLink: async (linkId: string): Promise<ConnectWebhookRow | null> => {
    const { rows } = await db.query<ConnectWebhookRow>(
      `select link_id as "linkId", endpoint_id as "endpointId", content_type as "contentType", consumer_id as "consumerId", data,
         headers_sealed as "headersSealed"
       from connect_webhooks where link_id = $1`,
      [linkId],
    );
    return rows[0] ?? null;
  },
  partnerSecretOf: async (tenantId: string): Promise<{ readonly hash: string; readonly sealed: unknown } | null> => {
    const { rows } = await db.query<{ hash: string; sealed: unknown }>(
      "select secret_hash as hash, sealed from webhook_partner_secrets where tenant_id = $1",
      [tenantId],
    );
    return rows[0] ?? null;
  },
  keepPartnerSecret: async (tenantId: string, hash: string, sealed: unknown): Promise<void> => {
    await db.query(
      `insert into webhook_partner_secrets (tenant_id, secret_hash, sealed) values ($1, $2, $3)
       on conflict (tenant_id) do update set secret_hash = excluded.secret_hash, sealed = excluded.sealed`,
      [tenantId, hash, JSON.stringify(sealed)],
    );
  },
});
