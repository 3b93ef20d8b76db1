import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { openPerson, signInAs } from "../../../tests/journeys/person.ts";
import { readConfig } from "../src/config.ts";
import { startReceiver, type Receiver } from "./webhook-stage.ts";

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}
interface Exported {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";
let collector: Receiver;
let drawbridge: TestDrawbridge;
const spans: Span[] = [];
beforeAll(async () => {
  collector = await startReceiver();
  drawbridge = await startDrawbridge({ tracing: { url: `${collector.origin}/v1/traces`, ratio: 1 } });
  await fetch(`${drawbridge.server}/v1/events?limit=1&type=secret_type`, {
    headers: { authorization: "Bearer development-api-token-1", traceparent: `00-${TRACE}-${CALLER}-01` },
  });
  const person = await openPerson(drawbridge, "traced");
  await signInAs(person, "user_ok");
  await drawbridge.close(); // sends what is left
  for (const { body } of collector.hits) {
    const { resourceSpans }: Exported = JSON.parse(body);
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
  }
});
afterAll(() => collector.close());

const named = (name: string): readonly Span[] => spans.filter((span) => span.name === name);
const pathOf = (span: Span): readonly string[] => {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent ? [...pathOf(parent), span.name] : [span.name];
};

describe("a trace", () => {
  it("goes from the person's request through the queue to the bank and back", () => {
    const conversations = named("adapter sandbox credentials start").map(pathOf);
    expect(conversations).toEqual([
      [expect.stringMatching(/^POST \/session/), "use-case advance-session", "job session.effect", "adapter sandbox credentials start"],
    ]);
    const [signIn] = named("adapter sandbox credentials start");
    expect(spans.filter(({ traceId }) => traceId === signIn?.traceId).map(({ name }) => name)).toContain("use-case advance-session");
  });

  it("goes on from its caller's", () => {
    expect(named("GET /v1/events")).toMatchObject([{ traceId: TRACE, parentSpanId: CALLER }]);
  });

  it("holds no address, credential or token", () => {
    const everything = collector.hits.map(({ body }) => body).join("");
    expect(everything).not.toMatch(/secret_type|user_ok|pass_ok|development-api-token|evt_|ses_/);
    expect(everything).toContain('"stringValue":"drawbridge"');
  });
});

describe("the variables of OpenTelemetry", () => {
  it.each([
    ["nothing", {}, null],
    ["an endpoint", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318/" }, { url: "http://c:4318/v1/traces", ratio: 1 }],
    ["an endpoint of traces", { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c/t" }, { url: "http://c/t", ratio: 1 }],
    ["off", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_SDK_DISABLED: "true" }, null],
    ["no traces", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_TRACES_EXPORTER: "none" }, null],
    [
      "a share",
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.1" },
      { url: "http://c/v1/traces", ratio: 0.1 },
    ],
  ])("%s", (_what, env, tracing) => expect(readConfig("/", env).tracing).toEqual(tracing));

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "nowhere" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_TRACES_SAMPLER: "some" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "2" }],
  ])("%j is refused at the start", (env) => expect(() => readConfig("/", env)).toThrow(/^OTEL_/));
});
