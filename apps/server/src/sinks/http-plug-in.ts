import { otlpLogs, posthogBatch, segmentBatch, type PrintedEvent } from "@drawbridge/domain";
import { printId } from "../ids.ts";
import type { SinkPlugIn, SinkSent, SinkTarget } from "./sink-plug-in.ts";

/** Where and how a batch is posted. */
interface Shape {
  readonly path: string;
  readonly headers: (target: SinkTarget) => Readonly<Record<string, string>>;
  readonly body: (events: readonly PrintedEvent[], target: SinkTarget, now: Date) => object;
}

const AGENT = "drawbridge-sinks/1";

const addressOf = (url: string, path: string): string => {
  const address = new URL(url);
  const base = address.pathname.replace(/\/+$/, "");
  address.pathname = base.endsWith(path.replace(/\/$/, "")) ? base : `${base}${path}`;
  return address.href;
};

const basicOf = (name: string): string => `Basic ${Buffer.from(`${name}:`).toString("base64")}`;

const httpPlugIn = ({ path, headers, body }: Shape): SinkPlugIn => ({
  check: ({ egress }, url) => egress.check(url),
  send: async ({ egress, now }, target, events): Promise<SinkSent> => {
    const sent = await egress.post({
      url: addressOf(target.url, path),
      headers: { "user-agent": AGENT, accept: "application/json", ...headers(target), "content-type": "application/json" },
      body: JSON.stringify(body(events, target, now())),
    });
    switch (sent.outcome) {
      case "answered":
        if (sent.status >= 200 && sent.status < 300) return { outcome: "accepted" };
        return { outcome: "failed", detail: `status ${sent.status}: ${sent.excerpt}`, retryAfter: sent.retryAfter };
      case "refused":
        return { outcome: "failed", detail: sent.reason, retryAfter: null };
      case "timeout":
      case "unreachable":
        return { outcome: "failed", detail: sent.detail, retryAfter: null };
    }
  },
});

/** Segment's HTTP tracking API, and what speaks it (RudderStack, Jitsu, …). */
export const segmentSink = httpPlugIn({
  path: "/v1/batch",
  headers: ({ secrets }) => ({ authorization: basicOf(secrets["key"] ?? "") }),
  body: (events, _target, now) => segmentBatch(events, now),
});

/** PostHog's capture API. */
export const posthogSink = httpPlugIn({
  path: "/batch/",
  headers: () => ({}),
  body: (events, { secrets }) => posthogBatch(events, secrets["key"] ?? ""),
});

/** OpenTelemetry logs over OTLP/HTTP with JSON. */
export const otlpLogsSink = httpPlugIn({
  path: "/v1/logs",
  headers: ({ secrets }) => secrets,
  body: (events, { tenantId }) => otlpLogs(events, printId("ten", tenantId)),
});
