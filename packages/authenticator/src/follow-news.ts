import { DeviceServerEvent } from "@drawbridge/contract";
import type { McInput, McState } from "@drawbridge/domain";
import { Value } from "typebox/value";
import { ChannelRefusal, NotReachable } from "./channel/channel-refusal.ts";
import { askInSession, type OpenSession, type WorkContext } from "./work/work-context.ts";

const WAIT_MS = 20_000; // below the server's own limit, so that a held request always gets its answer
const PAUSE_MS = 2000;

/** What the server says unasked, on either road. */
export interface News {
  /** Follows the session the machine is in; stops with it. */
  follow(state: McState): void;
  receive(event: DeviceServerEvent): void;
  /** The line is back: goes on after the last event that was heard. */
  resume(): void;
  stop(): void;
}

interface Following {
  session: OpenSession | null;
  /** The session that is asked for in turns. */
  polling: OpenSession | null;
  seq: number;
  stopped: boolean;
}

/** Subscribes on a WebSocket, and asks with held requests where there is none. Events that came twice are heard once. */
export const followNews = (context: WorkContext, put: (input: McInput) => void): News => {
  const following: Following = { session: null, polling: null, seq: 0, stopped: false };
  const receive = (event: DeviceServerEvent): void => {
    // A line may still tell of a session that is over: that is nobody's any more.
    if (!following.session || following.session !== context.session.current || event.seq <= following.seq) return;
    following.seq = event.seq;
    const input = inputOf(event, context.now());
    if (input) put(input);
  };
  const isOpen = (session: OpenSession): boolean => !following.stopped && following.session === session && context.session.current === session;
  const poll = async (session: OpenSession): Promise<void> => {
    while (isOpen(session) && !(await context.channel.speaks())) {
      const found = await askInSession(context, "events.wait", { after: following.seq, waitMs: WAIT_MS }).catch(() => null);
      if (!isOpen(session)) return;
      if (found === null) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      for (const event of found?.events ?? []) if (Value.Check(DeviceServerEvent, event)) receive(event);
    }
  };
  const begin = async (session: OpenSession): Promise<void> => {
    try {
      if (!(await context.channel.speaks())) {
        if (following.polling === session) return; // goes on by itself, on whatever road is found
        following.polling = session;
        await poll(session);
        if (following.polling === session) following.polling = null;
      }
      if (isOpen(session)) await askInSession(context, "events.subscribe", { after: following.seq });
    } catch (error) {
      // A line that is lost comes back with resume(); a session that is over is followed no more.
      if (!(error instanceof ChannelRefusal || error instanceof NotReachable)) context.host.onFault?.(error);
    }
  };
  return {
    follow: ({ user }) => {
      const { current } = context.session;
      if (!user || !current) {
        following.session = null;
        return;
      }
      if (following.session === current) return;
      Object.assign(following, { session: current, seq: current.after });
      void begin(current);
    },
    receive,
    resume: () => {
      const { session } = following;
      if (session) void begin(session);
    },
    stop: () => {
      following.stopped = true;
    },
  };
};

const inputOf = (event: DeviceServerEvent, now: Date): McInput | null => {
  switch (event.name) {
    case "offered": {
      const { offer } = event.payload;
      return { type: "offers", offers: [{ ...offer, deadline: offer.deadline === null ? null : new Date(offer.deadline) }], now };
    }
    case "operation.ended":
      return { type: "operation_ended", operationId: event.payload.operationId, status: event.payload.status, now };
    case "alert":
      return { type: "alert", ...event.payload, now };
    case "session.ended":
      return { type: "session_ended", now };
  }
};
