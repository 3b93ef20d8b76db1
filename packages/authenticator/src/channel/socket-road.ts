import { DEVICE_CHANNEL_PATH, DeviceReply, DeviceServerEvent } from "@drawbridge/contract";
import { Value } from "typebox/value";
import { NotReachable } from "./channel-refusal.ts";
import { REQUEST_TIMEOUT_MS, type Road, type RoadListener } from "./road.ts";

interface Waiting {
  readonly resolve: (reply: DeviceReply) => void;
  readonly reject: (error: Error) => void;
}

/** A WebSocket: requests one way, replies and events of the server the other. Rejects where none can be opened. */
export const openSocketRoad = async (origin: string, listener: RoadListener): Promise<Road> => {
  const socket = new WebSocket(`${origin.replace(/^http/, "ws")}${DEVICE_CHANNEL_PATH}`);
  const waiting = new Map<string, Waiting>();
  await opened(socket);
  socket.addEventListener("message", ({ data }) => receive(data, waiting, listener));
  socket.addEventListener("close", () => {
    for (const { reject } of waiting.values()) reject(new NotReachable("the line was lost"));
    waiting.clear();
    listener.onLost();
  });
  return {
    speaks: true,
    send: (request) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(new NotReachable("the line is closed"));
        const timer = setTimeout(() => settle.reject(new NotReachable("the server did not answer")), REQUEST_TIMEOUT_MS);
        const settle = settleOnce(request.id, waiting, { resolve, reject, timer });
        waiting.set(request.id, settle);
        socket.send(JSON.stringify(request));
      }),
    close: () => socket.close(),
  };
};

const settleOnce = (
  id: string,
  waiting: Map<string, Waiting>,
  { resolve, reject, timer }: Waiting & { readonly timer: ReturnType<typeof setTimeout> },
): Waiting => {
  const end = (): void => {
    clearTimeout(timer);
    waiting.delete(id);
  };
  return {
    resolve: (reply) => {
      end();
      resolve(reply);
    },
    reject: (error) => {
      end();
      reject(error);
    },
  };
};

const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve(), { once: true });
    socket.addEventListener("error", () => reject(new NotReachable("no WebSocket can be opened")), { once: true });
    socket.addEventListener("close", () => reject(new NotReachable("no WebSocket can be opened")), { once: true });
  });

const receive = (data: unknown, waiting: ReadonlyMap<string, Waiting>, listener: RoadListener): void => {
  const message = readFrame(data);
  if (Value.Check(DeviceReply, message)) waiting.get(message.re)?.resolve(message);
  else if (Value.Check(DeviceServerEvent, message)) listener.onEvent(message);
};

const readFrame = (data: unknown): unknown => {
  try {
    return typeof data === "string" ? JSON.parse(data) : null;
  } catch {
    return null;
  }
};
