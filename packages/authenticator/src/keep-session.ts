import { askInSession, type OpenSession, type WorkContext } from "./work/work-context.ts";

/** So often at most the server is told; what the person does with the server is told by itself. */
const EVERY_MS = 15_000;

/** Tells the server that the person is there, also where what they do stays on the device: one clock ends the session on both sides. */
export const keepSession = (context: WorkContext): ((acted: boolean) => void) => {
  const told: { session: OpenSession | null; at: number } = { session: null, at: 0 };
  return (acted) => {
    const { current } = context.session;
    const now = context.now().getTime();
    if (told.session !== current) Object.assign(told, { session: current, at: now });
    if (!current || !acted || now - told.at < EVERY_MS) return;
    told.at = now;
    // A line that is lost has its own word, and a session that is over was told of by askInSession.
    void askInSession(context, "session.keep", {}).catch(() => null);
  };
};
