import type { Door } from "./find-door.ts";
import type { SessionKeeper } from "./saved-session.ts";

/** Where the page comes in, and what it may call its own. */
export interface Entry {
  readonly door: () => Door;
  readonly handle: () => string | null;
  /** Last message the host got; 0 at the start of a session. */
  readonly seq: () => number;
  /** The server let the page in: from now on it resumes. Answers the last message the host got. */
  readonly enter: (handle: string) => number;
  /** The host got a message. */
  readonly note: (seq: number) => void;
}

/** The entry of the door this page was opened by. */
export const createEntry = (firstDoor: Door, keeper: SessionKeeper): Entry => {
  let door = firstDoor;
  const given = firstDoor.door === "resume" ? firstDoor.handle : undefined;
  let handle = given ?? keeper.read()?.handle ?? null;
  return {
    door: () => door,
    handle: () => handle,
    seq: () => keeper.read()?.seq ?? 0,
    enter: (opened) => {
      const saved = keeper.read();
      const seq = saved?.handle === opened ? saved.seq : 0;
      handle = opened;
      door = { door: "resume" };
      keeper.write({ handle: opened, seq });
      return seq;
    },
    note: (seq) => {
      if (handle !== null) keeper.write({ handle, seq });
    },
  };
};
