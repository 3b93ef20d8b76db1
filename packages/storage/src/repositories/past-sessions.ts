import type { Queryable } from "../storage.ts";

/** A session that was over before anybody could see it, as demonstrations have them. */
export interface PastSession {
  readonly id: string;
  readonly linkId: string;
  readonly userId: string;
  readonly hexId: string;
  readonly kind: string;
  readonly options: unknown;
  readonly flow: unknown;
  readonly lastSeq: number;
  readonly locale: string;
  readonly startedAt: Date;
  readonly lastAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

const column = <T>(all: readonly PastSession[], read: (one: PastSession) => T): readonly T[] => all.map(read);
const LINK_LIFE_MS = 7_200_000; // design.md, "link"

/** Sessions of the past with their people and links; nobody can open them: their hashes are of nothing. */
export const pastSessions = (db: Queryable) => ({
  add: async (tenantId: string, all: readonly PastSession[]): Promise<void> => {
    const people = new Map(all.map(({ userId, startedAt }) => [userId, startedAt]));
    await db.query(
      `insert into users (id, tenant_id, external_id, hex_id, created_at)
       select id, $1, 'story-' || right(id::text, 8), substr(md5(id::text), 1, 24), at from unnest($2::uuid[], $3::timestamptz[]) made (id, at)
       on conflict (id) do nothing`,
      [tenantId, [...people.keys()], [...people.values()]],
    );
    await db.query(
      `insert into links (id, tenant_id, user_id, kind, vocabulary, token_hash, options, created_at, expires_at)
       select id, $1, user_id, kind, 'connect', 'none ' || id, options, at, expires_at
       from unnest($2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::timestamptz[], $7::timestamptz[]) made (id, user_id, kind, options, at, expires_at)`,
      [
        tenantId,
        column(all, ({ linkId }) => linkId),
        column(all, ({ userId }) => userId),
        column(all, ({ kind }) => kind),
        column(all, ({ options }) => JSON.stringify(options)),
        column(all, ({ startedAt }) => startedAt),
        column(all, ({ startedAt }) => new Date(startedAt.getTime() + LINK_LIFE_MS)),
      ],
    );
    await db.query(
      `insert into sessions (id, tenant_id, link_id, user_id, hex_id, handle_hash, flow, last_seq, locale, last_input_at, last_seen_at, created_at, expires_at, ended_at, end_reason)
       select id, $1, link_id, user_id, hex_id, 'none ' || id, flow, last_seq, locale, last_at, last_at, at, expires_at, ended_at, end_reason
       from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::jsonb[], $7::int[], $8::text[], $9::timestamptz[], $10::timestamptz[],
         $11::timestamptz[], $12::timestamptz[], $13::text[])
         made (id, link_id, user_id, hex_id, flow, last_seq, locale, last_at, at, expires_at, ended_at, end_reason)`,
      [
        tenantId,
        column(all, ({ id }) => id),
        column(all, ({ linkId }) => linkId),
        column(all, ({ userId }) => userId),
        column(all, ({ hexId }) => hexId),
        column(all, ({ flow }) => JSON.stringify(flow)),
        column(all, ({ lastSeq }) => lastSeq),
        column(all, ({ locale }) => locale),
        column(all, ({ lastAt }) => lastAt),
        column(all, ({ startedAt }) => startedAt),
        column(all, ({ startedAt }) => new Date(startedAt.getTime() + LINK_LIFE_MS)),
        column(all, ({ endedAt }) => endedAt),
        column(all, ({ endReason }) => endReason),
      ],
    );
  },
  /** Marks that a tenant has a part of its past; false when it had it before. */
  begin: async (tenantId: string, part: "story" | "fleet" | "devices"): Promise<boolean> => {
    const { rowCount } = await db.query("insert into seed_marks (source, fingerprint) values ($1, 'begun') on conflict (source) do nothing", [
      `${part}/${tenantId}`,
    ]);
    return rowCount === 1;
  },
});
