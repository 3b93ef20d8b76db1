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
  /** Access lasts for the sync after the sign-in; absent in rows of lists that do not say. */
  readonly singleSyncOnly?: boolean;
  /** Something is asked at each fetch. */
  readonly useMfa?: boolean;
}

/** What an institution list says of one institution. */
export interface InstitutionRecord {
  readonly slug: string;
  readonly name: string;
  readonly domain: string;
  /** Domains beside the first; absent in rows of lists that carry one. */
  readonly otherDomains?: readonly string[];
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
  /** True once its list no longer has it: known to its connections, offered to nobody. */
  readonly retired: boolean;
}

/** A row of the directory as the next import finds it. */
export interface KnownInstitution {
  readonly slug: string;
  readonly source: string;
  readonly checksum: string;
  readonly retired: boolean;
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

/** The part of a list that differs from what is stored. */
export interface ListChange {
  readonly upsert: readonly InstitutionToStore[];
  /** Slugs that are gone from the list. */
  readonly retire: readonly string[];
}

const ROWS_A_STATEMENT = 5000;

const upsertSql = `insert into institutions (id, slug, source, checksum, record)
  select u.id, u.slug, $1, u.checksum, u.record
  from unnest($2::uuid[], $3::text[], $4::text[], $5::json[]) as u (id, slug, checksum, record)
  on conflict (slug) do update
    set source = excluded.source, checksum = excluded.checksum, record = excluded.record, retired_at = null`;

const store = async (db: Queryable, source: string, rows: readonly InstitutionToStore[]): Promise<void> => {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    const part = rows.slice(from, from + ROWS_A_STATEMENT);
    await db.query(upsertSql, [
      source,
      part.map(() => newId()),
      part.map(({ record }) => record.slug),
      part.map(({ checksum }) => checksum),
      part.map(({ record }) => JSON.stringify(record)),
    ]);
  }
};

/** The institution directory as stored. Rows are retired, never deleted: connections and the log know them by id. */
export const institutions = (db: Queryable) => {
  const known = async (): Promise<readonly KnownInstitution[]> => {
    const { rows } = await db.query<KnownInstitution>("select slug, source, checksum, retired_at is not null as retired from institutions");
    return rows;
  };
  const apply = async (source: string, { upsert, retire }: ListChange): Promise<void> => {
    await store(db, source, upsert);
    if (retire.length > 0)
      await db.query("update institutions set retired_at = now() where source = $1 and slug = any($2) and retired_at is null", [source, [...retire]]);
    if (upsert.length + retire.length > 0) await db.query("select pg_notify('institutions_changed', $1)", [source]);
  };
  return {
    /** Everything, by number, with the health that traffic shows where it is worse than the list's and what operators mapped, as the JSON of `Institution[]`: one text costs a third of tens of thousands of rows. */
    print: async (): Promise<string> => {
      const { rows } = await db.query<{ list: string }>(
        `select concat('[', string_agg(concat('{"id":"', id, '","no":', no, ',"retired":', (retired_at is not null)::text, ',"record":',
           case when h.state is null and m.entries is null then record::text
             else (record::jsonb || case when h.state is null then '{}'::jsonb else jsonb_build_object('health', h.state) end
               || case when m.entries is null then '{}'::jsonb else jsonb_build_object('providers', (record::jsonb -> 'providers') || m.entries) end)::text
           end, '}'), ',' order by no), ']') as list
         from institutions
         left join institution_health h on h.institution_id = id and h.state <> 'healthy' and record ->> 'health' = 'healthy'
         left join (
           select institution_id, jsonb_agg(entry order by provider, provider_institution_id) as entries from provider_mappings group by institution_id
         ) m on m.institution_id = id`,
      );
      return rows[0]?.list ?? "[]";
    },
    /** Fingerprint of what a source was seeded with last; null before the first time. */
    seedMark: async (source: string): Promise<string | null> => {
      const { rows } = await db.query<{ fingerprint: string }>("select fingerprint from seed_marks where source = $1", [source]);
      return rows[0]?.fingerprint ?? null;
    },
    markSeed: async (source: string, fingerprint: string): Promise<void> => {
      await db.query(
        "insert into seed_marks (source, fingerprint) values ($1, $2) on conflict (source) do update set fingerprint = excluded.fingerprint",
        [source, fingerprint],
      );
    },
    /** Lets one import run at a time, until the transaction ends. */
    lockList: async (): Promise<void> => {
      await db.query("lock table institutions in share row exclusive mode");
    },
    known,
    /** Stores what a list changes and announces it. Run inside a transaction. */
    apply,
    /** Makes a source's rows exactly these, touching only what differs; announces a change. Run inside a transaction. */
    replaceSource: async (source: string, rows: readonly InstitutionToStore[]): Promise<ImportResult> => {
      const { rows: mine } = await db.query<KnownInstitution>(
        "select slug, source, checksum, retired_at is not null as retired from institutions where source = $1",
        [source],
      );
      const before = new Map(mine.map((row) => [row.slug, row]));
      const wanted = new Set(rows.map(({ record }) => record.slug));
      const added = rows.filter(({ record }) => !before.has(record.slug));
      const changed = rows.filter(
        ({ record, checksum }) => before.has(record.slug) && (before.get(record.slug)?.checksum !== checksum || before.get(record.slug)?.retired),
      );
      const retire = mine.filter(({ slug, retired }) => !retired && !wanted.has(slug)).map(({ slug }) => slug);
      await apply(source, { upsert: [...added, ...changed], retire });
      return { added: added.length, changed: changed.length, removed: retire.length, unchanged: rows.length - added.length - changed.length };
    },
  };
};
