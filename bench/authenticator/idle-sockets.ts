import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { DEVICE_CHANNEL_PATH } from "@drawbridge/contract";
import { openStorage } from "@drawbridge/storage";
import type { TestDevice } from "../../apps/server/test/device-client.ts";
import type { BenchServer } from "../session/server.ts";

/** Memory of the server with so many devices connected. */
export interface SocketFigures {
  readonly sockets: number;
  readonly residentBytes: number;
  /** Above what it had without any, for each. */
  readonly bytesEach: number;
  readonly connectsPerSecond: number;
}

const tokenOf = (nth: number): string => `bench-session-${nth}`;

/** People, devices and sessions, straight into the tables: nobody wants to type ten thousand PINs. All have the key of one device. */
const insertDevices = async ({ database }: BenchServer, count: number, jkt: string): Promise<void> => {
  const storage = await openStorage(database);
  try {
    const hashes = Array.from({ length: count }, (_, nth) => createHash("sha256").update(tokenOf(nth)).digest("hex"));
    await storage.pool.query(
      `with model as (select * from devices where jkt = $2 limit 1),
       people as (insert into users (id, tenant_id, external_id, hex_id, created_at)
         select gen_random_uuid(), model.tenant_id, 'bench-socket-' || nth, lpad(to_hex(nth), 24, '0'), now() from model, generate_series(1, $1::int) as nth returning id, tenant_id, external_id),
       made as (insert into devices (id, tenant_id, user_id, name, jkt, public_key, encryption_key, suite, lock, app_name, app_version, created_at)
         select gen_random_uuid(), people.tenant_id, people.id, 'bench', model.jkt, model.public_key, model.encryption_key, model.suite, model.lock,
           model.app_name, model.app_version, now() from people, model returning id, tenant_id, user_id)
       insert into device_sessions (token_hash, tenant_id, user_id, device_id, jkt, factor, otp_hash, otp_expires_at, created_at, expires_at)
       select ($3::text[])[row_number() over ()], tenant_id, user_id, id, $2, 'pin', gen_random_uuid()::text, now(), now(), now() + interval '1 day' from made`,
      [count, jkt, hashes],
    );
  } finally {
    await storage.close();
  }
};

/** Opens the channel of one device and follows its news. */
const connect = async ({ origin }: BenchServer, device: TestDevice, nth: number): Promise<WebSocket> => {
  const socket = new WebSocket(`${origin.replace("http", "ws")}${DEVICE_CHANNEL_PATH}`);
  await once(socket, "open");
  const session = tokenOf(nth);
  const ath = createHash("sha256").update(session).digest("base64url");
  const request = await device.requestOf("events.subscribe", { after: 0 }, { ath });
  socket.send(JSON.stringify({ ...request, session }));
  const [message]: unknown[] = await once(socket, "message");
  const data: unknown = message instanceof MessageEvent ? message.data : null;
  if (typeof data !== "string" || !data.includes('"ok":true')) throw new Error("a device could not follow its news");
  return socket;
};

const AT_ONCE = 20;
const SETTLE_MS = 3_000; // one collection of garbage or two

/** Connects more and more devices, which then do nothing, and looks how much memory the server has. */
export const measureSockets = async (
  server: BenchServer,
  device: TestDevice,
  counts: readonly number[],
): Promise<{ readonly without: number; readonly figures: readonly SocketFigures[] }> => {
  await insertDevices(server, Math.max(...counts), device.keys.jkt);
  const settled = async (): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return server.residentBytes();
  };
  const without = await settled();
  const sockets: WebSocket[] = [];
  const figures: SocketFigures[] = [];
  for (const count of counts) {
    const [begun, had] = [performance.now(), sockets.length];
    while (sockets.length < count) {
      await device.post({ v: 1, id: randomUUID(), name: "nonce.get", payload: {} });
      const from = sockets.length;
      sockets.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => connect(server, device, from + at)))));
    }
    const connectsPerSecond = ((count - had) / (performance.now() - begun)) * 1000;
    const residentBytes = await settled();
    figures.push({ sockets: count, residentBytes, bytesEach: (residentBytes - without) / count, connectsPerSecond });
  }
  for (const socket of sockets) socket.close();
  return { without, figures };
};
