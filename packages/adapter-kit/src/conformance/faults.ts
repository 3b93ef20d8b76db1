import type { Failure } from "@drawbridge/contract";
import { EgressError, type Sent } from "./bench.ts";

/** A way for a provider to go wrong, and what the adapter may call it. */
export interface Fault {
  readonly name: string;
  readonly answer: (sent: Sent) => Promise<Response>;
  readonly failures: readonly Failure[];
}

const anyOf: readonly Failure[] = ["bank_down", "provider_failed"];
const silent: readonly Failure[] = ["bank_down"];

const text = (status: number, body: string, type = "application/json"): Response => new Response(body, { status, headers: { "content-type": type } });

const failWith = (error: Error) => async (): Promise<Response> => {
  throw error;
};

/** A body that begins well and then fails. */
const breakingBody = (chunks: readonly string[], error: Error): Response => {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else controller.error(error);
    },
  });
  return new Response(stream, { status: 200, headers: { "content-type": "application/json" } });
};

const timedOut = (): Error => new DOMException("The operation was aborted due to timeout", "TimeoutError");
const halfAnswer = '{"status":"signed_in","acc';
const megabyte = " ".repeat(1024 * 1024);

/** Everything a provider may do to a request, the ways without any answer first. */
export const faults: readonly Fault[] = [
  { name: "never answers", answer: failWith(timedOut()), failures: silent },
  { name: "closes the connection", answer: failWith(new TypeError("fetch failed")), failures: silent },
  { name: "is an address that may not be reached", answer: failWith(new EgressError("refused")), failures: silent },
  { name: "stalls in the middle", answer: async () => breakingBody([halfAnswer], timedOut()), failures: anyOf },
  { name: "closes in the middle", answer: async () => breakingBody([halfAnswer], new TypeError("terminated")), failures: anyOf },
  {
    name: "sends more than is read",
    answer: async () => breakingBody(['{"status":"', megabyte, megabyte], new EgressError("answer too large")),
    failures: anyOf,
  },
  { name: "answers 500 with a text", answer: async () => text(500, "Internal Server Error", "text/plain"), failures: anyOf },
  { name: "answers 502 with nothing", answer: async () => new Response(null, { status: 502 }), failures: anyOf },
  { name: "answers 503 with a page", answer: async () => text(503, "<!doctype html><title>Maintenance</title>", "text/html"), failures: anyOf },
  { name: "answers 200 with a page", answer: async () => text(200, "<!doctype html><title>Maintenance</title>", "text/html"), failures: anyOf },
  { name: "answers half a JSON", answer: async () => text(200, halfAnswer), failures: anyOf },
  { name: "answers null", answer: async () => text(200, "null"), failures: anyOf },
  { name: "answers a list", answer: async () => text(200, "[[],1]"), failures: anyOf },
  { name: "answers an empty object", answer: async () => text(200, "{}"), failures: anyOf },
  {
    name: "answers other types than promised",
    answer: async () => text(200, JSON.stringify({ status: 1, accounts: [{ stableId: 7 }], owners: {}, transactions: "none", nextCursor: [] })),
    failures: anyOf,
  },
  {
    name: "sends elsewhere",
    answer: async () => new Response(null, { status: 302, headers: { location: "https://elsewhere.example/" } }),
    failures: anyOf,
  },
  {
    name: "repeats what it was sent",
    answer: async ({ headers, body }) => text(500, JSON.stringify({ error: `${headers} ${body}`, detail: body })),
    failures: anyOf,
  },
];
