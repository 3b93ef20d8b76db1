import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span } from "@opentelemetry/api";
import { parseTraceParent } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from "@opentelemetry/sdk-trace";
import type { TracingConfig } from "../config.ts";
import { traceOfNow } from "./trace-of-now.ts";
import { within, type OpenSpan, type SpanWish, type Tracing } from "./tracing.ts";

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL } as const;

const traceparentOf = (span: Span): string => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
};

const contextOf = (parent: string | undefined): Context => {
  const known = parent === undefined ? null : parseTraceParent(parent);
  return known ? trace.setSpanContext(ROOT_CONTEXT, { ...known, isRemote: true }) : ROOT_CONTEXT;
};

const openSpan = (span: Span): OpenSpan => {
  const traceparent = traceparentOf(span);
  return {
    traceId: span.spanContext().traceId,
    set: (attributes) => void span.setAttributes(attributes),
    fail: (reason) => void span.setAttribute("error.type", reason).setStatus({ code: SpanStatusCode.ERROR }),
    end: () => span.end(),
    run: (work) => traceOfNow.run(traceparent, work),
  };
};

/**
 * Starts tracing over OTLP/HTTP. Loaded only where it is set up: the library costs time and memory that nobody else
 * should pay. What cannot be sent is dropped after some thousand spans; a collector that is away slows nothing.
 */
export const startTracing = ({ url, ratio }: TracingConfig): Tracing => {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "drawbridge" }).merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  const tracer = provider.getTracer("drawbridge");
  const open = ({ name, kind, attributes = {}, parent = traceOfNow.getStore() }: SpanWish): OpenSpan =>
    openSpan(tracer.startSpan(name, { kind: kinds[kind], attributes }, contextOf(parent)));
  return { isOn: true, open, span: (wish, work) => within(open(wish), work), close: () => provider.shutdown() };
};
