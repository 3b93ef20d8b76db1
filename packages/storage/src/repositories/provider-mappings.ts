import type { InstitutionProvider } from "./institutions.ts";
import type { Queryable } from "../storage.ts";

/** An institution as one provider names it. */
export interface ProviderMapping {
  readonly institutionId: string;
  readonly entry: InstitutionProvider;
}

/** What operators mapped. The directory shows it with what the lists say. */
export const providerMappings = (db: Queryable) => ({
  /** Maps these ids, whatever they were mapped to before; answers how many that changed. Run inside a transaction. */
  save: async (mappings: readonly ProviderMapping[], at: Date): Promise<number> => {
    const { rowCount } = await db.query(
      `insert into provider_mappings (provider, provider_institution_id, institution_id, entry, mapped_at)
       select u.entry ->> 'provider', u.entry ->> 'providerInstitutionId', u.institution_id, u.entry, $3
       from unnest($1::uuid[], $2::jsonb[]) u (institution_id, entry)
       on conflict (provider, provider_institution_id) do update
         set institution_id = excluded.institution_id, entry = excluded.entry, mapped_at = excluded.mapped_at
         where (provider_mappings.institution_id, provider_mappings.entry) is distinct from (excluded.institution_id, excluded.entry)`,
      [mappings.map(({ institutionId }) => institutionId), mappings.map(({ entry }) => JSON.stringify(entry)), at],
    );
    return rowCount ?? 0;
  },
  /** Forgets what these ids were mapped to; answers how many there were. */
  remove: async (provider: string, ids: readonly string[]): Promise<number> => {
    const { rowCount } = await db.query("delete from provider_mappings where provider = $1 and provider_institution_id = any($2)", [
      provider,
      [...ids],
    ]);
    return rowCount ?? 0;
  },
  /** Tells every process that the directory has changed. */
  announce: async (provider: string): Promise<void> => {
    await db.query("select pg_notify('institutions_changed', $1)", [provider]);
  },
});
