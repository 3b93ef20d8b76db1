import { newId } from "../new-id.ts";
import type { Queryable } from "../storage.ts";

/** How one provider serves an institution. */
export interface InstitutionProvider {
  readonly provider: string;
  readonly providerInstitutionId: string;
  /** `api`, `legacy`, `zoopla`, `autotrader`, … (design.md section 2). */
  readonly kind: string;
  /** The Connections face's bank id: 32 hex. */
  readonly bankId: string;
  readonly supportsOauth: boolean;
  readonly supportsAggregation: boolean;
  readonly supportsHistory: boolean;
  readonly supportsIdentification: boolean;
  readonly supportsVerification: boolean;
}

/** What an institution list says of one institution. */
export interface InstitutionRecord {
  readonly slug: string;
  readonly name: string;
  readonly domain: string;
  readonly url: string;
  readonly country: string;
  readonly keywords: readonly string[];
  readonly routingNumbers: readonly string[];
  readonly logo: string | null;
  readonly popularity: number;
  readonly isTest: boolean;
  readonly health: "healthy" | "degraded" | "down";
  readonly providers: readonly InstitutionProvider[];
}

/** An institution with our ids. */
export interface Institution {
  readonly id: string;
  readonly no: number;
  readonly record: InstitutionRecord;
}

/** A row to import; `checksum` tells whether it changed. */
export interface InstitutionToStore {
  readonly checksum: string;
  readonly record: InstitutionRecord;
}

/** What an import changed. */
export interface ImportResult {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
}

const upsertSql = `insert into institutions (id, slug, source, checksum, record)
  select u.id, u.slug, $1, u.checksum, u.record
  from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[]) as u (id, slug, checksum, record)
  on conflict (slug) do update set source = excluded.source, checksum = excluded.checksum, record = excluded.record`;

const store = async (db: Queryable, source: string, rows: readonly InstitutionToStore[]): Promise<void> => {
  if (rows.length === 0) return;
  await db.query(upsertSql, [
    source, rows.map(() => newId()), rows.map(({ record }) => record.slug), rows.map(({ checksum }) => checksum),
    rows.map(({ record }) => JSON.stringify(record)),
  ]);
};

/** The institution directory as stored. */
export const institutions = (db: Queryable) => ({
  all: async (): Promise<readonly Institution[]> => {
    const { rows } = await db.query<Institution>("select id, no, record from institutions order by no");
    return rows;
  },
  /** Makes a source's rows exactly these, touching only what differs; announces a change. Run inside a transaction. */
  replaceSource: async (source: string, rows: readonly InstitutionToStore[]): Promise<ImportResult> => {
    const known = await db.query<{ slug: string; checksum: string }>("select slug, checksum from institutions where source = $1", [source]);
    const before = new Map(known.rows.map(({ slug, checksum }) => [slug, checksum]));
    const wanted = new Set(rows.map(({ record }) => record.slug));
    const added = rows.filter(({ record }) => !before.has(record.slug));
    const changed = rows.filter(({ record, checksum }) => before.has(record.slug) && before.get(record.slug) !== checksum);
    const gone = [...before.keys()].filter((slug) => !wanted.has(slug));
    await store(db, source, [...added, ...changed]);
    if (gone.length > 0) await db.query("delete from institutions where source = $1 and slug = any($2)", [source, gone]);
    const touched = added.length + changed.length + gone.length;
    if (touched > 0) await db.query("select pg_notify('institutions_changed', $1)", [source]);
    return { added: added.length, changed: changed.length, removed: gone.length, unchanged: rows.length - added.length - changed.length };
  },
});
