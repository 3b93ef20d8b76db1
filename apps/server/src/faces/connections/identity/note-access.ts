import { users, type Storage } from "@drawbridge/storage";

/** Remembers for whom tokens were issued and writes it in batches: issuing one writes nothing (connections.md, 3.4). */
export type NoteAccess = (userId: string) => void;

const BATCH_MS = 5_000;

/** Makes the notebook. What a process had not written when it died is not missed. */
export const createNoteAccess = (storage: Storage, onError: (error: unknown) => void): NoteAccess => {
  const book = { seen: new Map<string, Date>() };
  const write = async (): Promise<void> => {
    const { seen } = book;
    book.seen = new Map();
    await users(storage.pool).noteAccess(seen).catch(onError);
  };
  return (userId) => {
    if (book.seen.size === 0) setTimeout(() => void write(), BATCH_MS).unref();
    book.seen.set(userId, new Date());
  };
};
