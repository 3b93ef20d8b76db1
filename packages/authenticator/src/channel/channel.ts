import {
  DEVICE_CHANNEL_VERSION,
  deviceChannel,
  type DevicePayload,
  type DeviceReply,
  type DeviceRequestName,
  type DeviceResult,
  type DeviceServerEvent,
} from "@drawbridge/contract";
import { Value } from "typebox/value";
import { ChannelRefusal, NotReachable } from "./channel-refusal.ts";
import { proveDevice } from "./device-proof.ts";
import { postRoad } from "./post-road.ts";
import type { Road } from "./road.ts";
import { openSocketRoad } from "./socket-road.ts";

/** Who asks: the device key, and the session once there is one. */
export interface ChannelCaller {
  readonly signing: CryptoKeyPair;
  readonly session?: string;
}

/** How the channel is set up. */
export interface ChannelOptions {
  /** Origin of the server. */
  readonly origin: string;
  /** `socket` falls back to `post` where no WebSocket can be opened. */
  readonly road: "socket" | "post";
  readonly reconnectTries: number;
  readonly reconnectEveryMs: number;
  readonly onEvent: (event: DeviceServerEvent) => void;
  readonly onLine: (state: "CONNECTED" | "CONNECTION_LOST" | "NOT_REACHABLE") => void;
  /** Server time minus ours, measured at every reply (rule D14). */
  readonly onClock: (offsetMs: number) => void;
  readonly now: () => Date;
}

/** The line to the server. */
export interface Channel {
  request<Name extends DeviceRequestName>(name: Name, payload: DevicePayload<Name>, caller: ChannelCaller | null): Promise<DeviceResult<Name>>;
  /** Whether the server speaks unasked on the road that was found. */
  speaks(): Promise<boolean>;
  close(): void;
}

interface Line {
  road: Promise<Road> | null;
  nonce: string | null;
  offsetMs: number;
  closed: boolean;
}

const NONCE_TRIES = 3;

/** Opens the line on first use, and finds it again when it is lost: five tries, six seconds apart (contract, section 9). */
export const createChannel = (options: ChannelOptions): Channel => {
  const line: Line = { road: null, nonce: null, offsetMs: 0, closed: false };
  const findRoad = async (): Promise<Road> => {
    if (options.road === "post") return postRoad(options.origin);
    return openSocketRoad(options.origin, { onEvent: options.onEvent, onLost: () => void reconnect(line, options, findRoad) }).catch(() =>
      postRoad(options.origin),
    );
  };
  const road = (): Promise<Road> => (line.road ??= findRoad());
  return {
    request: async (name, payload, caller) => {
      const reply = await send({ line, options, road }, { name, payload }, caller);
      if (!isReply(name, reply)) throw new NotReachable(`the answer to ${name} is none`);
      return reply;
    },
    speaks: async () => (await road()).speaks,
    close: () => {
      line.closed = true;
      void line.road?.then((open) => open.close());
    },
  };
};

const isReply = <Name extends DeviceRequestName>(name: Name, reply: unknown): reply is DeviceResult<Name> =>
  Value.Check(deviceChannel[name].reply, reply);

interface Sender {
  readonly line: Line;
  readonly options: ChannelOptions;
  readonly road: () => Promise<Road>;
}

/** Sends a request with a fresh proof; a nonce that has aged is replaced by the one of the refusal. */
const send = async (
  sender: Sender,
  asked: { readonly name: DeviceRequestName; readonly payload: unknown },
  caller: ChannelCaller | null,
): Promise<unknown> => {
  if (caller && sender.line.nonce === null) await send(sender, { name: "nonce.get", payload: {} }, null);
  for (let tries = 1; ; tries++) {
    const reply = await sendOnce(sender, asked, caller);
    if (reply.ok) return reply.payload;
    if (reply.error.refusal !== "USE_NONCE" || tries >= NONCE_TRIES) throw new ChannelRefusal(reply.error);
  }
};

const sendOnce = async (
  { line, options, road }: Sender,
  { name, payload }: { readonly name: string; readonly payload: unknown },
  caller: ChannelCaller | null,
): Promise<DeviceReply> => {
  const id = crypto.randomUUID();
  const request = { id, name, payload, ...(caller?.session === undefined ? {} : { session: caller.session }) };
  const iat = Math.floor((options.now().getTime() + line.offsetMs) / 1000);
  const proof = caller ? { proof: await proveDevice(caller.signing, { origin: options.origin, nonce: line.nonce ?? "", request, iat }) } : {};
  if (line.closed) throw new NotReachable("the channel is closed");
  const reply = await (await road()).send({ v: DEVICE_CHANNEL_VERSION, ...request, ...proof });
  line.nonce = reply.nonce;
  line.offsetMs = Date.parse(reply.serverTime) - options.now().getTime();
  options.onClock(line.offsetMs);
  return reply;
};

/** The line was lost: says so, tries again, and says how that ended. */
const reconnect = async (line: Line, options: ChannelOptions, findRoad: () => Promise<Road>): Promise<void> => {
  if (line.closed || line.road === null) return;
  line.road = null;
  options.onLine("CONNECTION_LOST");
  for (let tries = 1; tries <= options.reconnectTries && !line.closed; tries++) {
    await new Promise((resolve) => setTimeout(resolve, options.reconnectEveryMs));
    if (await isReachable(options.origin)) {
      line.road ??= findRoad();
      return options.onLine("CONNECTED");
    }
  }
  if (!line.closed) options.onLine("NOT_REACHABLE");
};

/** One request without proof tells whether anybody is there. */
const isReachable = async (origin: string): Promise<boolean> => {
  const road = postRoad(origin);
  return road.send({ v: DEVICE_CHANNEL_VERSION, id: crypto.randomUUID(), name: "nonce.get", payload: {} }).then(
    () => true,
    () => false,
  );
};
