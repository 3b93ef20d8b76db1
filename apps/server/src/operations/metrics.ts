import { eventSinks, operationFigures, type SinkLag, type Storage } from "@drawbridge/storage";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { LogTail } from "../event-log/log-tail.ts";
import { printId } from "../ids.ts";

/** One answered request; `route` is the pattern, never the address. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** Measures of one process. */
export interface Metrics {
  readonly noteRequest: (request: AnsweredRequest) => void;
  /** Everything, in Prometheus' text format. */
  readonly print: () => Promise<string>;
  readonly contentType: string;
}

const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const gauge = (registry: Registry, name: string, help: string): Gauge => new Gauge({ name: `drawbridge_${name}`, help, registers: [registry] });

const gaugesOf = (registry: Registry) => ({
  poolTotal: gauge(registry, "database_connections", "Connections to the database that this process holds"),
  poolWaiting: gauge(registry, "database_waiting", "Queries that wait for a connection"),
  listeners: gauge(registry, "event_stream_listeners", "Listeners of the event stream"),
  jobs: gauge(registry, "jobs_waiting", "Jobs that wait or run, of all processes"),
  deliveries: gauge(registry, "webhook_deliveries_pending", "Webhook deliveries that are not done"),
  overdue: gauge(registry, "webhook_deliveries_overdue", "Webhook deliveries whose time passed more than a minute ago"),
  openSessions: gauge(registry, "sessions_open", "Sessions that have not ended"),
  analyticsLag: gauge(registry, "analytics_events_behind", "Events that the numbers do not tell of yet, counted up to 10000"),
});

const sinkGauge = (registry: Registry, name: string, help: string) =>
  new Gauge({ name: `drawbridge_sink_${name}`, help, labelNames: ["sink", "kind"], registers: [registry] });

/** How far each sink is behind; one that was removed is not told of any more. */
const sinkGauges = (registry: Registry): ((lags: readonly SinkLag[]) => void) => {
  const behind = sinkGauge(registry, "events_behind", "Events of the tenant that a sink was not sent yet, counted up to 10000");
  const age = sinkGauge(registry, "lag_seconds", "Age of the oldest event that a sink was not sent yet");
  const failures = sinkGauge(registry, "failures", "Tries in a row that a sink took nothing");
  return (lags) => {
    for (const each of [behind, age, failures]) each.reset();
    for (const { id, kind, eventsBehind, secondsBehind, failures: vain } of lags) {
      const labels = { sink: printId("snk", id), kind };
      behind.set(labels, eventsBehind);
      age.set(labels, secondsBehind);
      failures.set(labels, vain);
    }
  };
};

/** Makes the measures; those of the database are read when somebody asks. */
export const createMetrics = (storage: Storage, logTail: LogTail): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "drawbridge_" });
  const requests = new Histogram({
    name: "drawbridge_http_request_seconds",
    help: "Time to answer a request, by its route",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  const gauges = gaugesOf(registry);
  const setSinks = sinkGauges(registry);
  return {
    contentType: registry.contentType,
    noteRequest: ({ method, route, status, ms }) => requests.observe({ method, route, status: String(status) }, ms / 1000),
    print: async () => {
      const figures = await operationFigures(storage.pool).read();
      gauges.poolTotal.set(storage.pool.totalCount);
      gauges.poolWaiting.set(storage.pool.waitingCount);
      gauges.listeners.set(logTail.size());
      gauges.jobs.set(figures.jobs);
      gauges.deliveries.set(figures.deliveries);
      gauges.overdue.set(figures.overdue);
      gauges.openSessions.set(figures.openSessions);
      gauges.analyticsLag.set(figures.eventsBehind);
      setSinks(await eventSinks(storage.pool).lag(new Date(), null));
      return registry.metrics();
    },
  };
};
