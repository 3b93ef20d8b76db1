import type { Sink } from "@drawbridge/contract";

/** Kinds of sinks as people know them. */
export const sinkNames: Readonly<Record<Sink["kind"], string>> = {
  segment: "Segment",
  posthog: "PostHog",
  otlp_logs: "OpenTelemetry logs",
  nats: "NATS JetStream",
};

/** A field of a new sink. */
export interface SinkField {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly required: boolean;
  readonly secret: boolean;
}

const field = (name: string, label: string, hint: string): SinkField => ({ name, label, hint, required: true, secret: false });
const optional = (name: string, label: string, hint: string): SinkField => ({ ...field(name, label, hint), required: false });
const key = (label: string): SinkField => ({ ...field("key", label, "sealed; never shown again"), secret: true });

/** What each kind wants to know beside events and description. */
export const sinkFields: Readonly<Record<Sink["kind"], readonly SinkField[]>> = {
  segment: [key("Write key"), optional("url", "Address", "empty: api.segment.io")],
  posthog: [key("Project API key"), optional("url", "Address", "empty: us.i.posthog.com")],
  otlp_logs: [
    field("url", "Collector", "OTLP/HTTP, such as https://collector.example.com"),
    { ...optional("authorization", "Authorization header", "empty: none; sealed"), secret: true },
  ],
  nats: [
    field("url", "Address", "such as tls://nats.example.com:4222"),
    field("subject", "Subject", "the event's type is added to it"),
    { ...optional("token", "Token", "empty: none; sealed"), secret: true },
  ],
};
