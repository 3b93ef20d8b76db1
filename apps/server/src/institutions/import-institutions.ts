import { setImmediate } from "node:timers/promises";
import { checkList, compareList, type RefusedRow } from "@drawbridge/domain";
import { institutions, type InstitutionToStore, type Storage } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { readListFile, type ListFile } from "./read-list-file.ts";
import { recordOfEntry, toStore } from "./record-of-entry.ts";

/** How a list is imported. */
export interface ImportOptions {
  /** Names the list; its rows belong to it. */
  readonly source: string;
  /** Looks only. */
  readonly dryRun: boolean;
  /** Retires what the list no longer has. */
  readonly removeMissing: boolean;
}

/** What an import did, or would do. */
export interface ImportReport {
  readonly dryRun: boolean;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Stored under this list but no longer in it. */
  readonly missing: number;
  /** How many of the missing are no longer offered from now on. */
  readonly retired: number;
}

interface Row extends InstitutionToStore {
  readonly line: number;
}

const MOST_REFUSED = 1000; // the rest of such a file is not worth reading
const SHOWN = 200;
const PAUSE_EVERY = 500; // rows; a few milliseconds

const refuse = (refused: readonly RefusedRow[], rows: number): AppError => {
  const counted = refused.length >= MOST_REFUSED ? `At least ${refused.length}` : String(refused.length);
  return new AppError("LIST_REFUSED", {
    detail: `${counted} ${refused.length === 1 ? "field is" : "fields are"} wrong in ${rows} ${rows === 1 ? "row" : "rows"}; nothing was imported.`,
    extra: { refusedCount: refused.length, refused: refused.slice(0, SHOWN) },
  });
};

const readRows = async (file: ListFile): Promise<readonly Row[]> => {
  const check = checkList();
  let read = 0;
  for await (const row of readListFile(file)) {
    check.take(row);
    read += 1;
    if (read % PAUSE_EVERY === 0) await setImmediate();
    if (check.refused.length >= MOST_REFUSED) break;
  }
  if (check.refused.length > 0) throw refuse(check.refused, read);
  const rows: Row[] = [];
  for (const { line, entry } of check.entries) {
    rows.push({ line, ...toStore(recordOfEntry(entry)) });
    if (rows.length % PAUSE_EVERY === 0) await setImmediate();
  }
  return rows;
};

/** Imports a list whole or not at all; the same list again changes nothing. */
export const importInstitutions = async (storage: Storage, file: ListFile, options: ImportOptions): Promise<ImportReport> => {
  const rows = await readRows(file);
  return storage.transaction(async (tx) => {
    const directory = institutions(tx);
    if (!options.dryRun) await directory.lockList();
    const newRows = rows.map(({ line, checksum, record: { slug } }) => ({ line, checksum, slug }));
    const difference = compareList(options.source, await directory.known(), newRows);
    if (difference.refused.length > 0) throw refuse(difference.refused, rows.length);
    const retire = options.removeMissing ? difference.missing : [];
    const wanted = new Set([...difference.added, ...difference.changed]);
    if (!options.dryRun) await directory.apply(options.source, { upsert: rows.filter(({ record }) => wanted.has(record.slug)), retire });
    return {
      dryRun: options.dryRun,
      rows: rows.length,
      added: difference.added.length,
      changed: difference.changed.length,
      unchanged: difference.unchanged,
      missing: difference.missing.length,
      retired: retire.length,
    };
  });
};
