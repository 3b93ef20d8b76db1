import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { eventPartitions } from "./repositories/event-partitions.ts";
import { StorageError } from "./storage-error.ts";
import type { Queryable, Storage, Tx } from "./storage.ts";

const folder = new URL("../migrations/", import.meta.url);
const LOCK = 715_517; // any number of ours: two servers never migrate at once

const checksumOf = (sql: string): string => createHash("sha256").update(sql).digest("hex");

const appliedOn = async (tx: Queryable): Promise<ReadonlyMap<string, string>> => {
  await tx.query(
    `create table if not exists migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  );
  const { rows } = await tx.query<{ name: string; checksum: string }>("select name, checksum from migrations");
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
};

/** Brings the database to this release's tables; safe to run at every start and by several servers at once. */
export const migrate = (storage: Storage): Promise<void> => storage.transaction(bringUpToDate).catch(explainRefusal);

const MAY_NOT = "42501";

/** A role that owns nothing is the usual mistake with a database of one's own. */
const explainRefusal = (error: unknown): never => {
  if (!(error instanceof Error) || !("code" in error) || error.code !== MAY_NOT) throw error;
  throw new StorageError(`the database role may not make tables (${error.message}); make it the owner of the database`, { cause: error });
};

const bringUpToDate = async (tx: Tx): Promise<void> => {
  await tx.query("select pg_advisory_xact_lock($1)", [LOCK]);
  const applied = await appliedOn(tx);
  const names = (await readdir(folder)).filter((file) => file.endsWith(".sql")).toSorted();
  refuseNewer(applied, names);
  for (const name of names) {
    const sql = await readFile(new URL(name, folder), "utf8");
    const checksum = checksumOf(sql);
    const known = applied.get(name);
    if (known === checksum) continue;
    if (known)
      throw new StorageError(`migration ${name} was changed after it was applied to this database; bring back its text and add a new migration`);
    await tx.query(sql);
    await tx.query("insert into migrations (name, checksum) values ($1, $2)", [name, checksum]);
  }
  await eventPartitions(tx).makeAhead(new Date());
};

const refuseNewer = (applied: ReadonlyMap<string, string>, names: readonly string[]): void => {
  const unknown = [...applied.keys()].find((name) => !names.includes(name));
  if (unknown)
    throw new StorageError(
      `the database was brought up to date by a newer Drawbridge (${unknown}); start that version, or restore a backup from before`,
    );
};
