import { sealedPlaces, sealedValues, type SealedPlace, type SealedValue, type Storage } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { Envelope, VaultError, type Vault } from "./vault.ts";
import type { Kek } from "./keks.ts";

/** What a run did in a column. */
export interface Rewrapped {
  readonly place: string;
  readonly rewrapped: number;
  /** Somebody wrote in the same moment; the next run looks at them again. */
  readonly raced: number;
  /** Envelopes that no key here opens; they stay as they are. */
  readonly unopened: number;
}

/** What a run is done with. */
export interface RewrapTools {
  readonly storage: Pick<Storage, "pool">;
  readonly vault: Pick<Vault, "rewrap">;
  /** Rows that are read at a time. */
  readonly batch?: number;
}

const BATCH = 200;

/**
 * Wraps the data key of every envelope with the newest key-encryption key. Nothing is opened, nobody waits: each value
 * is put in the place of the one that was read, and stays as it is when somebody else wrote meanwhile. A run that is
 * killed leaves both kinds, and the next one goes on: what is done is not found again.
 */
export const rewrapAll = async (tools: RewrapTools, newest: Kek): Promise<readonly Rewrapped[]> => {
  const done: Rewrapped[] = [];
  for (const place of sealedPlaces) done.push(await rewrapPlace(tools, place, newest));
  return done.filter(({ rewrapped, raced, unopened }) => rewrapped + raced + unopened > 0);
};

const rewrapPlace = async ({ storage, vault, batch = BATCH }: RewrapTools, place: SealedPlace, { id }: Kek): Promise<Rewrapped> => {
  const values = sealedValues(storage.pool);
  const sum = { rewrapped: 0, raced: 0, unopened: 0 };
  for (let after: readonly string[] = []; ;) {
    const page = await values.othersThan(place, id, { after, limit: batch });
    for (const value of page) {
      const next = rewrapValue(vault, place, value);
      if (next === null) sum.unopened += 1;
      else if (await values.replace(place, value, next)) sum.rewrapped += 1;
      else sum.raced += 1;
    }
    const last = page.at(-1);
    if (!last || page.length < batch) return { place: `${place.table}.${place.column}`, ...sum };
    after = last.key;
  }
};

/** The value with each of its envelopes wrapped anew; null: one of them does not open. */
const rewrapValue = (vault: Pick<Vault, "rewrap">, { envelopes }: SealedPlace, { value, ...owner }: SealedValue): unknown => {
  try {
    return envelopes.reduce<unknown>(
      (whole, { path, purpose }) => changeAt(whole, path, (sealed) => rewrapOne(vault, sealed, { ...owner, purpose })),
      value,
    );
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
};

interface OwnerOf extends Pick<SealedValue, "tenantId" | "userId" | "ownerId"> {
  readonly purpose: string;
}

const rewrapOne = (vault: Pick<Vault, "rewrap">, sealed: unknown, purpose: OwnerOf): unknown =>
  Value.Check(Envelope, sealed) ? vault.rewrap(sealed, purpose) : sealed;

/** Changes what stands at a path; `*` is each element of a list, and a path that is not there changes nothing. */
const changeAt = (value: unknown, [step, ...rest]: readonly string[], change: (value: unknown) => unknown): unknown => {
  if (step === undefined) return change(value);
  if (step === "*") return Array.isArray(value) ? value.map((one: unknown) => changeAt(one, rest, change)) : value;
  if (typeof value !== "object" || value === null || !(step in value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]: [string, unknown]) => [name, name === step ? changeAt(one, rest, change) : one]));
};
