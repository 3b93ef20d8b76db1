import websocket from "@fastify/websocket";
import { deviceChannel, DEVICE_CHANNEL_PATH, DEVICE_KEYS_PATH, DEVICE_PUSH_KEY_PATH, DeviceRequest } from "@drawbridge/contract";
import { deviceSessions } from "@drawbridge/storage";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { Value } from "typebox/value";
import type { WebSocket } from "ws";
import { countAddress, readDeviceRequest, replyTo, runDeviceRequest } from "../../devices/channel/device-channel.ts";
import { verifyProof } from "../../devices/channel/device-proof.ts";
import { DeviceRefusal } from "../../devices/channel/device-refusal.ts";
import { requireSession } from "../../devices/pin/log-in.ts";
import { newsOf } from "../../devices/channel/wait-for-events.ts";
import { addressOf } from "../../http/limit-of-route.ts";
import { applicationServerKey } from "../../push/web-push-sender.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { publicDeviceKeys } from "../../vault/device-keys.ts";

const LARGEST_FRAME = 262_144;
const MOST_QUEUED = 100; // far more than a person causes
const TOO_MUCH = 1008; // RFC 6455: against our rules
const BEAT_MS = 30_000; // proxies close what is silent for a minute

/** The device channel: a WebSocket, else one POST per request (contract, section 14). */
export const deviceChannelRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    await fastify.register(websocket, { options: { maxPayload: LARGEST_FRAME } });
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    // Apps have origins of their own. Nothing here goes by cookies: a proof of the device key is all that counts.
    app.addHook("onRequest", async (_request, reply) => {
      reply.headers({ "access-control-allow-origin": "*", "access-control-allow-headers": "content-type", "access-control-max-age": "600" });
    });
    app.options(DEVICE_CHANNEL_PATH, async (_request, reply) => reply.code(204).header("access-control-allow-methods", "POST").send());
    app.get(DEVICE_KEYS_PATH, async () => ({ keys: [...publicDeviceKeys(deps.kms.devices), ...deps.kms.clientData.publicKeys] }));
    app.get(DEVICE_PUSH_KEY_PATH, async () => ({ publicKey: pushKeyOf(deps) }));
    app.post(DEVICE_CHANNEL_PATH, { schema: { body: DeviceRequest } }, (request) =>
      replyTo(deps, request.body, () => runDeviceRequest(deps, request.body, addressOf(request))),
    );
    app.get(DEVICE_CHANNEL_PATH, { websocket: true }, (socket, request) => serveSocket(deps, socket, addressOf(request)));
  };

const pushKeyOf = ({ kms }: Deps): string => {
  const [newest] = kms.devices.push;
  return newest ? applicationServerKey(newest) : "";
};

/** Requests of a socket are answered in the order they came (D5). */
const serveSocket = (deps: Deps, socket: WebSocket, address: string): void => {
  const state: { last: Promise<void>; unlisten: () => void; alive: boolean; queued: number } = {
    last: Promise.resolve(),
    unlisten: () => undefined,
    alive: true,
    queued: 0,
  };
  const subscribe = (unlisten: () => void): void => {
    state.unlisten();
    state.unlisten = unlisten;
  };
  const beat = setInterval(() => {
    if (!state.alive) return socket.terminate();
    state.alive = false;
    socket.ping();
  }, BEAT_MS);
  socket.on("pong", () => {
    state.alive = true;
  });
  socket.on("message", (data: Buffer) => {
    state.queued += 1;
    if (state.queued > MOST_QUEUED) return socket.close(TOO_MUCH, "too many requests at once");
    state.last = state.last
      .then(() => answer(deps, socket, { text: data.toString("utf8"), address, subscribe }))
      .finally(() => {
        state.queued -= 1;
      });
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    clearInterval(beat);
    state.unlisten();
  });
};

interface Frame {
  readonly text: string;
  readonly address: string;
  readonly subscribe: (unlisten: () => void) => void;
}

const readFrame = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const UNREADABLE = 1007; // RFC 6455: not what the protocol says

const answer = async (deps: Deps, socket: WebSocket, { text, address, subscribe }: Frame): Promise<void> => {
  const request = readDeviceRequest(readFrame(text));
  if (!request) return socket.close(UNREADABLE, "not a request");
  if (request.name !== "events.subscribe") {
    socket.send(JSON.stringify(await replyTo(deps, request, () => runDeviceRequest(deps, request, address))));
    return;
  }
  const start: { go: () => void } = { go: () => undefined };
  const reply = await replyTo(deps, request, async () => {
    await countAddress(deps, address);
    start.go = await beginNews(deps, socket, { request, subscribe });
    return {};
  });
  socket.send(JSON.stringify(reply));
  start.go();
};

/** Follows the news of the session's device; the first look happens after the reply was sent. */
const beginNews = async (deps: Deps, socket: WebSocket, { request, subscribe }: Pick<Frame, "subscribe"> & { readonly request: DeviceRequest }) => {
  const { payload } = request;
  if (!Value.Check(deviceChannel["events.subscribe"].payload, payload))
    throw new DeviceRefusal("kInvalidParameter", "payload.after must be a number");
  const key = await verifyProof(deps, request);
  const { session } = await requireSession({ deps, key, now: deps.now() }, request.session, request.name);
  const state = { after: payload.after, looking: Promise.resolve() };
  const look = async (): Promise<void> => {
    const standing = await deviceSessions(deps.storage.pool).byHash(session.tokenHash);
    const over = standing === null || standing.endedAt !== null || standing.expiresAt <= deps.now();
    if (over) subscribe(() => undefined);
    if (over && standing?.endedAt === null) return; // it ran out: nothing more is told; whoever ended it said why
    for (const event of await newsOf(deps, session.deviceId, state.after)) {
      state.after = event.seq;
      socket.send(JSON.stringify(event));
    }
  };
  const go = (): void => {
    state.looking = state.looking.then(look).catch((error: unknown) => deps.log.error({ err: error }, "news of a device were lost"));
  };
  subscribe(deps.deviceNews.listen(session.deviceId, go));
  return go;
};
