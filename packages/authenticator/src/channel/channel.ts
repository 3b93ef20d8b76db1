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
  /** Somebody has answered, so that there is a line to be lost. */
  reached: boolean;
  /** The line was lost, and is looked for. */
  seeking: boolean;
  /** It was looked for in vain. */
  gaveUp: boolean;
  nonce: string | null;
  offsetMs: number;
  closed: boolean;
}

const NONCE_TRIES = 3;

/** Opens the line on first use, and finds it again when it is lost: five tries, six seconds apart (contract, section 9). */
export const createChannel = (options: ChannelOptions): Channel => {
  const line: Line = { road: null, reached: false, seeking: false, gaveUp: false, nonce: null, offsetMs: 0, closed: false };
  const findRoad = async (): Promise<Road> => {
    const post = (): Road => postRoad(options.origin, { onLost: () => void checkLine(line, options, findRoad) });
    if (options.road === "post") return post();
    return openSocketRoad(options.origin, { onEvent: options.onEvent, onLost: () => void reconnect(line, options, findRoad) }).catch(post);
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
  line.reached = true;
  if (line.gaveUp) options.onLine("CONNECTED");
  line.gaveUp = false;
  line.nonce = reply.nonce;
  line.offsetMs = Date.parse(reply.serverTime) - options.now().getTime();
  options.onClock(line.offsetMs);
  return reply;
};

/** One request of its own got no answer; the line is lost where the next gets none either, and there was one. */
const checkLine = async (line: Line, options: ChannelOptions, findRoad: () => Promise<Road>): Promise<void> => {
  if (line.reached && !line.seeking && !(await isReachable(options.origin))) await reconnect(line, options, findRoad);
};

/** The line was lost: says so, tries again, and says how that ended. */
const reconnect = async (line: Line, options: ChannelOptions, findRoad: () => Promise<Road>): Promise<void> => {
  if (line.closed || line.road === null) return;
  line.road = null;
  if (line.seeking) return;
  Object.assign(line, { reached: false, seeking: true });
  options.onLine("CONNECTION_LOST");
  const found = await seek(line, options);
  Object.assign(line, { seeking: false, gaveUp: !found });
  if (line.closed) return;
  // A request may have opened a WebSocket meanwhile.
  if (found && !(await isSpoken(line))) line.road = findRoad();
  options.onLine(found ? "CONNECTED" : "NOT_REACHABLE");
};

const isSpoken = async ({ road }: Line): Promise<boolean> => road !== null && (await road).speaks;

const seek = async (line: Line, { origin, reconnectTries, reconnectEveryMs }: ChannelOptions): Promise<boolean> => {
  for (let tries = 1; tries <= reconnectTries && !line.closed; tries++) {
    await new Promise((resolve) => setTimeout(resolve, reconnectEveryMs));
    if (await isReachable(origin)) return true;
  }
  return false;
};

/** One request without proof tells whether anybody is there. */
const isReachable = async (origin: string): Promise<boolean> => {
  const road = postRoad(origin);
  return road.send({ v: DEVICE_CHANNEL_VERSION, id: crypto.randomUUID(), name: "nonce.get", payload: {} }).then(
    () => true,
    () => false,
  );
};
