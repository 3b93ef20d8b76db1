import type { ServerResponse } from "node:http";
import { sessions } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";

const BEAT_MS = 20_000; // below any proxy's idle limit

/** Notes that a page is there for as long as its stream is open, and when it closed. A page that is back on another stream is not gone. */
export const keepPresence = async ({ storage, now }: Pick<Deps, "storage" | "now">, response: ServerResponse, sessionId: string): Promise<void> => {
  if (response.closed) return; // it left while the stream was being opened, and will not close again
  const state = { seenAt: now(), seeing: Promise.resolve() };
  const see = (): Promise<void> => {
    state.seenAt = now();
    state.seeing = sessions(storage.pool).see(sessionId, state.seenAt);
    return state.seeing;
  };
  const leave = async (): Promise<void> => {
    await state.seeing;
    await sessions(storage.pool).leave(sessionId, { seenAt: state.seenAt, now: now() });
  };
  const beat = setInterval(() => {
    response.write(": beat\n\n");
    see().catch(() => undefined); // a database that is away is seen again with a later beat
  }, BEAT_MS);
  response.on("close", () => {
    clearInterval(beat);
    leave().catch(() => undefined); // then the beats it misses tell
  });
  await see();
};
