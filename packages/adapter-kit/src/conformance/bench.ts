import type { Adapter, AdapterDeps } from "../adapter.ts";
import type { AdapterFixture } from "./fixture.ts";

/** A request the adapter made. */
export interface Sent {
  readonly url: URL;
  readonly headers: string;
  readonly body: string;
}

/** Answers instead of the provider; null lets the request through. */
export type Intercept = (sent: Sent) => Promise<Response | null>;

/** One adapter under test with everything it was given. */
export interface Bench {
  readonly adapter: Adapter;
  readonly sent: readonly Sent[];
  readonly logged: readonly unknown[];
  readonly advance: (ms: number) => void;
}

const TIMEOUT_MS = 15_000;

/** Refuses a request, as the server's own fetch does. */
export class EgressError extends Error {
  override readonly name = "EgressError";
}

const letThrough: Intercept = async () => null;

/** Builds the adapter with a fetch that is limited like the server's, a clock that can be advanced and a log that is kept. */
export const createBench = (fixture: AdapterFixture, intercept: Intercept = letThrough): Bench => {
  const sent: Sent[] = [];
  const logged: unknown[] = [];
  let ahead = 0;
  const deps: AdapterDeps = {
    now: () => new Date(Date.now() + ahead),
    log: { warn: (data, message) => logged.push({ data, message }) },
    fetch: async (input, init) => {
      const request = toSent(input, init);
      if (!adapter.origins.includes(request.url.origin)) throw new EgressError("origin not declared");
      sent.push(request);
      return (
        (await intercept(request)) ?? fetch(input, { ...init, redirect: "manual", signal: AbortSignal.timeout(fixture.timeoutMs ?? TIMEOUT_MS) })
      );
    },
  };
  const adapter = fixture.create(deps);
  return { adapter, sent, logged, advance: (ms) => (ahead += ms) };
};

const toSent = (input: string | URL | Request, init: RequestInit | undefined): Sent => ({
  url: new URL(input instanceof Request ? input.url : input),
  headers: JSON.stringify([...new Headers(init?.headers)]),
  body: typeof init?.body === "string" || init?.body instanceof URLSearchParams ? String(init.body) : "",
});
