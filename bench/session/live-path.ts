import { newId, sessions, type EventRow, type Session, type SessionChange, type Storage } from "@drawbridge/storage";
import { enqueue } from "../../apps/server/src/jobs/enqueue.ts";
import { recordEvents } from "../../apps/server/src/webhooks/record-events.ts";
import { quantile, timesOf } from "./measure.ts";

/** What both ways write: the session's state, one event, one job. */
interface Write {
  readonly change: SessionChange;
  readonly event: EventRow;
  readonly effectId: string;
}

const writeOf = (session: Session, seq: number): Write => {
  const now = new Date();
  const { id, flow, secrets } = session;
  return {
    change: {
      id,
      revision: seq,
      flow,
      lastSeq: seq,
      pendingEffect: null,
      pendingSince: null,
      secrets,
      lastInputAt: now,
      endedAt: null,
      endReason: null,
    },
    event: {
      id: newId(),
      tenantId: session.tenantId,
      sessionId: id,
      userId: session.userId,
      seq,
      type: "bench.written",
      attemptId: null,
      step: "search",
      data: { from: "search", to: "sign_in", institution: null },
      occurredAt: now,
    },
    effectId: newId(),
  };
};

// A job's time to run lies ahead, so that no worker's share is measured with it.
const later = new Date(Date.now() + 86_400_000);

const live = (storage: Storage, { change, event, effectId }: Write): Promise<void> =>
  storage.transaction(async (tx) => {
    await recordEvents(tx, [event]);
    await sessions(tx).save(change);
    await enqueue(tx, { name: "session.effect", payload: { sessionId: change.id, effectId } }, { key: `effect:${effectId}`, runAt: later });
  });

const raw = async (storage: Storage, { change, event, effectId }: Write): Promise<void> => {
  const client = await storage.pool.connect();
  try {
    await client.query("begin");
    await client.query(
      `insert into events (id, tenant_id, session_id, user_id, seq, type, attempt_id, step, data, occurred_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        event.id,
        event.tenantId,
        event.sessionId,
        event.userId,
        event.seq,
        event.type,
        event.attemptId,
        event.step,
        JSON.stringify(event.data),
        event.occurredAt,
      ],
    );
    await client.query(
      `update sessions set revision = $2, flow = $3, last_seq = $4, pending_effect = $5, pending_since = $6, secrets = $7,
         last_input_at = $8, ended_at = $9, end_reason = $10
       where id = $1`,
      [
        change.id,
        change.revision,
        JSON.stringify(change.flow),
        change.lastSeq,
        null,
        null,
        JSON.stringify(change.secrets),
        change.lastInputAt,
        null,
        null,
      ],
    );
    await client.query("select graphile_worker.add_job($1, $2::json, job_key => $3, run_at => $4, max_attempts => $5)", [
      "session.effect",
      JSON.stringify({ sessionId: change.id, effectId }),
      `effect:${effectId}`,
      later,
      5,
    ]);
    await client.query("commit");
  } finally {
    client.release();
  }
};

/** Medians and rates of both ways. */
export interface LivePath {
  readonly writers: number;
  readonly liveMs: number;
  readonly rawMs: number;
  readonly livePerSecond: number;
  readonly rawPerSecond: number;
}

const ROUNDS = 6;
const EACH = 100;

const sessionsOf = async (storage: Storage, count: number): Promise<readonly Session[]> => {
  const { rows } = await storage.pool.query<{ id: string }>("select id from sessions order by created_at limit $1", [count]);
  const found = await Promise.all(rows.map(({ id }) => sessions(storage.pool).byId(id)));
  return found.filter((session) => session !== null);
};

/** Writes the same rows both ways in turns, so that a busy moment of the machine meets both. */
export const measureLivePath = async (storage: Storage, writers: number): Promise<LivePath> => {
  const own = await sessionsOf(storage, writers);
  const seq = { last: 1000 };
  const ways = { live: { work: live, times: [] as number[], tookMs: 0 }, raw: { work: raw, times: [] as number[], tookMs: 0 } };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const way of round % 2 === 0 ? [ways.live, ways.raw] : [ways.raw, ways.live]) {
      const begun = performance.now();
      const times = await Promise.all(own.map((session) => timesOf(EACH, () => way.work(storage, writeOf(session, (seq.last += 1))))));
      way.tookMs += performance.now() - begun;
      way.times.push(...times.flat());
    }
  }
  const rate = ({ times, tookMs }: { readonly times: readonly number[]; readonly tookMs: number }): number => (times.length / tookMs) * 1000;
  return {
    writers,
    liveMs: quantile(ways.live.times, 0.5),
    rawMs: quantile(ways.raw.times, 0.5),
    livePerSecond: rate(ways.live),
    rawPerSecond: rate(ways.raw),
  };
};
