import type { LogPolicy, SinkKind } from "@drawbridge/contract";
import { nextSinkTry, parseRetryAfter, redactEvent, nextSinkBatch, trimEvent, wantsEvent, type Hash, type PrintedEvent } from "@drawbridge/domain";
import { eventLog, eventSinks, type EventSink, type LogEntry, type LogPlace } from "@drawbridge/storage";
import { hashOf, readPolicy } from "../event-log/apply-policy.ts";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { otlpLogsSink, posthogSink, segmentSink } from "./http-plug-in.ts";
import { natsSink } from "./nats-sink.ts";
import type { SinkPlugIn, SinkSent } from "./sink-plug-in.ts";
import { openSecrets } from "./sink-secrets.ts";

/** Every kind of sink. */
export const sinkPlugIns: Readonly<Record<SinkKind, SinkPlugIn>> = {
  segment: segmentSink,
  posthog: posthogSink,
  otlp_logs: otlpLogsSink,
  nats: natsSink,
};

const LEASE_MS = 60_000; // three times the longest batch: whoever holds it for longer is dead
const ROUNDS = 50; // then others get their turn
const MOST_BYTES = 400_000; // a request: the strictest receiver takes half a megabyte
const IDLE_TX = 10_000n; // a place this far behind is moved on although there was nothing to send
const LONGEST_ERROR = 500;

/** Greater than any id that is made. */
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** The end of the log as it is now: what commits later comes after it. */
export const endOfLog = async ({ storage }: Pick<Deps, "storage">): Promise<LogPlace> => ({
  tx: String(BigInt(await eventLog(storage.pool).horizon()) - 1n),
  id: LAST_ID,
});

/** What leaves is redacted at once, whatever its age: nobody can redact it elsewhere later. */
const printFor = ({ data, ...row }: LogEntry, policy: LogPolicy, hash: Hash): PrintedEvent =>
  trimEvent({
    id: printId("evt", row.id),
    type: row.type,
    occurredAt: row.occurredAt.toISOString(),
    sessionId: row.sessionId && printId("ses", row.sessionId),
    userId: row.userId && printId("usr", row.userId),
    seq: row.seq,
    attemptId: row.attemptId,
    step: row.step,
    data: redactEvent(data, policy, hash),
  });

interface Batch {
  readonly events: readonly PrintedEvent[];
  readonly to: LogPlace;
  readonly more: boolean;
}

const placeOf = ({ tx, id }: LogEntry): LogPlace => ({ tx, id });

/** The next events after the sink's place, as many as one request takes. */
const readBatch = async (deps: Deps, sink: EventSink): Promise<Batch> => {
  const end = await endOfLog(deps);
  const entries = await eventLog(deps.storage.pool).follow(sink.at, { tenantId: sink.tenantId, limit: sink.batch });
  const [policy, hash] = [await readPolicy(deps, sink.tenantId), hashOf(deps.kms, sink.tenantId)];
  const events: PrintedEvent[] = [];
  let [bytes, to] = [0, sink.at];
  for (const entry of entries) {
    const event = wantsEvent(sink.eventTypes, entry.type) ? printFor(entry, policy, hash) : null;
    bytes += event === null ? 0 : JSON.stringify(event).length;
    if (event !== null && events.length > 0 && bytes > MOST_BYTES) return { events, to, more: true };
    if (event !== null) events.push(event);
    to = placeOf(entry);
  }
  const idle = entries.length === 0 && BigInt(end.tx) - BigInt(sink.at.tx) > IDLE_TX;
  return { events, to: idle ? end : to, more: entries.length === sink.batch };
};

const sendTo = (deps: Deps, sink: EventSink, events: readonly PrintedEvent[]): Promise<SinkSent> => {
  const target = { tenantId: sink.tenantId, url: sink.url, subject: sink.subject, secrets: openSecrets(deps.vault, sink) };
  const attributes = { "drawbridge.sink.kind": sink.kind, "drawbridge.sink.events": events.length };
  return deps.tracing.span({ name: "sink send", kind: "client", attributes }, () =>
    sinkPlugIns[sink.kind].send({ egress: deps.webhookEgress, now: deps.now }, target, events),
  );
};

const leaseEnd = ({ now }: Pick<Deps, "now">): Date => new Date(now().getTime() + LEASE_MS);

const fail = async (deps: Deps, sink: EventSink, sent: Extract<SinkSent, { outcome: "failed" }>): Promise<void> => {
  const now = deps.now();
  const retryAfterMs = parseRetryAfter(sent.retryAfter, now);
  const nextTryAt = nextSinkTry(sink.failures + 1, { now, random: deps.random(), retryAfterMs });
  const error = sent.detail.replaceAll("\u0000", "").slice(0, LONGEST_ERROR);
  await eventSinks(deps.storage.pool).fail(sink.id, { error, batch: nextSinkBatch(sink.batch, "failed"), nextTryAt });
};

/** Sends one batch and moves on; null when there is nothing more to do now. */
const deliverBatch = async (deps: Deps, sink: EventSink): Promise<EventSink | null> => {
  const { events, to, more } = await readBatch(deps, sink);
  if (to.tx === sink.at.tx && to.id === sink.at.id) return null;
  const sent = events.length === 0 ? null : await sendTo(deps, sink, events);
  if (sent?.outcome === "failed") {
    await fail(deps, sink, sent);
    return null;
  }
  const at = sent && deps.now();
  // Only now: a process that dies before sends the same events again, with the same ids.
  const batch = at ? nextSinkBatch(sink.batch, "accepted") : sink.batch;
  const moved = await eventSinks(deps.storage.pool).advance(sink, { to, at, batch, until: leaseEnd(deps) });
  return moved && more ? { ...sink, at: to, batch, failures: at ? 0 : sink.failures } : null;
};

/** Sends a sink what it has not had, batch by batch in the order of the log. The lease keeps it to one process at a time. */
export const deliverSink = async (deps: Deps, id: string): Promise<void> => {
  const sinks = eventSinks(deps.storage.pool);
  let sink = await sinks.lease(id, deps.now(), leaseEnd(deps));
  if (!sink) return;
  try {
    for (let round = 0; round < ROUNDS && sink; round += 1) sink = await deliverBatch(deps, sink);
  } finally {
    await sinks.release(id);
  }
};
