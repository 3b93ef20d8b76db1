import type { HostMessages } from "@drawbridge/contract";

/** Sends one message to the host. */
export type Post = (message: Readonly<Record<string, unknown>>) => void;

/** Messages on their way to the host: each once, in order, none before the host listens (O1, O4, O6). */
export interface HostQueue {
  readonly add: (messages: HostMessages) => void;
  /** The host listens from now on: what waits leaves in order. */
  readonly open: (post: Post) => void;
  /** Another tab speaks now; nothing leaves any more. */
  readonly silence: () => void;
}

/** A queue that starts after the last message posted before a reload and tells `onPosted` each one that left. */
export const createHostQueue = (after: number, onPosted: (seq: number) => void): HostQueue => {
  const waiting: HostMessages[] = [];
  let lastSeen = after;
  let send: Post | null = null;
  let silent = false;

  const drain = (): void => {
    while (send && !silent && waiting.length > 0) {
      const next = waiting.shift();
      if (!next) return;
      for (const message of next.messages) send(message);
      onPosted(next.seq);
    }
  };
  return {
    add: (messages) => {
      if (messages.seq <= lastSeen) return;
      lastSeen = messages.seq;
      waiting.push(messages);
      drain();
    },
    open: (post) => {
      send = post;
      drain();
    },
    silence: () => {
      silent = true;
    },
  };
};
