import type { AddressInfo } from "node:net";
import { newId, type EventRow } from "@drawbridge/storage";
import { afterAll, beforeAll, expect } from "vitest";
import { institutionHealthRoutes } from "../src/faces/native/health-routes.ts";
import { operationsRoutes } from "../src/operations/routes.ts";
import { recordEvents } from "../src/webhooks/record-events.ts";
import { createAnalyticsStage, type AnalyticsStage } from "./analytics-stage.ts";

/** The server's clock, which stands still. */
export const clock = { now: new Date() };

const started: { current: { readonly stage: AnalyticsStage; readonly origin: string } | null } = { current: null };
const ready = () => started.current ?? expect.fail("it was not started");

/** The stage of the file. */
export const stage = (): AnalyticsStage => ready().stage;
/** Where it listens. */
export const origin = (): string => ready().origin;

/** Starts one for the tests of a file. */
export const useEventLog = (): void => {
  beforeAll(async () => {
    const made = await createAnalyticsStage(() => clock.now);
    await made.app.register(institutionHealthRoutes(made.deps));
    await made.app.register(operationsRoutes(made.deps));
    await made.app.listen({ host: "127.0.0.1", port: 0 });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    started.current = { stage: made, origin: `http://127.0.0.1:${(made.app.server.address() as AddressInfo).port}` };
  });
  afterAll(() => started.current?.stage.close());
};

/** An event of nobody's session, but for what is named. */
export const eventOf = (tenantId: string, change: Partial<EventRow>): EventRow => ({
  id: newId(),
  tenantId,
  sessionId: null,
  userId: null,
  seq: 0,
  type: "session.started",
  attemptId: null,
  step: "search",
  data: {},
  occurredAt: new Date(),
  ...change,
});
/** One of the stage's tenant. */
export const row = (change: Partial<EventRow>): EventRow => eventOf(stage().tenantId, change);
/** Writes events as the server does. */
export const record = (...rows: readonly EventRow[]): Promise<void> => stage().deps.storage.transaction((tx) => recordEvents(tx, rows));

/** What a test reads of an event. */
export interface Printed {
  readonly id: string;
  readonly type: string;
  readonly action: string | null;
}
/** The events that a query finds. */
export const list = async (query: string): Promise<readonly Printed[]> =>
  (await stage().get<{ events: readonly Printed[] }>(`/v1/events?${query}`)).events;
