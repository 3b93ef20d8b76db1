import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { JWK } from "jose";
import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

const Kept = Type.Object({
  keys: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  /** `Model:id` to payload and end, epoch ms. */
  records: Type.Record(Type.String(), Type.Object({ payload: Type.Record(Type.String(), Type.Unknown()), endsAt: Type.Number() })),
  /** Accounts chosen, by grant. */
  chosen: Type.Record(Type.String(), Type.Array(Type.String())),
});
type Kept = Static<typeof Kept>;

/** What the issuer remembers: keys, tokens, grants and the accounts chosen for them. */
export interface IssuerStore {
  readonly adapter: AdapterFactory;
  /** Signing keys; made by `makeKeys` when there are none yet. */
  readonly keys: (makeKeys: () => Promise<JWK[]>) => Promise<JWK[]>;
  readonly chosen: Map<string, readonly string[]>;
  /** Writes what is not written yet. */
  readonly close: () => Promise<void>;
}

const WRITE_AFTER_MS = 200; // a visit to the bank writes a dozen records

const readKept = async (file: string | null): Promise<Kept> => {
  const empty: Kept = { keys: [], records: {}, chosen: {} };
  if (file === null) return empty;
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return empty;
  const kept: unknown = JSON.parse(text);
  return Value.Check(Kept, kept) ? kept : empty;
};

/** Opens the store; with a file it outlives a restart of the bank, so that nobody has to consent again. */
export const openIssuerStore = async (file: string | null): Promise<IssuerStore> => {
  const kept = await readKept(file);
  const records = new Map(Object.entries(kept.records));
  const chosen = new Map<string, readonly string[]>(Object.entries(kept.chosen));
  const state: { keys: JWK[]; timer: NodeJS.Timeout | null; written: Promise<void> } = { keys: kept.keys, timer: null, written: Promise.resolve() };
  const writeAll = async (): Promise<void> => {
    if (file === null) return;
    const now = Date.now();
    for (const [key, { endsAt }] of records) if (endsAt <= now) records.delete(key);
    const text = JSON.stringify({ keys: state.keys, records: Object.fromEntries(records), chosen: Object.fromEntries(chosen) });
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  // One after the other: a second write would take the first one's file away. What fails is written with the next change.
  const write = (): Promise<void> => {
    if (state.timer) clearTimeout(state.timer);
    state.timer = null;
    const writing = state.written.then(writeAll);
    state.written = writing.catch(() => undefined);
    return writing;
  };
  const soon = (): void => {
    if (file !== null) state.timer ??= setTimeout(() => void write().catch(() => undefined), WRITE_AFTER_MS).unref();
  };
  return {
    adapter: (model) => createAdapter({ model, records, changed: soon }),
    keys: async (makeKeys) => {
      if (state.keys.length === 0) state.keys = await makeKeys();
      soon();
      return state.keys;
    },
    chosen,
    close: write,
  };
};

interface Shelf {
  readonly model: string;
  readonly records: Map<string, { payload: AdapterPayload; endsAt: number }>;
  readonly changed: () => void;
}

const FOR_EVER = Number.MAX_SAFE_INTEGER;

const createAdapter = ({ model, records, changed }: Shelf): Adapter => {
  const keyOf = (id: string): string => `${model}:${id}`;
  const live = (key: string): AdapterPayload | undefined => {
    const record = records.get(key);
    return record && record.endsAt > Date.now() ? record.payload : undefined;
  };
  const findBy = (field: "uid" | "userCode", value: string): AdapterPayload | undefined =>
    [...records.keys()]
      .filter((key) => key.startsWith(`${model}:`))
      .map(live)
      .find((payload) => payload?.[field] === value);
  return {
    upsert: async (id, payload, expiresIn) => {
      records.set(keyOf(id), { payload, endsAt: expiresIn === undefined ? FOR_EVER : Date.now() + expiresIn * 1000 });
      changed();
    },
    find: async (id) => live(keyOf(id)),
    findByUid: async (uid) => findBy("uid", uid),
    findByUserCode: async (code) => findBy("userCode", code),
    consume: async (id) => {
      const payload = live(keyOf(id));
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      changed();
    },
    destroy: async (id) => {
      records.delete(keyOf(id));
      changed();
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of records) if (payload.grantId === grantId) records.delete(key);
      changed();
    },
  };
};
