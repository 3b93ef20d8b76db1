import { findEmbeddedPostgres, openStorage, sealedValues, StorageError, type SealedCount, type Storage } from "@drawbridge/storage";
import { ConfigError } from "../config.ts";
import { KekError, type Kek } from "../vault/keks.ts";
import { openFileKms, type Kms } from "../vault/kms.ts";
import { rewrapAll } from "../vault/rewrap.ts";
import { createVault } from "../vault/vault.ts";
import { keyFileOf, KeysRefusal, placeOf, type KeysCall, type Place } from "./keys-call.ts";
import { showVersions } from "./rotate-version.ts";
import { withdrawableFrom, withdrawalRefusal } from "./withdrawal.ts";

export { rotateVersion, useNewest } from "./rotate-version.ts";
export type { KeysCall } from "./keys-call.ts";
export type { KeyPurpose } from "../vault/key-kinds.ts";

const refusals = [KeysRefusal, ConfigError, StorageError, KekError];

/** What to tell whoever typed the command; null: a fault that is not theirs. */
export const refusalOf = (error: unknown): string | null =>
  error instanceof Error && (refusals.some((kind) => error instanceof kind) || ("code" in error && error.code === "EACCES")) ? error.message : null;

/** The keys of a server that was started there. */
const kmsOf = (call: KeysCall): Promise<Kms> => openFileKms(keyFileOf(call));

const withStorage = async <T>({ dataDir, databaseUrl }: Place, work: (storage: Storage) => Promise<T>): Promise<T> => {
  const address = databaseUrl ? { connectionString: databaseUrl } : await findEmbeddedPostgres(dataDir);
  if (!address) throw new KeysRefusal(`No database runs on ${dataDir}. Start the server, or set DATABASE_URL as it is set for the server.`);
  const storage = await openStorage({ ...address, max: 2 });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
};

const sumOf = (counts: readonly SealedCount[], kek: string): number =>
  counts.filter((count) => count.kek === kek).reduce((sum, { count }) => sum + count, 0);

const lineOf = (kek: Kek, keks: readonly Kek[], counts: readonly SealedCount[]): string => {
  const from = withdrawableFrom(kek, keks);
  const made = kek.madeAt ? `made ${kek.madeAt.toISOString()}` : "from the first start";
  const use = from === null ? "seals and opens" : `opens only; can be withdrawn from ${from.toISOString()} when it holds nothing`;
  return `${kek.id}  ${String(sumOf(counts, kek.id)).padStart(9)} envelopes  ${made}  ${use}`;
};

/** Every key-encryption key, what it is used for, and how many envelopes it holds; then the other keys. */
export const showKeys = async (call: KeysCall): Promise<void> => {
  const { keks } = await kmsOf(call);
  const counts = await withStorage(placeOf(call), ({ pool }) => sealedValues(pool).counts());
  const known = keks.list();
  for (const kek of known) call.say(lineOf(kek, known, counts));
  for (const { place, kek, count } of counts.filter((one) => !known.some(({ id }) => id === one.kek))) {
    call.say(`${kek}  ${String(count).padStart(9)} envelopes  IS MISSING: ${place} cannot be opened`);
  }
  await showVersions(call);
};

/** A new key seals from now on. */
export const rotateKeys = async (call: KeysCall): Promise<void> => {
  const { keks } = await kmsOf(call);
  const { id } = await keks.add(call.now);
  call.say(`${id} seals from now on. Wrap what the keys before it hold with \`drawbridge keys rewrap\`.`);
};

/** Wraps everything with the newest key, and says what is left. */
export const rewrapKeys = async (call: KeysCall): Promise<void> => {
  const kms = await kmsOf(call);
  await withStorage(placeOf(call), async (storage) => {
    const newest = kms.keks.newest();
    for (const { place, rewrapped, raced, unopened } of await rewrapAll({ storage, vault: createVault(kms) }, newest)) {
      call.say(`${place}  ${rewrapped} rewrapped${raced ? `, ${raced} written meanwhile` : ""}${unopened ? `, ${unopened} that no key opens` : ""}`);
    }
    const left = (await sealedValues(storage.pool).counts()).filter(({ kek }) => kek !== newest.id);
    const rest = left.reduce((sum, { count }) => sum + count, 0);
    call.say(rest === 0 ? `Everything is held by ${newest.id}.` : `${rest} envelopes are not held by ${newest.id} yet: run it again.`);
  });
};

/** Puts a key aside that holds nothing any more. */
export const withdrawKey = async (call: KeysCall, id: string): Promise<void> => {
  const { keks } = await kmsOf(call);
  const kek = keks.find(id);
  if (!kek) throw new KeysRefusal(`There is no key ${id}. \`drawbridge keys show\` lists them.`);
  const naming = await withStorage(placeOf(call), ({ pool }) => sealedValues(pool).naming(id));
  const refusal = withdrawalRefusal(kek, { keks: keks.list(), naming, now: call.now });
  if (refusal) throw new KeysRefusal(refusal);
  await keks.withdraw(id);
  call.say(`${id} is withdrawn. Its file is in kms-keks/withdrawn: keep it as long as backups from before the rewrap are kept, then delete it.`);
};
