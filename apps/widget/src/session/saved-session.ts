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

/** `sessionStorage`, or only memory where the browser refuses storage. */
export const createSessionKeeper = (): SessionKeeper => {
  let memory: SavedSession | null = null;
  return {
    read: () => memory ?? readStored(),
    write: (saved) => {
      memory = saved;
      quietly(() => sessionStorage.setItem(name, JSON.stringify(saved)));
    },
  };
};

const readStored = (): SavedSession | null => {
  const stored: unknown = quietly(() => JSON.parse(sessionStorage.getItem(name) ?? "null"));
  if (typeof stored !== "object" || stored === null || !("handle" in stored) || !("seq" in stored))
    return null;
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
