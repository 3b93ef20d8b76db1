import { mergeTimelines, timelineOfEvents, type TimelineEntry } from "@drawbridge/domain";
import { events, sessionList, type ListedSession } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import type { Deps } from "./deps.ts";

const ofDeliveries = async (deps: Deps, session: ListedSession): Promise<readonly TimelineEntry[]> => {
  const attempts = await sessionList(deps.storage.pool).deliveryAttempts(session.tenantId, session.id);
  return attempts.map(({ startedAt, eventType, endpointId, deliveryId, durationMs, outcome, status, no, detail }) => ({
    lane: "webhook",
    at: startedAt.getTime(),
    name: eventType,
    outcome,
    durationMs,
    attemptId: null,
    data: { deliveryId: printId("whd", deliveryId), endpointId: printId("whe", endpointId), attempt: no, status, detail },
  }));
};

const ofApprovals = async (deps: Deps, session: ListedSession): Promise<readonly TimelineEntry[]> => {
  const span = { from: session.createdAt, to: session.endedAt ?? deps.now() };
  const asked = await sessionList(deps.storage.pool).approvals(session.userId, span);
  return asked.map(({ id, banner, state, createdAt, decidedAt }) => ({
    lane: "approval",
    at: createdAt.getTime(),
    name: banner,
    outcome: state,
    durationMs: decidedAt && decidedAt.getTime() - createdAt.getTime(),
    attemptId: null,
    data: { operationId: printId("op", id) },
  }));
};

/** Everything that happened around a session, in one line of time. */
export const readTimeline = async (deps: Deps, session: ListedSession): Promise<readonly TimelineEntry[]> => {
  const rows = await events(deps.storage.pool).ofSession(session.id, 0);
  const own = rows.map(({ seq, type, attemptId, occurredAt, data }) => ({ seq, type, attemptId, at: occurredAt.getTime(), data }));
  return mergeTimelines(timelineOfEvents(own), await ofDeliveries(deps, session), await ofApprovals(deps, session));
};
