/** What outlives a reload: the session's handle and the last message its host got. */
export interface SavedSession {
  readonly handle: string;
  readonly seq: number;
}

/** Keeps the session for reloads of this tab. */
export interface SessionKeeper {
  readonly read: () => SavedSession | null;
  readonly write: (saved: SavedSession) => void;
}

const name = "drawbridge.session";

/**
 * The history entry, and `sessionStorage`. The entry belongs to one frame and is there where third-party storage is
 * blocked: a reload goes on, also beside a second widget of the same page. Storage is for a frame that is made anew.
 */
export const createSessionKeeper = (): SessionKeeper => {
  let memory: SavedSession | null = null;
  return {
    read: () => memory ?? readSaved(entryState()?.[name]) ?? readSaved(quietly(readStored)),
    write: (saved) => {
      memory = saved;
      quietly(() => history.replaceState({ ...entryState(), [name]: saved }, ""));
      quietly(() => sessionStorage.setItem(name, JSON.stringify(saved)));
    },
  };
};

const entryState = (): Readonly<Record<string, unknown>> | null => {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null ? { ...state } : null;
};

const readStored = (): unknown => JSON.parse(sessionStorage.getItem(name) ?? "null");

const readSaved = (stored: unknown): SavedSession | null => {
  if (typeof stored !== "object" || stored === null || !("handle" in stored) || !("seq" in stored)) return null;
  const { handle, seq } = stored;
  return typeof handle === "string" && typeof seq === "number" ? { handle, seq } : null;
};

const quietly = <T>(action: () => T): T | null => {
  try {
    return action();
  } catch {
    return null;
  }
};
