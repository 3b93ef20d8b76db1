import type { PrintedEvent } from "@drawbridge/domain";
import type { PinnedServer } from "../egress/webhook-egress.ts";
import type { SinkPlugIn, SinkSent, SinkTarget } from "./sink-plug-in.ts";

const TIMEOUT_MS = 10_000; // as for webhooks (rulings.md 11)

const credentialsOf = ({ secrets: { user, password, token } }: SinkTarget) => ({
  ...(user !== undefined && { user }),
  ...(password !== undefined && { pass: password }),
  ...(token !== undefined && { token }),
});

/** The certificate is checked against the name although the address is pinned. */
const tlsOf = ({ host, tls }: PinnedServer): object => (tls ? { tls: { servername: host } } : {});

/**
 * Publishes one batch and waits until the stream has stored all of it. The connection lives for the batch: a batch is
 * large when there is much to say, and a server that is away holds nothing of ours. Servers it gossips about are not
 * followed, they were never checked.
 */
const publish = async (server: PinnedServer, target: SinkTarget, events: readonly PrintedEvent[]): Promise<void> => {
  const [{ connect }, { jetstream }] = await Promise.all([import("@nats-io/transport-node"), import("@nats-io/jetstream")]);
  const connection = await connect({
    servers: server.family === 6 ? `[${server.address}]:${server.port}` : `${server.address}:${server.port}`,
    name: "drawbridge",
    timeout: TIMEOUT_MS,
    reconnect: false,
    ignoreClusterUpdates: true,
    ...tlsOf(server),
    ...credentialsOf(target),
  });
  try {
    const stream = jetstream(connection, { timeout: TIMEOUT_MS });
    const published = events.map((event) => stream.publish(`${target.subject}.${event.type}`, JSON.stringify(event), { msgID: event.id }));
    await Promise.all(published);
  } finally {
    await connection.close();
  }
};

/** NATS JetStream; `Nats-Msg-Id` is the event's id, by which the stream drops repetitions. */
export const natsSink: SinkPlugIn = {
  check: async ({ egress }, url) => {
    const server = await egress.pin(url);
    return "refused" in server ? server.refused : null;
  },
  send: async ({ egress }, target, events): Promise<SinkSent> => {
    const server = await egress.pin(target.url);
    if ("refused" in server) return { outcome: "failed", detail: server.refused, retryAfter: null };
    try {
      await publish(server, target, events);
      return { outcome: "accepted" };
    } catch (error) {
      return { outcome: "failed", detail: error instanceof Error ? error.message : "failed", retryAfter: null };
    }
  },
};
